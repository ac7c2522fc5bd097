using System.Net.Sockets;
using System.Runtime.CompilerServices;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Client;

/// <summary>
/// One signed-on connection, for callers who keep their own account of what is in flight, such as a load generator. No reconnecting, no
/// deadlines, no allocation per request. The sending side (<see cref="TryWrite"/>, <see cref="Flush"/>) and the receiving side
/// (<see cref="Receive"/>, <see cref="TryTakeReplies"/>) may be used by two threads, each side by one at a time.
/// <para>A heartbeat of the switch is answered by the next flush: flush after each receive, also with nothing written.</para>
/// </summary>
public sealed class AcquirerConnection : IDisposable
{
    private const int OutputBufferMax = 256 * 1024;
    private const int InputBufferSize = 128 * 1024;

    /// <summary>Room in the output buffer that requests leave to heartbeats and the sign-off.</summary>
    private const int ControlRoom = 4 * FramePrefix.Size;

    private readonly Socket _socket;
    private readonly TimeProvider _time;
    private readonly byte[] _output;
    private readonly byte[] _input = GC.AllocateUninitializedArray<byte>(InputBufferSize);

    private int _outputLength;
    private long _sent;
    private long _lastSent;
    private bool _signedOff;

    private int _inputStart;
    private int _inputEnd;
    private long _answered;
    private long _lastReceived;

    private ulong _heartbeatCorrelation;
    private int _heartbeatUnanswered;
    private Exception? _abortReason;
    private volatile bool _closed;

    private AcquirerConnection(Socket socket, in SignedOn session, TimeProvider time)
    {
        _socket = socket;
        _time = time;
        Session = session;
        _output = GC.AllocateUninitializedArray<byte>((int)Math.Min(OutputBufferMax, session.GrantedWindow * RequestFrame.Size) + ControlRoom);
        _lastSent = _lastReceived = time.GetTimestamp();
    }

    /// <summary>What the switch said at sign-on: the granted window, its durability, its journal.</summary>
    public SignedOn Session { get; }

    /// <summary>How many requests may be unanswered: the granted window.</summary>
    public int Window => (int)Session.GrantedWindow;

    /// <summary>Requests written and not answered yet, 0 to <see cref="Window"/>.</summary>
    public int InFlight => (int)(Volatile.Read(ref _sent) - Volatile.Read(ref _answered));

    /// <summary>Replies taken since the sign-on.</summary>
    public long Answered => Volatile.Read(ref _answered);

    /// <summary>Whether the switch has answered the sign-off: nothing follows.</summary>
    public bool IsSignedOff { get; private set; }

    /// <summary>Whether a flush has something to send.</summary>
    public bool HasOutput => _outputLength > 0 || Volatile.Read(ref _heartbeatUnanswered) != 0;

    /// <summary>Whether the window and the output buffer have room for one more request.</summary>
    public bool CanWrite => CanWriteAll(1);

    /// <summary>
    /// Whether the window and the output buffer have room for so many more requests. A chain must be written whole before the next flush.
    /// </summary>
    public bool CanWriteAll(int requests) => InFlight + requests <= Window
        && _outputLength + (requests * RequestFrame.Size) + ControlRoom <= _output.Length;

    /// <summary>When something was last sent, as a timestamp of the options' time provider.</summary>
    internal long LastSent => Volatile.Read(ref _lastSent);

    /// <summary>When something last arrived, as a timestamp of the options' time provider.</summary>
    internal long LastReceived => Volatile.Read(ref _lastReceived);

    internal bool HeartbeatUnanswered => Volatile.Read(ref _heartbeatUnanswered) != 0;

    internal bool IsClosed => _closed;

    /// <summary>Connects and signs on. The socket is non-blocking: use the asynchronous methods.</summary>
    /// <exception cref="SocketException">The switch can't be reached.</exception>
    /// <exception cref="EndOfStreamException">The switch closed the connection before it answered the sign-on.</exception>
    /// <exception cref="TimeoutException">It took longer than <see cref="ConnectionOptions.ConnectTimeout"/>.</exception>
    /// <exception cref="ProtocolException">The switch refused the session, or it is not a switch.</exception>
    /// <exception cref="ArgumentException">An option is wrong.</exception>
    public static async ValueTask<AcquirerConnection> ConnectAsync(ConnectionOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        using var timeout = new CancellationTokenSource(options.ConnectTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var socket = NewSocket();
        try
        {
            await socket.ConnectAsync(options.Host, options.Port, either.Token).ConfigureAwait(false);
            var (bytes, length) = SignOnHandshake.Begin(options);
            await socket.SendAsync(bytes.AsMemory(0, length), either.Token).ConfigureAwait(false);
            var received = 0;
            SignedOn session;
            while (!SignOnHandshake.TryFinish(bytes.AsSpan(0, received), out session))
            {
                var count = await socket.ReceiveAsync(bytes.AsMemory(received), either.Token).ConfigureAwait(false);
                received += SignOnHandshake.RequireSome(count);
            }

            return new AcquirerConnection(socket, session, options.TimeProvider);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw SignOnHandshake.TimedOut(options);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Connects and signs on with a blocking socket, for a thread of its own: use the synchronous methods.</summary>
    /// <inheritdoc cref="ConnectAsync" path="/exception"/>
    public static AcquirerConnection Connect(ConnectionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var socket = NewSocket();
        try
        {
            var timeoutMs = (int)Math.Min(int.MaxValue, options.ConnectTimeout.TotalMilliseconds);
            socket.SendTimeout = socket.ReceiveTimeout = timeoutMs;
            socket.Connect(options.Host, options.Port);
            var (bytes, length) = SignOnHandshake.Begin(options);
            socket.Send(bytes.AsSpan(0, length));
            var received = 0;
            SignedOn session;
            while (!SignOnHandshake.TryFinish(bytes.AsSpan(0, received), out session))
            {
                received += SignOnHandshake.RequireSome(socket.Receive(bytes.AsSpan(received)));
            }

            socket.SendTimeout = socket.ReceiveTimeout = 0;
            return new AcquirerConnection(socket, session, options.TimeProvider);
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            socket.Dispose();
            throw SignOnHandshake.TimedOut(options);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Writes a request into the output buffer. False when the window or the buffer is full: flush and take replies first.</summary>
    /// <param name="command">The command.</param>
    /// <param name="correlation">Any number; comes back with the reply.</param>
    public bool TryWrite(in Command command, ulong correlation)
    {
        if (!CanWrite)
        {
            return false;
        }

        RequestFrame.TryWrite(_output.AsSpan(_outputLength), command, correlation);
        _outputLength += RequestFrame.Size;
        Volatile.Write(ref _sent, _sent + 1);
        return true;
    }

    /// <summary>Writes a heartbeat into the output buffer. False when the buffer is full.</summary>
    public bool TryWriteHeartbeat(ulong correlation) => TryWriteControl(FrameType.Heartbeat, correlation);

    /// <summary>Writes the sign-off into the output buffer; nothing may be written after it. False when the buffer is full.</summary>
    public bool TryWriteSignOff()
    {
        AnswerHeartbeat();
        _signedOff |= TryWriteControl(FrameType.SignOff, correlation: 0);
        return _signedOff;
    }

    /// <summary>Sends what has been written, blocking until the system has taken it.</summary>
    /// <exception cref="SocketException">The connection broke.</exception>
    public void Flush()
    {
        AnswerHeartbeat();
        for (var done = 0; done < _outputLength;)
        {
            done += _socket.Send(_output.AsSpan(done, _outputLength - done));
        }

        FinishFlush();
    }

    /// <summary>Sends what has been written.</summary>
    /// <exception cref="SocketException">The connection broke.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask FlushAsync(CancellationToken cancellationToken = default)
    {
        AnswerHeartbeat();
        for (var done = 0; done < _outputLength;)
        {
            done += await _socket.SendAsync(_output.AsMemory(done, _outputLength - done), cancellationToken).ConfigureAwait(false);
        }

        FinishFlush();
    }

    /// <summary>
    /// Waits until something arrives. False when the switch has closed the connection; <see cref="IsSignedOff"/> tells whether in order.
    /// </summary>
    /// <exception cref="SocketException">The connection broke.</exception>
    public bool Receive() => FinishReceive(_socket.Receive(FreeInput().Span));

    /// <summary>
    /// Waits until something arrives. False when the switch has closed the connection; <see cref="IsSignedOff"/> tells whether in order.
    /// </summary>
    /// <exception cref="SocketException">The connection broke.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return FinishReceive(await _socket.ReceiveAsync(FreeInput(), cancellationToken).ConfigureAwait(false));
        }
        catch (Exception) when (_abortReason is not null)
        {
            throw _abortReason;
        }
    }

    /// <summary>
    /// Takes the next run of replies that have arrived whole, in the order of their arrival. False when there is none: receive again.
    /// The span is valid until the next receive.
    /// </summary>
    /// <exception cref="ProtocolException">An error frame came, or something that is no frame.</exception>
    public bool TryTakeReplies(out ReadOnlySpan<ReplyFrame> replies)
    {
        while (true)
        {
            var arrived = _input.AsSpan(_inputStart, _inputEnd - _inputStart);
            replies = FrameDecoder.LeadingReplies(arrived);
            if (!replies.IsEmpty)
            {
                _inputStart += replies.Length * ReplyFrame.Size;
                CountAnswers(replies.Length);
                return true;
            }

            switch (FrameDecoder.Decode(arrived, out var frame))
            {
                case FrameStatus.Incomplete:
                    return false;
                case FrameStatus.Malformed:
                    throw ProtocolException.Found(frame.Fault);
                default:
                    TakeControl(frame);
                    _inputStart += frame.Length;
                    break;
            }
        }
    }

    /// <summary>Closes the connection at once; what is in flight stays unanswered.</summary>
    public void Dispose()
    {
        _closed = true;
        _socket.Dispose();
    }

    /// <summary>Closes the connection from any thread; a waiting receive fails with the reason.</summary>
    internal void Abort(Exception reason)
    {
        Interlocked.CompareExchange(ref _abortReason, reason, null);
        Dispose();
    }

    private static Socket NewSocket() => new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private bool TryWriteControl(FrameType type, ulong correlation)
    {
        if (!FramePrefix.TryWrite(_output.AsSpan(_outputLength), type, correlation))
        {
            return false;
        }

        _outputLength += FramePrefix.Size;
        return true;
    }

    private void AnswerHeartbeat()
    {
        if (Interlocked.Exchange(ref _heartbeatUnanswered, 0) != 0 && !_signedOff)
        {
            TryWriteControl(FrameType.HeartbeatReply, Volatile.Read(ref _heartbeatCorrelation));
        }
    }

    private void FinishFlush()
    {
        _outputLength = 0;
        Volatile.Write(ref _lastSent, _time.GetTimestamp());
    }

    private Memory<byte> FreeInput()
    {
        var left = _inputEnd - _inputStart;
        _input.AsSpan(_inputStart, left).CopyTo(_input);
        _inputStart = 0;
        _inputEnd = left;
        return left < _input.Length ? _input.AsMemory(left) : throw new InvalidOperationException("Take the replies before receiving more.");
    }

    private bool FinishReceive(int count)
    {
        _inputEnd += count;
        Volatile.Write(ref _lastReceived, _time.GetTimestamp());
        return count > 0;
    }

    private void CountAnswers(int count)
    {
        if (count > InFlight)
        {
            throw ProtocolException.Unexpected(FrameType.Reply);
        }

        Volatile.Write(ref _answered, _answered + count);
    }

    private void TakeControl(Frame frame)
    {
        switch (frame.Type)
        {
            case FrameType.Heartbeat:
                Volatile.Write(ref _heartbeatCorrelation, frame.Correlation);
                Volatile.Write(ref _heartbeatUnanswered, 1);
                break;
            case FrameType.HeartbeatReply:
                break;
            case FrameType.SignedOff:
                IsSignedOff = true;
                break;
            case FrameType.Error:
                ErrorFrame.TryRead(frame.Body, out var error);
                throw ProtocolException.Received(error);
            default:
                throw ProtocolException.Unexpected(frame.Type);
        }
    }
}
