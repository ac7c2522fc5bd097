using System.Diagnostics;
using System.Net.Sockets;
using TpWallet.Client;
using TpWallet.Messages;

namespace TpWallet.Server.Replay;

/// <summary>
/// Sends commands over one connection in their order, as many unanswered as the window allows, and hands over the answers in the same order.
/// One thread sends; a thread of its own receives. Whatever goes wrong while receiving is thrown at the sender.
/// </summary>
internal sealed class CommandPipeline : IDisposable
{
    private const int CommandsPerFlush = 256;

    private static readonly TimeSpan HeartbeatCheck = TimeSpan.FromMilliseconds(500);

    private readonly AcquirerConnection _connection;
    private readonly IAnswerSink _sink;
    private readonly PendingCommand[] _pending;
    private readonly TimeSpan _patience;
    private readonly Lock _failureLock = new();
    private readonly ManualResetEventSlim _progress = new();
    private readonly Thread _receiver;
    private Exception? _failure;
    private long _sent;
    private long _delivered;
    private int _unflushed;

    /// <summary>Takes over a connection.</summary>
    public CommandPipeline(AcquirerConnection connection, IAnswerSink sink)
    {
        _connection = connection;
        _sink = sink;
        _pending = new PendingCommand[connection.Window];
        _patience = TimeSpan.FromMilliseconds(connection.Session.IdleTimeoutMs);
        _receiver = new Thread(Receive) { IsBackground = true, Name = "replay receiver" };
        _receiver.Start();
    }

    /// <summary>Commands sent and not answered yet.</summary>
    public long InFlight => _sent - Volatile.Read(ref _delivered);

    /// <summary>Sends one command; waits while the window is full.</summary>
    /// <param name="command">The command.</param>
    /// <param name="subject">Comes back with the answer.</param>
    /// <param name="dueTicks">From when its latency counts, ticks of <see cref="Stopwatch"/>; 0: from the sending.</param>
    /// <exception cref="SocketException">The connection broke.</exception>
    /// <exception cref="ProtocolException">The switch ended the session, or broke the protocol.</exception>
    /// <exception cref="TimeoutException">The switch has gone silent.</exception>
    public void Send(in Command command, ulong subject, long dueTicks)
    {
        if (_sent - Volatile.Read(ref _delivered) == _pending.Length)
        {
            WaitUntilDelivered(_sent - _pending.Length + 1);
        }

        _pending[_sent % _pending.Length] = new PendingCommand
        {
            Kind = command.Kind,
            Subject = subject,
            StartTicks = dueTicks > 0 ? dueTicks : Stopwatch.GetTimestamp(),
        };
        if (!_connection.TryWrite(command, (ulong)_sent))
        {
            Flush();
            if (!_connection.TryWrite(command, (ulong)_sent))
            {
                throw new InvalidOperationException("An empty output buffer has no room for one command.");
            }
        }

        _sent++;
        if (++_unflushed >= CommandsPerFlush)
        {
            Flush();
        }
    }

    /// <summary>Sends what has gathered.</summary>
    public void Flush()
    {
        ThrowIfFailed();
        _connection.Flush();
        _unflushed = 0;
    }

    /// <summary>Waits until everything that was sent is answered.</summary>
    /// <inheritdoc cref="Send" path="/exception"/>
    public void Drain()
    {
        WaitUntilDelivered(_sent);
        ThrowIfFailed();
    }

    /// <summary>Closes the connection and waits for the receiver to end.</summary>
    public void Dispose()
    {
        _connection.Dispose();
        _receiver.Join();
        _progress.Dispose();
    }

    private void WaitUntilDelivered(long count)
    {
        Flush();
        var deadline = Stopwatch.GetTimestamp() + (long)(_patience.TotalSeconds * Stopwatch.Frequency);
        var before = Volatile.Read(ref _delivered);
        while (true)
        {
            _progress.Reset();
            ThrowIfFailed();
            var delivered = Volatile.Read(ref _delivered);
            if (delivered >= count)
            {
                return;
            }

            if (delivered == before && Stopwatch.GetTimestamp() > deadline)
            {
                throw new TimeoutException($"the switch has answered nothing for {_patience.TotalSeconds:0} s");
            }

            _progress.Wait(HeartbeatCheck);
            Flush();
        }
    }

    private void ThrowIfFailed()
    {
        lock (_failureLock)
        {
            if (_failure is not null)
            {
                throw _failure;
            }
        }
    }

    private void Receive()
    {
        try
        {
            while (_connection.Receive())
            {
                while (_connection.TryTakeReplies(out var replies))
                {
                    var now = Stopwatch.GetTimestamp();
                    foreach (ref readonly var frame in replies)
                    {
                        Store(frame.Prefix.Correlation, frame.Reply, now);
                    }

                    Deliver();
                }
            }

            Fail(new SocketException((int)SocketError.ConnectionReset));
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    /// <summary>Keeps an answer until its turn: an answer from the edge may overtake those of the core.</summary>
    private void Store(ulong correlation, in Reply reply, long ticks)
    {
        ref var pending = ref _pending[correlation % (ulong)_pending.Length];
        pending.Reply = reply;
        pending.EndTicks = ticks;
    }

    private void Deliver()
    {
        var next = _delivered;
        while (true)
        {
            ref var pending = ref _pending[next % _pending.Length];
            if (pending.EndTicks == 0)
            {
                break;
            }

            _sink.Answered(pending);
            pending.EndTicks = 0;
            next++;
            Volatile.Write(ref _delivered, next);
        }

        _progress.Set();
    }

    private void Fail(Exception exception)
    {
        lock (_failureLock)
        {
            _failure ??= exception;
        }

        _progress.Set();
    }
}
