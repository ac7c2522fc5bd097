using TpWallet.Persistence.Journal;
using TpWallet.Replication.Log;
using TpWallet.Replication.Primary;
using TpWallet.Replication.Standby;
using TpWallet.Replication.TakeOver;
using TpWallet.Replication.Views;
using TpWallet.Replication.Wire;

namespace TpWallet.Replication;

/// <summary>
/// One member of a group as a state machine. It has no clock, thread, socket or file: time, messages, the disk's and the view store's answers are
/// handed in, and what it wants goes out through <see cref="INetwork"/>, <see cref="IReplicaLog"/>, <see cref="IViewClient"/> and <see
/// cref="IReplicaHost"/>. The same inputs in the same order give the same outputs. One thread owns it. The README of this room states the protocol.
/// </summary>
public sealed class Replica : IViewObserver
{
    private readonly ReplicaContext _context;
    private readonly ViewKeeper _views;
    private readonly Follower _follower;
    private readonly SilenceWatch _silence;
    private readonly ForcedTakeOver _forced;
    private PrimaryTerm? _term;
    private NodeId _primary;
    private long _epochTicket;
    private bool _epochDurable = true;
    private NodeId _promisedTo;

    /// <summary>Makes a replica over a recovered journal; it does nothing before the first <see cref="Tick"/>.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public Replica(ReplicaOptions options, IReplicaLog log, INetwork network, IViewClient views, IReplicaHost host)
        : this(options, log, network, views, host, ProtocolRules.Sound)
    {
    }

    internal Replica(ReplicaOptions options, IReplicaLog log, INetwork network, IViewClient views, IReplicaHost host, ProtocolRules rules)
    {
        options.Validate();
        _context = new ReplicaContext(options, log, network, host, rules) { NowMs = long.MinValue };
        _views = new ViewKeeper(_context, views, this);
        _follower = new Follower(_context);
        _silence = new SilenceWatch(_context);
        _forced = new ForcedTakeOver(_context, _views);
    }

    /// <summary>What it is at the moment.</summary>
    public ReplicaRole Role => this switch
    {
        { _context.IsStopped: true } => ReplicaRole.Stopped,
        { _term: not null } => ReplicaRole.Primary,
        _ => ReplicaRole.Standby,
    };

    /// <summary>What it has met since it started.</summary>
    public ReplicaCounters Counters => _context.Counters;

    /// <summary>
    /// The process around the replica says that what is committed isn't applied any more: as the primary it tells the others that it is stuck (rule
    /// 12).
    /// </summary>
    public bool IsHostStuck
    {
        get => _context.IsHostStuck;
        set => _context.IsHostStuck = value;
    }

    internal ReplicaContext Context => _context;

    /// <summary>Where it stands.</summary>
    public ReplicaStatus Status => new(
        _context.Self,
        Role,
        _context.AcceptedEpoch,
        _primary,
        _context.Log.JournalId,
        _context.Log.Tail,
        _context.Committed,
        _follower.State == JoinState.Joined,
        _term is { IsStuck: true },
        _views.Newest);

    /// <summary>As the primary: what it knows of the others; null: it isn't primary.</summary>
    public LeadershipStatus? Leadership => _term?.Status;

    /// <summary>For how long the view store has given no answer, milliseconds; null: it has not given one since the start.</summary>
    public long? ViewSilenceMs => _views.ReadMs is { } readMs ? _context.NowMs - readMs : null;

    /// <summary>Lets time pass. To be called at least every 10 ms, and before any other input when time has passed.</summary>
    /// <param name="nowMs">A steady clock, milliseconds; never less than before.</param>
    public void Tick(long nowMs)
    {
        if (_context.IsStopped)
        {
            return;
        }

        var missed = _context.NowMs == long.MinValue || nowMs - _context.NowMs > _context.Options.FailureTimeoutMs / 2;
        _context.NowMs = nowMs;
        if (missed)
        {
            // The process was stopped, or has just started: what it did not hear meanwhile says nothing about the others.
            _silence.Heard();
            _term?.OnWoken();
        }

        _views.Tick();
        if (_term is not null)
        {
            _term.Tick();
            return;
        }

        _follower.Tick();
        _forced.Tick();
        if (_views.Pending is null && _silence.IsSilent(_views.Known) && _silence.IsDiskProven())
        {
            _views.RequestRead(); // The answer decides.
        }
    }

    /// <summary>Takes a message of another member. Anything that isn't one is counted and ignored.</summary>
    public void OnMessage(NodeId from, ReadOnlySpan<byte> message)
    {
        if (_context.IsStopped)
        {
            return;
        }

        if (!MessageCodec.TryDecode(message, out var header) || header.Sender != from || from == _context.Self
            || !_context.Options.Members.Contains(from))
        {
            _context.Counters.MalformedMessages++;
            return;
        }

        switch (header.Kind)
        {
            case MessageKind.Heartbeat or MessageKind.Batch or MessageKind.JoinAnswer or MessageKind.CommitNotice or MessageKind.TakeOverRequest:
                if (Meets(header))
                {
                    OnPrimaryMessage(header, message);
                }

                break;
            case MessageKind.JoinRequest or MessageKind.Acknowledgement:
                OnStandbyMessage(header, message);
                break;
            case MessageKind.PromiseRequest:
                OnPromiseRequest(header);
                break;
            case MessageKind.Promise:
                _forced.OnPromise(header, MessageCodec.Body<Guid>(message));
                break;
            default:
                LookForNewerEpoch(header);
                break;
        }
    }

    /// <summary>Everything appended under this ticket and before is durable.</summary>
    public void OnDurable(long ticket)
    {
        if (_context.IsStopped)
        {
            return;
        }

        _silence.OnDurable(ticket);
        var moved = _context.Durable.Advance(ticket);
        if (!_epochDurable && ticket >= _epochTicket)
        {
            _epochDurable = true;
            OnEpochDurable();
        }

        if (moved && _term is not null)
        {
            _term.OnDurable();
        }
        else if (moved)
        {
            _follower.OnDurable();
        }
    }

    /// <summary>The view store answered <see cref="IViewClient.Read"/>.</summary>
    /// <param name="request">The number of the request.</param>
    /// <param name="stored">What it holds; null: it could not be read.</param>
    public void OnViewRead(long request, StoredView? stored)
    {
        if (!_context.IsStopped)
        {
            _views.OnRead(request, stored);
        }
    }

    /// <summary>The view store answered <see cref="IViewClient.Swap"/>.</summary>
    /// <param name="request">The number of the request.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="revision">If it succeeded: the new revision.</param>
    public void OnSwapAnswered(long request, SwapOutcome outcome, long revision)
    {
        if (!_context.IsStopped)
        {
            _views.OnSwapAnswered(request, outcome, revision);
        }
    }

    /// <summary>The store's watch hints at a change.</summary>
    public void OnViewHint() => _views.RequestRead();

    /// <summary>
    /// Seals a batch of appended commands with the next sequence, the time, this epoch and the chain's hash, appends it to the log and sends it.
    /// Unless the answer is <see cref="SequencingResult.Sequenced"/> nothing happened, and the batch is as it was.
    /// </summary>
    /// <param name="batch">Commands, not sealed, at least one.</param>
    /// <param name="clockMs">The wall clock, milliseconds since 1970 UTC.</param>
    public SequencingResult TrySequence(SealedBatch batch, long clockMs)
    {
        if (_term is null || _context.IsStopped)
        {
            return SequencingResult.NotPrimary;
        }

        var result = _term.MaySequence(batch.Count, clockMs);
        if (result == SequencingResult.Sequenced)
        {
            _term.Sequence(batch, clockMs);
        }

        return result;
    }

    /// <summary>An operator says that the wall clock is right, after <see cref="SequencingResult.ClockJumped"/>.</summary>
    public void AcceptClock(long clockMs) => _term?.AcceptClock(clockMs);

    /// <summary>Hands over to an in-sync standby (rule 11); given up after a time when it doesn't come about.</summary>
    /// <returns>False when this replica isn't primary, one is under way, or the target isn't in sync.</returns>
    public bool TryHandOver(NodeId target) => _term is not null && _term.TryHandOver(target);

    /// <summary>
    /// Begins to take a member out of the in-sync set, for work on its machine, and keeps it out until it rejoins; never below the smallest set. The
    /// view tells when it is done; given up after a time.
    /// </summary>
    public MaintenanceResult TryRemove(NodeId member) => TryMaintain(member, takeOut: true);

    /// <summary>Begins to let a member that was taken out come in again, as soon as it has caught up.</summary>
    public MaintenanceResult TryRejoin(NodeId member) => TryMaintain(member, takeOut: false);

    /// <summary>
    /// Begins to change the smallest in-sync set that commits: up, if so many are in sync; or down, so that a primary goes on without members that
    /// can't be waited for. Loses nothing that was answered; what is answered from then on is on fewer members. Given up after a time.
    /// </summary>
    public MaintenanceResult TrySetMinInSync(int minInSync)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minInSync, 1);
        return _term is null || _context.IsStopped ? MaintenanceResult.NotPrimary : _term.TrySetMinInSync(minInSync);
    }

    /// <summary>
    /// Makes this replica primary although it isn't in sync; what only others hold is lost (rule 13). Nothing happens until the old in-sync set is
    /// known to be harmless.
    /// </summary>
    /// <param name="mode">What makes it harmless.</param>
    /// <param name="minInSync">The smallest in-sync set from now on; with 1 this replica serves alone.</param>
    /// <returns>False when this replica is primary already.</returns>
    public bool TryForcePrimary(ForceMode mode, int minInSync)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minInSync, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minInSync, _context.Options.Members.Count);
        if (_term is not null || _context.IsStopped)
        {
            return false;
        }

        _forced.Start(mode, minInSync);
        return true;
    }

    void IViewObserver.OnView(StoredView stored)
    {
        var view = stored.View;
        if (view.Epoch > _context.AcceptedEpoch && (view.Primary != _context.Self || _term is not null))
        {
            Accept(view.Epoch, view.Primary);
        }

        if (_term is not null)
        {
            _term.OnViewSettled(progress: false);
            return;
        }

        _forced.OnView(stored);
        if (_context.Rules.ResumesEpoch && view.Primary == _context.Self && view.Epoch >= _context.AcceptedEpoch && _primary != _context.Self)
        {
            BeginTerm(view.Epoch);
        }
        else if (_views.Pending is null && _silence.IsSilent(stored) && _silence.IsDiskProven() && _silence.TakenOverFrom(view) is { } desired)
        {
            _context.Counters.TakeOversTried++;
            _views.Swap(stored, desired);
        }
    }

    void IViewObserver.OnSwapResolved(PendingSwap swap, bool succeeded)
    {
        if (_term is not null)
        {
            _term.OnViewSettled(progress: succeeded);
        }
        else if (succeeded && swap.IsTakeOver
            && (swap.Desired.Epoch > _context.AcceptedEpoch || (swap.Desired.Epoch == _context.AcceptedEpoch && _primary.IsNone)))
        {
            BeginTerm(swap.Desired.Epoch);
        }
        else if (!succeeded)
        {
            _silence.Reset(); // Somebody else was faster.
        }
    }

    bool IViewObserver.StillWants(PendingSwap swap) =>
        swap.IsTakeOver ? _term is null && (_silence.IsSilent(swap.Expected) || _forced.IsForced(swap.Desired)) : _term is not null;

    private MaintenanceResult TryMaintain(NodeId member, bool takeOut) =>
        _term is null || _context.IsStopped ? MaintenanceResult.NotPrimary : _term.TryMaintain(member, takeOut);

    /// <summary>A primary speaks. Whether it is obeyed, and what its epoch means for this replica (rules 2 and 10).</summary>
    private bool Meets(in MessageHeader header)
    {
        if (!_context.Rules.Obeys(header.Epoch, _context.AcceptedEpoch))
        {
            _context.Counters.MessagesOfOldEpochs++;
            _context.Send(header.Sender, MessageKind.EpochNotice);
            return false;
        }

        _views.Saw(header.Epoch, header.ViewVersion);
        if (_context.IsStopped)
        {
            return false;
        }

        if (header.Epoch > _context.AcceptedEpoch)
        {
            Accept(header.Epoch, header.Sender);
        }
        else if (_primary.IsNone)
        {
            _primary = header.Sender;
            _follower.Leave();
            if (_epochDurable)
            {
                _context.Host.OnRole(ReplicaRole.Standby, _context.AcceptedEpoch, _primary);
            }
        }
        else if (_primary != header.Sender)
        {
            _context.Stop(StopReason.TwoPrimaries, $"{_primary} and {header.Sender} both speak as primary of epoch {header.Epoch}.");
            return false;
        }

        return true;
    }

    private void OnPrimaryMessage(in MessageHeader header, ReadOnlySpan<byte> message)
    {
        if ((header.Flags & MessageFlags.Stuck) == 0)
        {
            _silence.Heard();
        }

        if (!_epochDurable)
        {
            return;
        }

        if (_follower.State == JoinState.Apart)
        {
            _follower.Join(header.Sender);
        }

        switch (header.Kind)
        {
            case MessageKind.Heartbeat:
                _follower.OnHeartbeat(header, MessageCodec.Body<HeartbeatBody>(message));
                break;
            case MessageKind.Batch:
                _follower.OnBatch(header, message[MessageHeader.Size..]);
                break;
            case MessageKind.JoinAnswer:
                _follower.OnJoinAnswer(header, MessageCodec.Body<JoinAnswerBody>(message));
                break;
            case MessageKind.CommitNotice:
                _follower.OnCommitNotice(MessageCodec.Body<LogPosition>(message));
                break;
            default:
                OnTakeOverRequest(MessageCodec.Body<LogPosition>(message));
                break;
        }
    }

    private void OnStandbyMessage(in MessageHeader header, ReadOnlySpan<byte> message)
    {
        LookForNewerEpoch(header);
        if (_term is null || header.Epoch > _context.AcceptedEpoch)
        {
            return;
        }

        if (header.Kind == MessageKind.Acknowledgement)
        {
            _term.OnAcknowledgement(header, MessageCodec.Body<AcknowledgementBody>(message));
        }
        else if (header.Epoch == _context.AcceptedEpoch)
        {
            _term.OnJoinRequest(header, MessageCodec.Body<JoinRequestBody>(message), MessageCodec.Samples(message));
        }
    }

    /// <summary>The primary wants this replica in its place, and says what it must hold for that.</summary>
    private void OnTakeOverRequest(in LogPosition tail)
    {
        if (_follower.State == JoinState.Joined && _follower.Acknowledged == tail)
        {
            _silence.Asked();
            _views.RequestRead();
        }
    }

    private void OnPromiseRequest(in MessageHeader header)
    {
        if (header.Epoch > _context.AcceptedEpoch)
        {
            _promisedTo = header.Sender;
            Accept(header.Epoch, primary: default);
        }
        else if (header.Epoch == _context.AcceptedEpoch && _primary.IsNone && _epochDurable)
        {
            SendPromise(header.Sender);
        }
    }

    private void SendPromise(NodeId to) => _context.Send(to, _context.Header(MessageKind.Promise), _context.Log.JournalId);

    /// <summary>Somebody knows a newer epoch. Who is its primary, the store says.</summary>
    private void LookForNewerEpoch(in MessageHeader header)
    {
        if (header.Epoch > _context.AcceptedEpoch)
        {
            _views.RequestRead();
        }
    }

    /// <summary>Promises a newer epoch. Nothing is said in it before that is durable, and nothing is taken from an older one any more.</summary>
    private void Accept(ulong epoch, NodeId primary)
    {
        var wasPrimary = _term is not null;
        _term = null;
        _primary = primary;
        _context.AcceptedEpoch = epoch;
        _epochTicket = _context.Log.AppendEpoch(epoch);
        _epochDurable = false;
        _follower.Leave();
        _forced.Cancel();
        _silence.Reset();
        _views.RequestRead();
        if (wasPrimary)
        {
            _context.Host.OnRole(ReplicaRole.Standby, epoch, primary);
        }
    }

    /// <summary>The view names this replica primary of an epoch that it began itself.</summary>
    private void BeginTerm(ulong epoch)
    {
        _context.Rules.OnTailInherited(_context.Log, epoch, _context.Committed);
        Accept(epoch, _context.Self);
        _context.Durable.Restart(_epochTicket, _context.Log.Tail);
    }

    private void OnEpochDurable()
    {
        if (!_promisedTo.IsNone)
        {
            SendPromise(_promisedTo);
            _promisedTo = default;
        }

        if (_primary == _context.Self)
        {
            _context.Counters.TakeOversWon++;
            _term = new PrimaryTerm(_context, _views);
            _context.Host.OnRole(ReplicaRole.Primary, _context.AcceptedEpoch, _context.Self);
            _term.Tick();
        }
        else if (!_primary.IsNone)
        {
            _context.Host.OnRole(ReplicaRole.Standby, _context.AcceptedEpoch, _primary);
            _follower.Join(_primary);
        }
    }
}
