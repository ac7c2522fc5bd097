using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using TpWallet.Client;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Server.Bench;

/// <summary>
/// One session that sends as much as its schedule and window allow: all that is due in one send, all that has arrived in one receive.
/// Hot path: no task, no timer and no allocation per request, so that the load costs the machine little.
/// </summary>
internal sealed class LoadConnection : IDisposable
{
    private readonly Lock _gate = new();
    private readonly AcquirerConnection _connection;
    private readonly uint _participant;
    private readonly TaskCompletionSource _allAnswered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Guarded by the gate.
    private readonly long[] _startTicks;
    private readonly int[] _freeSlots;
    private int _freeCount;
    private long _requests;
    private long _lastSendTicks;
    private bool _sourceEnded;

    // Set by the run, before anything is sent.
    private ICommandSource? _source;
    private Schedule _schedule;

    private LoadConnection(AcquirerConnection connection, uint participant)
    {
        _connection = connection;
        _participant = participant;
        _startTicks = new long[connection.Window];
        _freeSlots = [.. Enumerable.Range(0, connection.Window)];
        _freeCount = connection.Window;
        _lastSendTicks = Stopwatch.GetTimestamp();
    }

    /// <summary>What the switch said at sign-on.</summary>
    public SignedOn Session => _connection.Session;

    /// <summary>The granted window.</summary>
    public int Window => _connection.Window;

    /// <summary>What was measured. Read it while running for a rough view, afterwards for the result.</summary>
    public LoadCounts Counts { get; } = new();

    /// <summary>Connects and signs on.</summary>
    /// <param name="endpoint">Where the switch listens.</param>
    /// <param name="role">An operator sends on behalf of the participant.</param>
    /// <param name="participant">The participant whose commands are sent.</param>
    /// <param name="window">Unanswered requests to ask for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LoadException">No connection, or the switch refused the session.</exception>
    public static async Task<LoadConnection> OpenAsync(
        IPEndPoint endpoint, SessionRole role, uint participant, int window, CancellationToken cancellationToken)
    {
        var options = new ConnectionOptions
        {
            Host = endpoint.Address.ToString(),
            Port = endpoint.Port,
            Role = role,
            Participant = role == SessionRole.Operator ? 0 : participant,
            Window = (uint)window,
        };
        try
        {
            return new LoadConnection(await AcquirerConnection.ConnectAsync(options, cancellationToken).ConfigureAwait(false), participant);
        }
        catch (Exception exception) when (exception is SocketException or TimeoutException or ProtocolException)
        {
            throw new LoadException($"no session on {endpoint}: {exception.Message}", exception);
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

        try
        {
            Pump();
            var receiving = ReceiveAsync(cancellationToken);
            await (await Task.WhenAny(receiving, _allAnswered.Task).ConfigureAwait(false)).ConfigureAwait(false);
            SignOff();
            await receiving.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SocketException or ProtocolException)
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
            if (_source is null || _allAnswered.Task.IsCompleted)
            {
                return;
            }

            var nowTicks = Stopwatch.GetTimestamp();
            if (nowTicks - _lastSendTicks > Session.HeartbeatIntervalMs * Stopwatch.Frequency / 1_000)
            {
                _connection.TryWriteHeartbeat(correlation: 0);
            }

            try
            {
                Send(nowTicks);
            }
            catch (SocketException exception)
            {
                _allAnswered.TrySetException(exception);
            }
        }
    }

    public void Dispose() => _connection.Dispose();

    private async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        while (!_connection.IsSignedOff)
        {
            if (!await _connection.ReceiveAsync(cancellationToken).ConfigureAwait(false))
            {
                throw new LoadException("the switch closed a session before it was signed off");
            }

            lock (_gate)
            {
                var nowTicks = Stopwatch.GetTimestamp();
                while (_connection.TryTakeReplies(out var replies))
                {
                    foreach (ref readonly var frame in replies)
                    {
                        TakeReply(frame.Prefix.Correlation, in frame.Reply, nowTicks);
                    }
                }

                Send(nowTicks);
            }
        }
    }

    private void TakeReply(ulong correlation, in Reply reply, long nowTicks)
    {
        if (correlation >= (ulong)_startTicks.Length || _startTicks[correlation] == 0)
        {
            throw new LoadException($"the switch answered a request that is not waiting: correlation {correlation}");
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
        _freeSlots[_freeCount++] = slot;
    }

    private void Send(long nowTicks)
    {
        do
        {
            AddDueRequests(nowTicks);
            if (_connection.HasOutput)
            {
                _connection.Flush();
                _lastSendTicks = nowTicks;
            }
        }
        while (MayAdd(nowTicks));

        if (_freeCount == Window && (_sourceEnded || _schedule.DueTicks(_requests, nowTicks) >= _schedule.EndTicks))
        {
            _allAnswered.TrySetResult();
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

            _connection.TryWrite(in command, (ulong)slot);
            _startTicks[slot] = _schedule.DueTicks(_requests, nowTicks);
            _freeCount--;
            _requests++;
            if (_schedule.IsMeasured(nowTicks))
            {
                Counts.CountSent();
            }
        }
    }

    private bool MayAdd(long nowTicks)
    {
        var dueTicks = _schedule.DueTicks(_requests, nowTicks);
        return _freeCount > 0 && !_sourceEnded && dueTicks <= nowTicks && dueTicks < _schedule.EndTicks;
    }

    private void SignOff()
    {
        lock (_gate)
        {
            _connection.TryWriteSignOff();
            _connection.Flush();
        }
    }
}
