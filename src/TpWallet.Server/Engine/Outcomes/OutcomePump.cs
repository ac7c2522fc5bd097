using System.Diagnostics;
using TpWallet.Core;
using TpWallet.Persistence.Events;
using EventLog = TpWallet.Persistence.Events.EventLog;

namespace TpWallet.Server.Engine.Outcomes;

/// <summary>
/// Takes outcomes from the buffer to the event log and shows each block to whoever follows, on a thread of its own. Commits when nothing more is
/// waiting, when much is, or when somebody asks; payments don't wait for it as long as the buffer has room.
/// </summary>
internal sealed class OutcomePump : IDisposable
{
    private const int CommitBytes = 8 << 20;
    private static readonly TimeSpan CommitInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan IdlePatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BusyPatience = TimeSpan.FromMilliseconds(2);

    private readonly OutcomeBuffer _buffer;
    private readonly EventLog _log;
    private readonly IOutcomeFollower _follower;
    private readonly byte[] _block;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly List<(ulong Sequence, TaskCompletionSource Durable)> _waiting = [];
    private long _committedAt = Stopwatch.GetTimestamp();
    private int _uncommittedBytes;
    private volatile bool _isAsked;

    /// <param name="buffer">Where outcomes come from; its end is the pump's.</param>
    /// <param name="log">Where they go.</param>
    /// <param name="follower">Is shown each block behind the log.</param>
    public OutcomePump(OutcomeBuffer buffer, EventLog log, IOutcomeFollower follower)
    {
        _buffer = buffer;
        _log = log;
        _follower = follower;
        _block = GC.AllocateUninitializedArray<byte>(log.MaxBlockLength, pinned: true);
        OutcomeBlock.Begin(_block);
        _thread = new Thread(Run) { Name = "tpwallet-outcomes", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Completes when everything written to the buffer is durable and its writer is done; faults when the disk failed.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Sequence of the last outcome that survives a power cut.</summary>
    public ulong DurableThrough => _log.DurableThrough;

    /// <summary>Completes when the outcomes through a sequence are durable.</summary>
    public async Task DurableAsync(ulong sequence, CancellationToken cancellationToken)
    {
        var durable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting.Add((sequence, durable));
        }

        _isAsked = true;
        _buffer.Wake();
        var first = await Task.WhenAny(durable.Task, Completion).WaitAsync(cancellationToken).ConfigureAwait(false);
        await first.ConfigureAwait(false);
    }

    /// <summary>Waits for the thread to end; the buffer must have been completed or closed before.</summary>
    public void Dispose() => _thread.Join();

    private void Run()
    {
        try
        {
            _follower.OnStart();
            while (_buffer.TryRead(_uncommittedBytes > 0 ? BusyPatience : IdlePatience, out var records))
            {
                Pack(records);
                if (IsCommitDue(records.IsEmpty))
                {
                    Commit();
                }

                _follower.OnPause();
            }

            Commit();
            _follower.OnEnd();
            _completion.SetResult();
        }
        catch (Exception exception)
        {
            _completion.SetException(exception);
            _buffer.Close();
        }
    }

    private bool IsCommitDue(bool isIdle) =>
        isIdle || _isAsked || _uncommittedBytes >= CommitBytes || Stopwatch.GetElapsedTime(_committedAt) >= CommitInterval;

    private void Pack(ReadOnlySpan<byte> records)
    {
        var read = 0;
        while (read < records.Length)
        {
            var record = records[read..];
            ref readonly var head = ref OutcomeFrame.HeadOf(record);
            if (!TryPack(record, head))
            {
                Flush();
                if (!TryPack(record, head))
                {
                    throw new InvalidOperationException($"The outcome of sequence {head.Sequence} has {head.Postings} postings: no block holds it.");
                }
            }

            read += OutcomeBuffer.Aligned(head.Length);
        }

        _uncommittedBytes += read;
        _buffer.Release(read);
    }

    private bool TryPack(ReadOnlySpan<byte> record, in OutcomeFrame head)
    {
        ref readonly var command = ref OutcomeFrame.CommandOf(record);
        return OutcomeBlock.TryAppend(_block, command, OutcomeFrame.ReplyOf(record), head.Sequence, SwitchCore.BodyFingerprint(command), head.TimeMs,
            OutcomeFrame.PostingsOf(record));
    }

    private void Flush()
    {
        if (OutcomeBlock.CountOf(_block) > 0)
        {
            var address = _log.Append(_block);
            _follower.OnAppended(_block.AsSpan(0, OutcomeBlock.LengthOf(_block)), address);
            OutcomeBlock.Begin(_block);
        }
    }

    private void Commit()
    {
        Flush();
        _isAsked = false;
        if (_uncommittedBytes > 0)
        {
            _log.Commit();
            _uncommittedBytes = 0;
            _follower.OnCommitted(_log.DurableThrough);
        }

        _committedAt = Stopwatch.GetTimestamp();
        TellWaiting();
    }

    private void TellWaiting()
    {
        lock (_gate)
        {
            foreach (var (sequence, durable) in _waiting)
            {
                if (sequence <= _log.DurableThrough)
                {
                    durable.SetResult();
                }
            }

            _waiting.RemoveAll(static waiting => waiting.Durable.Task.IsCompleted);
            _isAsked |= _waiting.Count > 0;
        }
    }
}
