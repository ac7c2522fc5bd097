using System.Diagnostics;
using System.Net.Sockets;
using TpWallet.Client;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;
using TpWallet.Server.CommandLine;

namespace TpWallet.Server.Bench;

/// <summary>
/// One session that sends as much as its schedule and window allow: all that is due in one send, all that has arrived in one receive.
/// Hot path: no task, no timer and no allocation per request, so that the load costs the machine little.
/// <para>With a group, a session that is lost is followed by one with the next primary, where what has no answer is sent again as it was, in the
/// order of its first sending; latencies go on counting. What becomes due meanwhile is sent then.</para>
/// </summary>
internal sealed class LoadConnection : IDisposable
{
    private static readonly TimeSpan SilenceLook = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly PrimaryFinder _finder;
    private readonly FailOverLog? _log;
    private readonly uint _participant;
    private readonly TaskCompletionSource _allAnswered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Guarded by the gate.
    private readonly long[] _startTicks;
    private readonly int[] _freeSlots;
    private readonly Command[] _sent;
    private readonly long[] _numbers;
    private readonly Queue<int> _again = new();
    private int _freeCount;
    private long _requests;
    private long _lastSendTicks;
    private long _roomSinceTicks;
    private bool _sourceEnded;
    private bool _isTurnedAway;
    private bool _hadAnswers;

    // Written under the gate, read without it, too.
    private volatile AcquirerConnection _connection;
    private volatile bool _isDown;
    private long _lastHeardTicks;
    private long _nextPumpTicks = long.MaxValue;

    // Set by the run, before anything is sent.
    private ICommandSource? _source;
    private Schedule _schedule;

    private LoadConnection(PrimaryFinder finder, AcquirerConnection connection, FailOverLog? log, uint participant)
    {
        _finder = finder;
        _connection = connection;
        _log = log;
        _participant = participant;
        _startTicks = new long[connection.Window];
        _freeSlots = [.. Enumerable.Range(0, connection.Window)];
        _sent = log is null ? [] : new Command[connection.Window];
        _numbers = log is null ? [] : new long[connection.Window];
        _freeCount = connection.Window;
        _lastSendTicks = _lastHeardTicks = Stopwatch.GetTimestamp();
        log?.NoteSession(finder.Member, _lastSendTicks);
    }

    /// <summary>What the switch said at the last sign-on.</summary>
    public SignedOn Session => _connection.Session;

    /// <summary>The window that was granted first; a later session may have a smaller one.</summary>
    public int Window => _startTicks.Length;

    /// <summary>
    /// When <see cref="Pump"/> has something to do again, ticks of the stopwatch. An answer that makes room in a full window may bring it forward.
    /// </summary>
    public long NextPumpTicks => Volatile.Read(ref _nextPumpTicks);

    private long NextHeartbeatTicks => _lastSendTicks + (Session.HeartbeatIntervalMs * Stopwatch.Frequency / 1_000);

    /// <summary>What was measured. Read it while running for a rough view, afterwards for the result.</summary>
    public LoadCounts Counts { get; } = new();

    /// <summary>Connects and signs on.</summary>
    /// <param name="target">The switch, or the group.</param>
    /// <param name="role">An operator sends on behalf of the participant.</param>
    /// <param name="participant">The participant whose commands are sent.</param>
    /// <param name="window">Unanswered requests to ask for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="log">Of a group: where fail-overs are noted; null: in a log of its own.</param>
    /// <exception cref="LoadException">No connection, or the switch refused the session.</exception>
    public static async Task<LoadConnection> OpenAsync(SwitchTarget target, SessionRole role, uint participant, int window,
        CancellationToken cancellationToken, FailOverLog? log = null)
    {
        var finder = new PrimaryFinder(target.Options(role, participant, window));
        try
        {
            var connection = await finder.FindAsync(cancellationToken).ConfigureAwait(false);
            return new LoadConnection(finder, connection, target.IsGroup ? log ?? new FailOverLog() : null, participant);
        }
        catch (Exception exception) when (IsBreak(exception))
        {
            throw new LoadException($"no session on {target}: {exception.Message}", exception);
        }
    }

    /// <summary>Runs the schedule; returns when everything that it made due is answered and the session is closed.</summary>
    /// <exception cref="LoadException">The connection broke, or the switch ended the session.</exception>
    public async Task RunAsync(ICommandSource source, Schedule schedule, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _schedule = schedule;
            _source = source;
        }

        using var silence = _log is null ? null : new Timer(_ => LeaveSilentPrimary(), null, SilenceLook, SilenceLook);
        try
        {
            Pump();
            var receiving = ReceiveAllAsync(cancellationToken);
            await (await Task.WhenAny(receiving, _allAnswered.Task).ConfigureAwait(false)).ConfigureAwait(false);
            SignOff();
            await receiving.ConfigureAwait(false);
        }
        catch (Exception exception) when (IsBreak(exception))
        {
            throw new LoadException($"a session broke: {exception.Message}", exception);
        }
    }

    /// <summary>
    /// Sends what has become due, and a heartbeat when nothing has for long. For schedules with times; any thread. Does nothing before the
    /// run and after its end; a failure ends the run.
    /// </summary>
    public void Pump()
    {
        lock (_gate)
        {
            if (_source is null || _isDown || _allAnswered.Task.IsCompleted)
            {
                Volatile.Write(ref _nextPumpTicks, long.MaxValue); // who begins, or takes the session up again, sends by itself
                return;
            }

            var nowTicks = Stopwatch.GetTimestamp();
            if (nowTicks >= NextHeartbeatTicks)
            {
                _connection.TryWriteHeartbeat(correlation: 0);
            }

            try
            {
                Send(nowTicks);
            }
            catch (Exception exception) when (IsBreak(exception) && _log is not null)
            {
                _connection.Dispose(); // who receives finds the next primary
            }
            catch (SocketException exception)
            {
                _allAnswered.TrySetException(exception);
            }
        }
    }

    public void Dispose() => _connection.Dispose();

    private static bool IsBreak(Exception exception) =>
        exception is SocketException or IOException or TimeoutException or ProtocolException or ObjectDisposedException;

    /// <summary>Receives until the session is signed off; with a group, over as many sessions as it takes.</summary>
    private async Task ReceiveAllAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (_isDown)
                {
                    await ConnectAgainAsync(cancellationToken).ConfigureAwait(false);
                }

                await ReceiveAsync(cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (Exception exception) when (IsBreak(exception) && _log is not null)
            {
                if (_allAnswered.Task.IsCompleted)
                {
                    return; // nothing was left to do but to sign off
                }

                _connection.Dispose(); // first: a send that waits for the other side holds the gate
                lock (_gate)
                {
                    _isDown = true;
                }

                _log.NoteLoss();
            }
        }
    }

    private async Task ConnectAgainAsync(CancellationToken cancellationToken)
    {
        var connection = await _finder.FindAgainAsync(_hadAnswers, cancellationToken).ConfigureAwait(false)
            ?? throw new LoadException($"no member takes a session any more: {_finder.LastFailure?.Message}", _finder.LastFailure);
        lock (_gate)
        {
            var nowTicks = Stopwatch.GetTimestamp();
            _log!.NoteSession(_finder.Member, nowTicks);
            (_connection, _hadAnswers, _isTurnedAway, _isDown) = (connection, false, false, false);
            _again.Clear();
            foreach (var slot in Enumerable.Range(0, Window).Where(slot => _startTicks[slot] != 0).OrderBy(slot => _numbers[slot]))
            {
                _again.Enqueue(slot);
            }

            Volatile.Write(ref _lastHeardTicks, nowTicks);
            Send(nowTicks);
        }
    }

    /// <summary>A process that is stopped breaks no connection. Without the gate, which a send to it may hold.</summary>
    private void LeaveSilentPrimary()
    {
        if (!_isDown && Volatile.Read(ref _freeCount) < Window && Stopwatch.GetElapsedTime(Volatile.Read(ref _lastHeardTicks)) > SilenceLimit)
        {
            _connection.Dispose();
        }
    }

    private async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        while (!_connection.IsSignedOff)
        {
            if (!await _connection.ReceiveAsync(cancellationToken).ConfigureAwait(false))
            {
                throw new EndOfStreamException("the switch closed a session before it was signed off");
            }

            lock (_gate)
            {
                var nowTicks = Stopwatch.GetTimestamp();
                Volatile.Write(ref _lastHeardTicks, nowTicks);
                var answered = _freeCount;
                while (_connection.TryTakeReplies(out var replies))
                {
                    foreach (ref readonly var frame in replies)
                    {
                        TakeReply(frame.Prefix.Correlation, in frame.Reply, nowTicks);
                    }
                }

                NoteAnswers(_freeCount - answered, nowTicks);
                if (_isTurnedAway)
                {
                    throw new EndOfStreamException("the switch takes no more requests");
                }

                Send(nowTicks);
            }
        }

        if (!_allAnswered.Task.IsCompleted)
        {
            throw new EndOfStreamException("the switch signed a session off");
        }
    }

    private void NoteAnswers(int answers, long nowTicks)
    {
        if (answers > 0 && _log is not null)
        {
            _hadAnswers = true;
            if (_schedule.IsMeasured(nowTicks))
            {
                _log.NoteAnswers(nowTicks);
            }
        }
    }

    private void TakeReply(ulong correlation, in Reply reply, long nowTicks)
    {
        if (correlation >= (ulong)_startTicks.Length || _startTicks[correlation] == 0)
        {
            throw new LoadException($"the switch answered a request that is not waiting: correlation {correlation}");
        }

        if (_log is not null && reply.Result is ResultCode.NotPrimary or ResultCode.ShuttingDown)
        {
            _isTurnedAway = true; // it did nothing: the request is sent again, elsewhere
            return;
        }

        var slot = (int)correlation;
        if (_schedule.IsMeasured(nowTicks))
        {
            Counts.CountReply(in reply);
        }

        if (_schedule.IsMeasured(_startTicks[slot]))
        {
            Counts.RecordLatency(nowTicks - _startTicks[slot]);
        }

        _source!.OnReply(slot, in reply);
        _startTicks[slot] = 0;
        _roomSinceTicks = _freeCount == 0 ? nowTicks : _roomSinceTicks;
        _freeSlots[_freeCount++] = slot;
    }

    private void Send(long nowTicks)
    {
        do
        {
            WriteAgain();
            AddDueRequests(nowTicks);
            if (_connection.HasOutput)
            {
                _connection.Flush();
                _lastSendTicks = nowTicks;
            }
        }
        while (_connection.CanWrite && (_again.Count > 0 || MayAdd(nowTicks)));

        Volatile.Write(ref _nextPumpTicks, NextPumpFrom(nowTicks));
        if (_freeCount == Window && (_sourceEnded || _schedule.DueTicks(_requests, nowTicks) >= _schedule.EndTicks))
        {
            _allAnswered.TrySetResult();
        }
    }

    private long NextPumpFrom(long nowTicks)
    {
        var dueTicks = _schedule.DueTicks(_requests, nowTicks);
        var waitsForTime = _schedule.IsOpenLoop && _freeCount > 0 && !_sourceEnded && dueTicks < _schedule.EndTicks;
        return waitsForTime ? Math.Min(dueTicks, NextHeartbeatTicks) : NextHeartbeatTicks;
    }

    private void WriteAgain()
    {
        while (_connection.CanWrite && _again.TryDequeue(out var slot))
        {
            _connection.TryWrite(in _sent[slot], (ulong)slot);
        }
    }

    private void AddDueRequests(long nowTicks)
    {
        while (MayAdd(nowTicks) && _connection.CanWrite)
        {
            var command = new Command { Version = Command.CurrentVersion, Participant = _participant };
            var slot = _freeSlots[_freeCount - 1];
            if (!_source!.TryNext(slot, ref command))
            {
                _sourceEnded = true;
                return;
            }

            Keep(slot, in command, nowTicks);
            _connection.TryWrite(in command, (ulong)slot);
            var dueTicks = _startTicks[slot] = _schedule.DueTicks(_requests, nowTicks);
            _freeCount--;
            _requests++;
            if (_schedule.IsMeasured(nowTicks))
            {
                Counts.CountSent();
            }

            if (_schedule.IsOpenLoop && _schedule.IsMeasured(dueTicks))
            {
                Counts.RecordLateness(nowTicks - Math.Max(dueTicks, _roomSinceTicks)); // a full window is the switch's doing
            }
        }
    }

    /// <summary>With a group: so that it can be sent again, in its order.</summary>
    private void Keep(int slot, in Command command, long nowTicks)
    {
        if (_log is null)
        {
            return;
        }

        _sent[slot] = command;
        _numbers[slot] = _requests;
        if (_freeCount == Window)
        {
            Volatile.Write(ref _lastHeardTicks, nowTicks); // silence counts from the first request that waits for an answer
        }
    }

    private bool MayAdd(long nowTicks)
    {
        var dueTicks = _schedule.DueTicks(_requests, nowTicks);
        return _freeCount > 0 && !_sourceEnded && dueTicks <= nowTicks && dueTicks < _schedule.EndTicks;
    }

    private void SignOff()
    {
        try
        {
            lock (_gate)
            {
                _connection.TryWriteSignOff();
                _connection.Flush();
            }
        }
        catch (Exception exception) when (IsBreak(exception) && _log is not null)
        {
            _connection.Dispose(); // everything is answered, and who receives is done, too
        }
    }
}
