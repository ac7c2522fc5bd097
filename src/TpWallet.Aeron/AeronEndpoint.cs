using TpWallet.Aeron.Channels;
using TpWallet.Aeron.Counters;
using TpWallet.Aeron.Logs;
using TpWallet.Aeron.Publications;
using TpWallet.Aeron.Subscriptions;
using TpWallet.Aeron.Transport;

namespace TpWallet.Aeron;

/// <summary>
/// An embedded Aeron: publications and subscriptions over UDP, and the event loop that serves them. The loop runs on a thread of its own
/// (<see cref="Start"/>), or the caller drives it with <see cref="DoWork"/>; never both.
/// </summary>
public sealed class AeronEndpoint : IDisposable
{
    // A control message with a refusal's text is the longest that a publication's socket takes.
    private const int MaxControlLength = 2048;
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private readonly Lock _sync = new();
    private readonly AeronOptions _options;
    private readonly IDatagramNetwork _network;
    private readonly EndpointContext _context;
    private readonly ImageBudget _images;
    private volatile SendChannel[] _sendChannels = [];
    private volatile ReceiveChannel[] _receiveChannels = [];
    private int _lastSessionId;
    private Thread? _thread;
    private TaskCompletionSource? _completion;
    private volatile bool _stopping;
    private bool _disposed;

    /// <summary>Makes an endpoint without publications and subscriptions.</summary>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    /// <exception cref="PlatformNotSupportedException">The machine isn't little-endian.</exception>
    public AeronEndpoint(AeronOptions? options = null)
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("The wire format is little-endian, and so must the machine be.");
        }

        _options = options ?? new AeronOptions();
        _options.Validate();
        _network = _options.Network ?? UdpNetwork.Create();
        _context = new EndpointContext(_options, _network);
        _images = new ImageBudget(_options.MaxImages);
        _lastSessionId = NextId();
    }

    /// <summary>What the endpoint counts.</summary>
    public AeronCounters Counters => _context.Counters;

    /// <summary>Completes when the loop's thread has ended; faults with what ended it. Completed already when there is no thread.</summary>
    public Task Completion => _completion?.Task ?? Task.CompletedTask;

    /// <summary>When the next timer of the loop is due, in nanoseconds of the endpoint's clock. Only the loop's thread may ask.</summary>
    public long NextDeadline
    {
        get
        {
            var deadline = long.MaxValue;
            foreach (var channel in _sendChannels)
            {
                deadline = Math.Min(deadline, channel.Deadline);
            }

            foreach (var channel in _receiveChannels)
            {
                deadline = Math.Min(deadline, channel.Deadline);
            }

            return deadline;
        }
    }

    /// <summary>Adds a publication with a session of its own. Any thread may.</summary>
    /// <exception cref="FormatException">The channel is wrong.</exception>
    /// <exception cref="InvalidOperationException">The channel names a session that the endpoint publishes already.</exception>
    public Publication AddPublication(string channel, int streamId)
    {
        var parsed = AeronChannel.Parse(channel);
        var destination = parsed.ResolveEndpoint();
        var local = parsed.ResolveInterface(destination.IsIPv6);
        lock (_sync)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var sendChannel = SendChannelTo(destination, local, parsed);
            var sessionId = parsed.SessionId ?? unchecked(++_lastSessionId);
            if (sendChannel.Holds(streamId, sessionId))
            {
                throw new InvalidOperationException($"'{channel}': session {sessionId} of stream {streamId} is published here already.");
            }

            var log = new TermLog(new TermGeometry(parsed.TermLength, parsed.InitialTermId ?? NextId()));
            var start = log.Geometry.PositionOf(parsed.TermId ?? log.Geometry.InitialTermId, parsed.TermOffset);
            var publication = new Publication(parsed, streamId, sessionId, log, start, _context);
            sendChannel.Add(new PublicationSender(publication, log, sendChannel.Transport, destination, _context));
            _network.Wake();
            return publication;
        }
    }

    /// <summary>Adds a subscription. Any thread may.</summary>
    /// <param name="channel">The channel; its endpoint is the local address to listen on.</param>
    /// <param name="streamId">The stream within the channel.</param>
    /// <param name="available">Told, within a poll, of each session that is followed from now on.</param>
    /// <param name="unavailable">Told, within a poll, of each session that has ended.</param>
    /// <exception cref="FormatException">The channel is wrong.</exception>
    /// <exception cref="InvalidOperationException">The endpoint subscribes to that stream of that channel already.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The address can't be bound.</exception>
    public Subscription AddSubscription(string channel, int streamId, Action<Image>? available = null, Action<Image>? unavailable = null)
    {
        var parsed = AeronChannel.Parse(channel);
        var local = parsed.ResolveEndpoint();
        lock (_sync)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var receiveChannel = ReceiveChannelOn(local, parsed);
            if (receiveChannel.Holds(streamId))
            {
                throw new InvalidOperationException($"'{channel}': stream {streamId} is subscribed to here already.");
            }

            var subscription = new Subscription(parsed, streamId, available, unavailable, _context);
            receiveChannel.Add(subscription);
            _network.Wake();
            return subscription;
        }
    }

    /// <summary>The address that a subscription's channel listens on, with the port that the system chose if it named port zero.</summary>
    /// <exception cref="InvalidOperationException">The subscription is closed or not of this endpoint.</exception>
    public DatagramAddress LocalAddressOf(Subscription subscription)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        var channel = Array.Find(_receiveChannels, channel => channel.Holds(subscription));
        return channel?.Transport.LocalAddress ?? throw new InvalidOperationException("The subscription isn't open at this endpoint.");
    }

    /// <summary>One cycle of the event loop: receives, sends, and does what is due. It never waits.</summary>
    /// <returns>How many datagrams were moved; zero when there was nothing to do.</returns>
    public int DoWork()
    {
        var now = _options.Clock.NanoTime;
        _context.Now = now;
        var work = 0;
        var anyEnded = false;
        foreach (var channel in _receiveChannels)
        {
            work += channel.DoWork(now, ref anyEnded);
        }

        foreach (var channel in _sendChannels)
        {
            work += channel.DoWork(now, ref anyEnded);
        }

        if (anyEnded)
        {
            RemoveEnded();
        }

        return work;
    }

    /// <summary>
    /// Waits until a datagram arrives, the application publishes or consumes, a timer is due, or the time is over.
    /// Only the thread that drives the loop may call it.
    /// </summary>
    /// <param name="timeout">The longest wait.</param>
    public void Park(TimeSpan timeout)
    {
        _context.Parked = true;
        try
        {
            // Publishers read the flag without a fence after they wrote. This barrier is the other half: either they see the flag, or
            // the look below sees what they wrote.
            Interlocked.MemoryBarrierProcessWide();
            var wait = Math.Min(EndpointContext.Nanos(timeout), NextDeadline - _options.Clock.NanoTime);
            if (wait > 0 && !_stopping && !HasWork())
            {
                _network.Park(wait);
            }
        }
        finally
        {
            _context.Parked = false;
        }
    }

    /// <summary>Ends the current wait in <see cref="Park"/>, or the next one. Any thread may call it.</summary>
    public void Wake() => _network.Wake();

    /// <summary>Runs the event loop on a thread of its own until the endpoint is disposed of.</summary>
    /// <param name="duty">Work of the application to run in every cycle; it returns how much it did.</param>
    /// <exception cref="InvalidOperationException">It runs already.</exception>
    public void Start(Func<int>? duty = null)
    {
        lock (_sync)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_thread is not null)
            {
                throw new InvalidOperationException("The endpoint's event loop runs already.");
            }

            _completion = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _thread = new Thread(() => Run(duty)) { IsBackground = true, Name = "aeron" };
            _thread.Start();
        }
    }

    /// <summary>
    /// Stops the loop's thread and closes everything at once, without linger. To let receivers have everything, first close the publications
    /// and wait until they are released. A caller that drives the loop itself must have stopped doing so.
    /// </summary>
    public void Dispose()
    {
        lock (_sync)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _stopping = true;
        }

        _network.Wake();
        if (_thread is not null && _thread != Thread.CurrentThread && !_thread.Join(StopTimeout))
        {
            throw new TimeoutException("The event loop didn't stop; the application's work in it doesn't return.");
        }

        CloseAll();
        _network.Dispose();
    }

    private void Run(Func<int>? duty)
    {
        var idle = new AdaptiveIdleStrategy(this);
        try
        {
            while (!_stopping)
            {
                idle.Idle(DoWork() + (duty?.Invoke() ?? 0));
            }

            _completion!.SetResult();
        }
        catch (Exception e)
        {
            // The publications answer Closed from here on, and whoever awaits Completion learns why.
            CloseAll();
            _completion!.SetException(e);
        }
    }

    private bool HasWork() =>
        Array.Exists(_sendChannels, static channel => channel.HasWork) || Array.Exists(_receiveChannels, static channel => channel.HasWork);

    private void RemoveEnded()
    {
        lock (_sync)
        {
            foreach (var channel in _sendChannels)
            {
                channel.RemoveReleased();
                if (channel.IsEmpty)
                {
                    channel.Dispose();
                }
            }

            foreach (var channel in _receiveChannels)
            {
                channel.RemoveClosed();
                if (channel.IsEmpty)
                {
                    channel.Dispose();
                }
            }

            _sendChannels = Array.FindAll(_sendChannels, static channel => !channel.IsEmpty);
            _receiveChannels = Array.FindAll(_receiveChannels, static channel => !channel.IsEmpty);
        }
    }

    private void CloseAll()
    {
        lock (_sync)
        {
            Array.ForEach(_sendChannels, static channel => channel.Dispose());
            Array.ForEach(_receiveChannels, static channel => channel.Dispose());
            _sendChannels = [];
            _receiveChannels = [];
        }
    }

    private SendChannel SendChannelTo(DatagramAddress destination, DatagramAddress local, AeronChannel channel)
    {
        var found = Array.Find(_sendChannels, c => c.Destination == destination && c.Local == local);
        if (found is null)
        {
            found = new SendChannel(_network.Open(local, TransportOptionsOf(channel, MaxControlLength)), destination, local, _context);
            _sendChannels = [.. _sendChannels, found];
        }

        return found;
    }

    private ReceiveChannel ReceiveChannelOn(DatagramAddress local, AeronChannel channel)
    {
        var found = local.Port == 0 ? null : Array.Find(_receiveChannels, c => c.Local == local);
        if (found is null)
        {
            found = new ReceiveChannel(_network.Open(local, TransportOptionsOf(channel, AeronChannel.MaxMtu)), local, _context, _images);
            _receiveChannels = [.. _receiveChannels, found];
        }

        return found;
    }

    private TransportOptions TransportOptionsOf(AeronChannel channel, int maxDatagramLength) => new(
        maxDatagramLength,
        channel.SocketReceiveBufferLength ?? _options.SocketReceiveBufferLength,
        channel.SocketSendBufferLength ?? _options.SocketSendBufferLength);

    private int NextId() => (int)_options.Random.NextInt64(int.MinValue, (long)int.MaxValue + 1);
}
