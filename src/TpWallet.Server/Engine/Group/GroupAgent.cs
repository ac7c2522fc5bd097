using System.Collections.Concurrent;
using System.Diagnostics;
using TpWallet.Persistence.Journal;
using TpWallet.Replication;
using TpWallet.Replication.Log;
using TpWallet.Replication.Transport;
using TpWallet.Replication.Views;

namespace TpWallet.Server.Engine.Group;

/// <summary>
/// The thread that a member's <see cref="Replica"/> lives on: gives it time, messages, the journal's tickets, the view store's answers and the
/// commands that wait, and carries out what it decides. Parks when there is nothing to do.
/// </summary>
internal sealed class GroupAgent : IReplicaHost, IDisposable
{
    private const int FragmentsAtATime = 64;
    private static readonly TimeSpan ParkMax = TimeSpan.FromMilliseconds(5);

    private readonly GroupAgentParts _parts;
    private readonly GroupSurroundings _around;
    private readonly Replica _replica;
    private readonly ViewStoreClient _views;
    private readonly Delivery _delivery;
    private readonly MessageHandler _onMessage;
    private readonly Dictionary<NodeId, long> _heard = [];
    private readonly ConcurrentQueue<Action> _requests = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private readonly long _startedMs = NowMs();
    private NodeId _leader;
    private readonly ApplyProgress _progress;
    private LogPosition _committed;
    private long _ticket;
    private bool _isPrimary;
    private bool _isOpen;
    private bool _isDraining;
    private ulong _inherited;
    private volatile bool _stop;

    public GroupAgent(GroupAgentParts parts, ReplicaOptions options, IViewStore store, TimeSpan viewTimeout)
    {
        _parts = parts;
        _around = parts.Around;
        _views = new ViewStoreClient(store, viewTimeout, parts.Network.Wake);
        _replica = new Replica(options, _around.Log, parts.Network, _views, this);
        _committed = _around.Log.Recovered.Committed;
        _delivery = new Delivery(_around.Ring, _around.Log, parts.Gate, new LogPosition(_around.Applied.Sequence, _around.Applied.Hash));
        _onMessage = OnMessage;
        _progress = new ApplyProgress(2 * options.FailureTimeoutMs);
        Operators = new OperatorLine(options.Node, parts.Network, Post);
        _thread = new Thread(Run) { Name = "tpwallet-group", IsBackground = true };
    }

    /// <summary>Completes when the agent was told to stop; faults when it can't go on, and the process must end.</summary>
    public Task Completion => _completion.Task;

    /// <summary>When this member took over last, and how long nobody led before.</summary>
    public TakeOver? LastTakeOver { get; private set; }

    /// <summary>What the replica says of itself; to be asked when the thread has ended.</summary>
    public ReplicaStatus LastStatus => _replica.Status;

    /// <summary>How operators' questions come to this member and go to others.</summary>
    public OperatorLine Operators { get; }

    /// <summary>Why the view store gave no answer last; null: it gave one. Any thread.</summary>
    public string? ViewStoreFailure => _views.LastFailure;

    /// <summary>Whether this member takes payments. For its own thread, as in <see cref="AskAsync"/>.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>For how long no primary was heard, milliseconds; 0: this is it. For its own thread.</summary>
    public long PrimarySilenceMs => _isOpen ? 0 : SilenceMsOf(_replica.Status.Primary) ?? NowMs() - _startedMs;

    /// <summary>Starts the thread.</summary>
    public void Start()
    {
        _ = _views.WatchAsync();
        _thread.Start();
    }

    /// <summary>For how long a member was not heard, milliseconds; null: it never was. For the agent's own thread.</summary>
    public long? SilenceMsOf(NodeId node) => _heard.TryGetValue(node, out var heardMs) ? NowMs() - heardMs : null;

    /// <summary>Asks something of the replica, on its own thread.</summary>
    /// <exception cref="OperationCanceledException">The agent has ended.</exception>
    public async Task<T> AskAsync<T>(Func<Replica, T> question, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _requests.Enqueue(() => answer.TrySetResult(question(_replica)));
        _parts.Network.Wake();
        await Task.WhenAny(answer.Task, Completion).WaitAsync(cancellationToken).ConfigureAwait(false);
        return answer.Task.IsCompletedSuccessfully ? await answer.Task.ConfigureAwait(false)
            : throw new OperationCanceledException("The group's agent has ended.");
    }

    /// <summary>Sees to it that a batch passes soon, though nobody pays. Any thread.</summary>
    public void Nudge() => Post(_delivery.Mark);

    /// <summary>
    /// On the agent's own thread: ends the replica at once if it still needs a snapshot of this sequence, so that it promises nothing more.
    /// </summary>
    /// <returns>False: it leads, follows, or has come further.</returns>
    public bool TryEndBehind(ulong sequence)
    {
        if (_replica.Role != ReplicaRole.Standby || _replica.Status.IsJoined || _committed.Sequence >= sequence)
        {
            return false;
        }

        Close();
        _stop = true;
        return true;
    }

    /// <summary>Gives up what has no verdict yet: the switch stops, and nobody waits for it any more.</summary>
    public void GiveUp() => Post(() =>
    {
        _isDraining = true;
        Close();
    });

    /// <summary>Ends the thread.</summary>
    public async Task StopAsync()
    {
        _stop = true;
        _parts.Network.Wake();
        if (_thread.ThreadState.HasFlag(System.Threading.ThreadState.Unstarted))
        {
            _completion.TrySetResult();
        }

        await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _views.Dispose();

    void IReplicaHost.Commit(in LogPosition committed)
    {
        _committed = committed;
        _around.Gauge.OnCommitted(committed.Sequence);
    }

    void IReplicaHost.OnRole(ReplicaRole role, ulong epoch, NodeId primary)
    {
        var wasPrimary = _isPrimary;
        _isPrimary = role == ReplicaRole.Primary;
        if (_isPrimary)
        {
            _inherited = ulong.MaxValue; // set when the log is known to begin with its first command
            return;
        }

        _leader = primary;
        if (wasPrimary)
        {
            Close();
        }

        _around.Role.Follow(_parts.ClientAddressOf(primary));
    }

    void IReplicaHost.OnSnapshotNeeded(NodeId primary) => _parts.OnSnapshotNeeded(primary);

    void IReplicaHost.OnStopped(StopReason reason, string explanation)
    {
        Close();
        _around.Gauge.OnStopped(reason);
        throw new GroupStoppedException(reason, explanation);
    }

    private void Run()
    {
        try
        {
            while (!_stop)
            {
                if (!DoWork())
                {
                    _parts.Network.Park(ParkMax);
                }
            }

            Close();
            _completion.TrySetResult();
        }
        catch (Exception exception)
        {
            _completion.TrySetException(exception);
        }
        finally
        {
            _around.Role.Follow(null);
            _parts.Batches.Abandon();
            _parts.Gate.End();
        }
    }

    private bool DoWork()
    {
        _replica.Tick(NowMs());
        var work = _parts.Network.DoWork() + _parts.Network.Poll(_onMessage, FragmentsAtATime);
        _views.Deliver(_replica);
        work += TakeTickets();
        while (_requests.TryDequeue(out var request))
        {
            request();
            work++;
        }

        work += Sequence();
        work += Advance();
        _replica.IsHostStuck = _progress.IsStuck(_around.AppliedThrough(), _delivery.Delivered.Sequence, NowMs());
        _around.Gauge.Tick(_replica, this, _parts.Network.Counters, NowMs());
        return work > 0;
    }

    private void OnMessage(NodeId from, ReadOnlySpan<byte> message)
    {
        _heard[from] = NowMs();
        if (!Operators.TryTake(from, message))
        {
            _replica.OnMessage(from, message);
        }
    }

    private int TakeTickets()
    {
        if (_around.Log.Failure is { } failure)
        {
            throw new JournalFailedException($"The journal takes no further batch: {failure.Message}", failure);
        }

        var ticket = _around.Log.DurableTicket;
        if (ticket == _ticket)
        {
            return 0;
        }

        _ticket = ticket;
        _replica.OnDurable(ticket);
        return 1;
    }

    /// <summary>Gives places in the log to what waits, few batches at a time: what waits while disks and network are busy becomes one.</summary>
    private int Sequence()
    {
        var done = 0;
        while (_parts.Batches.Peek() is { } collected)
        {
            if (!_isOpen || collected.FirstSlot <= _delivery.LastFedSlot)
            {
                _delivery.Drop(collected);
            }
            else if (_delivery.Undecided >= _parts.UndecidedMax || !_around.Log.HasRoom(SealedBatch.LengthOf(collected.Batch.Count))
                || !TrySequence(collected))
            {
                break;
            }

            _parts.Batches.Dequeue();
            done++;
        }

        return done;
    }

    /// <returns>False: it must wait.</returns>
    private bool TrySequence(CollectedBatch collected)
    {
        switch (_replica.TrySequence(collected.Batch, ClockMs()))
        {
            case SequencingResult.Sequenced:
                _delivery.OnSequenced(collected);
                OnSequenced(collected.Batch.Header.LastSequence);
                return true;
            case SequencingResult.NotPrimary:
                _delivery.Drop(collected);
                return true;
            default:
                return false;
        }
    }

    private void OnSequenced(ulong lastSequence)
    {
        if (lastSequence > _committed.Sequence)
        {
            _around.Gauge.OnSequenced(lastSequence);
        }
    }

    /// <summary>Delivers what is committed and on this member's own disk; a primary that has delivered what it inherited opens.</summary>
    private int Advance()
    {
        var work = _delivery.Advance(Math.Min(_committed.Sequence, _around.Log.DurableSequence)) ? 1 : 0;
        if (!_isPrimary || _isOpen || _isDraining)
        {
            return work;
        }

        if (_inherited == ulong.MaxValue)
        {
            Inherit();
        }

        // Applied, not merely delivered: whoever asks about what was inherited must find it.
        if (_around.AppliedThrough() >= _inherited)
        {
            Open();
        }

        return work;
    }

    private void Inherit()
    {
        if (_around.Log.Tail.Sequence == 0)
        {
            using var genesis = new SealedBatch(1);
            genesis.Append(_parts.Genesis);
            if (_replica.TrySequence(genesis, ClockMs()) != SequencingResult.Sequenced)
            {
                return;
            }
        }

        _inherited = _around.Log.Tail.Sequence;
    }

    private void Open()
    {
        _isOpen = true;
        _around.Role.Lead();
        var silence = _heard.TryGetValue(_leader, out var heardMs) ? TimeSpan.FromMilliseconds(NowMs() - heardMs) : TimeSpan.Zero;
        LastTakeOver = new TakeOver(_replica.Status.AcceptedEpoch, _around.Time.GetUtcNow(), silence);
        _around.OnOpened();
    }

    /// <summary>Leaves the primary's place: connections are cut, what is undecided stays unknown to those who asked.</summary>
    private void Close()
    {
        _isOpen = false;
        _around.Role.Follow(null);
        _around.CutClients();
        _delivery.Advance(Math.Min(_committed.Sequence, _around.Log.DurableSequence));
        _delivery.Abandon();
        _around.Gauge.OnClosed();
    }

    private void Post(Action action)
    {
        _requests.Enqueue(action);
        _parts.Network.Wake();
    }

    private long ClockMs() => _around.Time.GetUtcNow().ToUnixTimeMilliseconds();

    private static long NowMs() => Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000);
}
