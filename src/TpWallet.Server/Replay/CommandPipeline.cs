using System.Diagnostics;
using System.Net.Sockets;
using TpWallet.Client;
using TpWallet.Messages;

namespace TpWallet.Server.Replay;

/// <summary>
/// Sends commands over one connection in their order, as many unanswered as the window allows, and hands over the answers in the same order.
/// One thread sends; a thread of its own receives. Whatever goes wrong while receiving is thrown at the sender.
/// <para>With a group, a connection that breaks is followed by one to the next primary, found by the receiver, and what has no answer is sent
/// again in its order, before anything else.</para>
/// </summary>
internal sealed class CommandPipeline : IDisposable
{
    private const int CommandsPerFlush = 256;

    private static readonly TimeSpan HeartbeatCheck = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(1);

    private readonly PrimaryFinder? _group;
    private readonly IAnswerSink _sink;
    private readonly PendingCommand[] _pending;
    private readonly Command[] _commands;
    private readonly TimeSpan _patience;
    private readonly Lock _gate = new();
    private readonly Lock _failureLock = new();
    private readonly ManualResetEventSlim _progress = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _receiver;
    private volatile AcquirerConnection _connection;
    private Exception? _failure;
    private long _sent;
    private long _delivered;
    private long _lastHeardTicks;
    private int _unflushed;

    /// <summary>Up to where commands have been written to this connection; guarded by the gate.</summary>
    private long _written;

    /// <summary>Takes over a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="sink">Gets the answers.</param>
    /// <param name="group">Finds the next primary of the group; null: the switch is alone.</param>
    public CommandPipeline(AcquirerConnection connection, IAnswerSink sink, PrimaryFinder? group = null)
    {
        _connection = connection;
        _sink = sink;
        _group = group;
        _pending = new PendingCommand[connection.Window];
        _commands = new Command[connection.Window];
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

        var place = _sent % _pending.Length;
        _commands[place] = command;
        _pending[place] = new PendingCommand
        {
            Kind = command.Kind,
            Subject = subject,
            StartTicks = dueTicks > 0 ? dueTicks : Stopwatch.GetTimestamp(),
        };
        Volatile.Write(ref _sent, _sent + 1);
        if (++_unflushed >= CommandsPerFlush)
        {
            Flush();
        }
    }

    /// <summary>Sends what has gathered.</summary>
    public void Flush()
    {
        ThrowIfFailed();
        _unflushed = 0;
        try
        {
            lock (_gate)
            {
                Write();
            }
        }
        catch (Exception exception) when (IsBreak(exception) && _group is not null)
        {
            _connection.Dispose(); // the receiver finds the next primary
        }
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
        _stop.Cancel();
        _connection.Dispose();
        _receiver.Join();
        _connection.Dispose(); // the receiver may have found another one meanwhile
        _progress.Dispose();
        _stop.Dispose();
    }

    private void WaitUntilDelivered(long count)
    {
        Volatile.Write(ref _lastHeardTicks, Stopwatch.GetTimestamp()); // silence counts from here: answers are owed now
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

            if (_group is not null && Stopwatch.GetElapsedTime(Volatile.Read(ref _lastHeardTicks)) > SilenceLimit)
            {
                _connection.Dispose(); // a process that is stopped breaks no connection: the receiver looks for another
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

    private static bool IsBreak(Exception exception) =>
        exception is SocketException or IOException or TimeoutException or ProtocolException or ObjectDisposedException;

    /// <summary>Under the gate: writes what the window and the buffer have room for, and sends it.</summary>
    private void Write()
    {
        while (true)
        {
            for (var end = Volatile.Read(ref _sent); _written < end && _connection.CanWrite; _written++)
            {
                // Of a command that is sent again the answer may have come, ahead of its turn.
                if (_pending[_written % _pending.Length].EndTicks == 0)
                {
                    _connection.TryWrite(in _commands[_written % _pending.Length], (ulong)_written);
                }
            }

            if (!_connection.HasOutput)
            {
                return;
            }

            _connection.Flush();
        }
    }

    private void Receive()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                var before = _delivered;
                try
                {
                    ReceiveSession();
                }
                catch (Exception exception) when (IsBreak(exception) && _group is not null && !_stop.IsCancellationRequested)
                {
                    FindNext(hadAnswers: _delivered > before);
                }
            }
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    private void ReceiveSession()
    {
        while (_connection.Receive())
        {
            while (_connection.TryTakeReplies(out var replies))
            {
                var now = Stopwatch.GetTimestamp();
                Volatile.Write(ref _lastHeardTicks, now);
                foreach (ref readonly var frame in replies)
                {
                    if (_group is not null && frame.Reply.Result is ResultCode.NotPrimary or ResultCode.ShuttingDown)
                    {
                        throw new EndOfStreamException("the switch takes no more requests");
                    }

                    Store(frame.Prefix.Correlation, frame.Reply, now);
                }

                Deliver();
            }
        }

        throw new SocketException((int)SocketError.ConnectionReset);
    }

    private void FindNext(bool hadAnswers)
    {
        _connection.Dispose(); // first: a send that waits for the other side holds the gate
        Deliver(); // what came before the end
        var connection = _group!.FindAgainAsync(hadAnswers, _stop.Token).AsTask().GetAwaiter().GetResult()
            ?? throw new IOException($"no member takes a session any more: {_group.LastFailure?.Message}", _group.LastFailure);
        lock (_gate)
        {
            Volatile.Write(ref _lastHeardTicks, Stopwatch.GetTimestamp());
            _connection = connection;
            _written = _delivered;
        }

        _progress.Set(); // the sender writes what is to be sent again
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
