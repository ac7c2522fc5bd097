using TpWallet.Client.FailOver;
using TpWallet.Client.Requests;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Client;

/// <summary>
/// A pipelined, reconnecting client of the switch. Any number of callers share one connection; what has gathered while the last write was on
/// its way leaves in the next one. Requests beyond the window wait in this process. Thread-safe; allocates nothing per request once warm.
/// <para>A request never throws for what the network does. Its <see cref="Outcome"/> says whether it was answered, never left, or may have
/// been applied without an answer; in the last case send the same command again, or call <see cref="ResolveAsync"/>.</para>
/// <para>Given the <see cref="ClientOptions.Members"/> of a group, it follows the primary, and sends what was in flight again by itself.</para>
/// </summary>
public sealed class AcquirerClient : IAsyncDisposable
{
    private readonly ClientOptions _options;
    private readonly TimeProvider _time;
    private readonly RequestTable _table;
    private readonly AsyncSignal _work = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Alarm _alarm;
    private readonly PrimaryFinder _finder;
    private readonly Task _run;

    private volatile AcquirerConnection _connection;
    private volatile bool _closing;
    private volatile int _state;
    private int _heartbeatDue;
    private SilenceWatch _silence;
    private bool _hadAnswers;
    private int _disposed;

    private AcquirerClient(ClientOptions options, PrimaryFinder finder, AcquirerConnection connection)
    {
        _options = options;
        _time = options.TimeProvider;
        _table = new RequestTable(options.WaitingLimit, options.IsGroup);
        _finder = finder;
        _connection = connection;
        _silence = new SilenceWatch(Ticks(options.SilenceTimeout));
        _alarm = new Alarm(_time, OnAlarm);
        _run = RunAsync();
    }

    /// <summary>Whether there is a session.</summary>
    public ClientState State => (ClientState)_state;

    /// <summary>What the switch said at the last sign-on.</summary>
    public SignedOn Session => _connection.Session;

    /// <summary>Why the last session ended, or the last attempt to get one failed; null when neither has happened.</summary>
    public Exception? LastFailure => _finder.LastFailure;

    /// <summary>Where the last session was: with <see cref="ClientOptions.Members"/>, the primary.</summary>
    public SwitchAddress Member => _finder.Member;

    /// <summary>How many sessions there have been, 1 or more.</summary>
    public int Sessions { get; private set; }

    /// <summary>Connects and signs on. A first failure is thrown; later ones are met by reconnecting.</summary>
    /// <inheritdoc cref="PrimaryFinder.FindAsync" path="/exception"/>
    public static async Task<AcquirerClient> ConnectAsync(ClientOptions options, CancellationToken cancellationToken = default)
    {
        var finder = new PrimaryFinder(options);
        return new(options, finder, await finder.FindAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// Sends a command and waits for its outcome, for as long as <see cref="ClientOptions.RequestDeadline"/>. Await the result once.
    /// </summary>
    /// <param name="command">The command, with a request id of its own. Sent as it is.</param>
    /// <param name="cancellationToken">
    /// Gives the request up. Doesn't throw: the outcome says whether it had left, <see cref="OutcomeKind.NotSent"/> or
    /// <see cref="OutcomeKind.OutcomeUnknown"/> with <see cref="OutcomeReason.Canceled"/>.
    /// </param>
    public ValueTask<Outcome> SendAsync(in Command command, CancellationToken cancellationToken = default) =>
        SendAsync(command, _options.RequestDeadline, cancellationToken);

    /// <summary>Sends a command and waits for its outcome, for as long as the deadline says. Await the result once.</summary>
    /// <param name="command">The command, with a request id of its own. Sent as it is.</param>
    /// <param name="deadline">From now to the answer, positive.</param>
    /// <param name="cancellationToken">Gives the request up, as in <see cref="SendAsync(in Command, CancellationToken)"/>.</param>
    public ValueTask<Outcome> SendAsync(in Command command, TimeSpan deadline, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(deadline, TimeSpan.Zero);
        if ((command.Flags & CommandFlags.Linked) != 0)
        {
            throw new ArgumentException("A linked command is part of a chain: send them all with SendChainAsync.", nameof(command));
        }

        var due = _time.GetTimestamp() + Ticks(deadline);
        var outcome = _table.Add(command, due, cancellationToken, out var deadlineIsEarliest);
        if (deadlineIsEarliest)
        {
            _alarm.SetAtLatest(due);
        }

        _work.Set();
        return outcome;
    }

    /// <summary>
    /// Sends several commands as one chain: the switch carries all of them out, or none. They leave together; which of them is linked is
    /// set here. Waits for the outcome of each, for as long as <see cref="ClientOptions.RequestDeadline"/>.
    /// </summary>
    /// <param name="commands">The commands in order, 2 to <see cref="CommandLimits.ChainMax"/>, each with a request id of its own.</param>
    /// <param name="cancellationToken">Gives the whole chain up, as in <see cref="SendAsync(in Command, CancellationToken)"/>.</param>
    /// <returns>
    /// One outcome for each command. Of a chain that was refused, one says why and the others <see cref="ResultCode.LinkedCommandFailed"/>.
    /// If an outcome is unknown, send the same chain again: what was carried out once is answered from memory.
    /// </returns>
    /// <exception cref="ArgumentException">There are fewer or more commands.</exception>
    public async ValueTask<Outcome[]> SendChainAsync(ReadOnlyMemory<Command> commands, CancellationToken cancellationToken = default)
    {
        if (commands.Length is < 2 or > CommandLimits.ChainMax)
        {
            throw new ArgumentException($"A chain has 2 to {CommandLimits.ChainMax} commands, not {commands.Length}.", nameof(commands));
        }

        var tasks = AddChain(commands.Span, cancellationToken);
        var outcomes = new Outcome[commands.Length];
        for (var link = 0; link < tasks.Length; link++)
        {
            outcomes[link] = await tasks[link].ConfigureAwait(false);
        }

        return outcomes;
    }

    /// <summary>
    /// Finds out what became of a command whose outcome is unknown, by sending the same command with the same request id until it is answered:
    /// the switch applies it once and answers every repeat with the first answer.
    /// </summary>
    /// <param name="command">The command exactly as it was sent.</param>
    /// <param name="deadline">For how long to try, positive.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>
    /// The answer. Otherwise the last outcome, but never <see cref="OutcomeKind.NotSent"/>: the earlier sending, which this one was to
    /// resolve, stays unknown.
    /// </returns>
    public async ValueTask<Outcome> ResolveAsync(Command command, TimeSpan deadline, CancellationToken cancellationToken = default)
    {
        var start = _time.GetTimestamp();
        while (true)
        {
            var left = deadline - _time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
            {
                return Outcome.Unknown(OutcomeReason.DeadlinePassed);
            }

            var outcome = await SendAsync(command, left, cancellationToken).ConfigureAwait(false);
            if (outcome.IsAnswered)
            {
                return outcome;
            }

            if (outcome.Reason != OutcomeReason.ConnectionLost)
            {
                return Outcome.Unknown(outcome.Reason);
            }
        }
    }

    /// <summary>
    /// Signs off: what waits is not sent, what is in flight may be answered within <see cref="ClientOptions.ShutdownTimeout"/>, then the
    /// connection closes. Every request has its outcome when this returns.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            await _run.ConfigureAwait(false);
            return;
        }

        _closing = true;
        _table.Close(OutcomeReason.Disposed);
        await _stop.CancelAsync().ConfigureAwait(false);
        _work.Set();
        try
        {
            await _run.WaitAsync(_options.ShutdownTimeout, _time).ConfigureAwait(false);
        }
        catch (TimeoutException timeout)
        {
            _connection.Abort(timeout);
            await _run.ConfigureAwait(false);
        }

        _alarm.Dispose();
        _stop.Dispose();
    }

    private ValueTask<Outcome>[] AddChain(ReadOnlySpan<Command> commands, CancellationToken cancellationToken)
    {
        Span<Command> chain = stackalloc Command[CommandLimits.ChainMax];
        chain = chain[..commands.Length];
        commands.CopyTo(chain);
        foreach (ref var command in chain[..^1])
        {
            command.Flags |= CommandFlags.Linked;
        }

        chain[^1].Flags &= ~CommandFlags.Linked;
        var due = _time.GetTimestamp() + Ticks(_options.RequestDeadline);
        var tasks = _table.AddChain(chain, due, cancellationToken, out var deadlineIsEarliest);
        if (deadlineIsEarliest)
        {
            _alarm.SetAtLatest(due);
        }

        _work.Set();
        return tasks;
    }

    private async Task RunAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            do
            {
                Sessions++;
                _state = (int)ClientState.Connected;
                await ServeAsync(_connection).ConfigureAwait(false);
                _state = (int)ClientState.Reconnecting;
            }
            while (!_closing && await TryReconnectAsync().ConfigureAwait(false));
        }
        catch (Exception defect)
        {
            // Whatever happened, callers get an outcome and the owner finds the reason.
            _finder.Note(defect);
        }
        finally
        {
            _state = (int)ClientState.Stopped;
            _table.Close(_closing ? OutcomeReason.Disposed : OutcomeReason.Stopped);
            _connection.Dispose();
        }
    }

    /// <summary>One session, from its first frame to its end, whatever ends it.</summary>
    private async Task ServeAsync(AcquirerConnection connection)
    {
        _hadAnswers = false;
        _silence = new SilenceWatch(Ticks(_options.SilenceTimeout));
        _table.OpenWindow(connection.Window);
        _alarm.SetAtLatest(Upkeep(connection, _time.GetTimestamp()));
        var sending = SendLoopAsync(connection);
        try
        {
            await ReceiveLoopAsync(connection).ConfigureAwait(false);
        }
        catch (Exception failure) when (PrimaryFinder.IsConnectionFailure(failure))
        {
            _finder.Note(failure);
        }
        finally
        {
            connection.Dispose();
            _work.Set();
            await sending.ConfigureAwait(false);
            _table.BreakFlight();
        }
    }

    private async Task SendLoopAsync(AcquirerConnection connection)
    {
        try
        {
            var signedOff = false;
            while (!connection.IsClosed)
            {
                while (Fill(connection, ref signedOff))
                {
                    await connection.FlushAsync().ConfigureAwait(false);
                }

                await _work.WaitAsync().ConfigureAwait(false);
            }
        }
        catch (Exception failure)
        {
            // The receiving side reports it.
            connection.Abort(failure);
        }
    }

    /// <summary>Writes what there is to send. False when there is nothing.</summary>
    private bool Fill(AcquirerConnection connection, ref bool signedOff)
    {
        if (Interlocked.Exchange(ref _heartbeatDue, 0) != 0 && !signedOff)
        {
            connection.TryWriteHeartbeat(correlation: 0);
        }

        _table.MoveToFlight(connection);
        if (_closing && !signedOff)
        {
            signedOff = connection.TryWriteSignOff();
        }

        return connection.HasOutput;
    }

    private async Task ReceiveLoopAsync(AcquirerConnection connection)
    {
        while (!connection.IsSignedOff)
        {
            if (!await connection.ReceiveAsync().ConfigureAwait(false))
            {
                throw new EndOfStreamException("The switch closed the connection.");
            }

            while (connection.TryTakeReplies(out var replies))
            {
                _hadAnswers |= _table.Answer(replies, out var isTurnedAway) > 0;
                if (isTurnedAway)
                {
                    throw ProtocolException.TurnedAway();
                }
            }

            if (connection.HeartbeatUnanswered || _table.Waiting > 0)
            {
                _work.Set();
            }
        }
    }

    private async Task<bool> TryReconnectAsync()
    {
        if (LastFailure is ProtocolException { IsPermanent: true } && !_options.IsGroup)
        {
            return false;
        }

        try
        {
            var connection = await _finder.FindAgainAsync(_hadAnswers, _stop.Token).ConfigureAwait(false);
            _connection = connection ?? _connection;
            return connection is not null;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private long OnAlarm(long now) => Math.Min(_table.Expire(now), State == ClientState.Connected ? Upkeep(_connection, now) : long.MaxValue);

    /// <summary>Sends a heartbeat after a silence of this side, gives the connection up after too long a silence of the other.</summary>
    /// <returns>When to look again.</returns>
    private long Upkeep(AcquirerConnection connection, long now)
    {
        var dead = connection.LastReceived + Ticks(TimeSpan.FromMilliseconds(connection.Session.IdleTimeoutMs));
        if (now >= dead)
        {
            connection.Abort(new TimeoutException($"The switch has sent nothing for {connection.Session.IdleTimeoutMs} ms."));
            return long.MaxValue;
        }

        var interval = Ticks(TimeSpan.FromMilliseconds(connection.Session.HeartbeatIntervalMs));
        var heartbeat = connection.LastSent + interval;
        if (now >= heartbeat)
        {
            SendHeartbeat();
            heartbeat = now + interval;
        }

        return _options.IsGroup ? Math.Min(dead, Math.Min(heartbeat, LookForSilence(connection, now))) : Math.Min(dead, heartbeat);
    }

    /// <summary>In a group an answer may be had elsewhere long before the idle timeout.</summary>
    private long LookForSilence(AcquirerConnection connection, long now)
    {
        switch (_silence.Look(now, connection.LastReceived, _table.InFlight > 0))
        {
            case PrimarySign.Silent:
                SendHeartbeat();
                break;
            case PrimarySign.Gone:
                connection.Abort(new TimeoutException(
                    $"The primary at {Member} owes answers and has sent nothing for {_options.SilenceTimeout.TotalMilliseconds:0} ms."));
                return long.MaxValue;
            case PrimarySign.Alive:
            default:
                break;
        }

        return now + _silence.Interval;
    }

    private void SendHeartbeat()
    {
        Volatile.Write(ref _heartbeatDue, 1);
        _work.Set();
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);
}
