using TpWallet.Aeron.Channels;

namespace TpWallet.Aeron.Subscriptions;

/// <summary>
/// The receiving end of a stream: an image per publisher's session. One thread at a time polls and closes it; the callbacks run in that
/// thread, within a poll. Hot path: no allocation.
/// </summary>
public sealed class Subscription : IDisposable
{
    private readonly Action<Image>? _available;
    private readonly Action<Image>? _unavailable;
    private readonly EndpointContext _context;
    private volatile Image[] _images = [];
    private Image[] _polled = [];
    private int _first;
    private volatile bool _closed;

    internal Subscription(AeronChannel channel, int streamId, Action<Image>? available, Action<Image>? unavailable, EndpointContext context)
    {
        Channel = channel;
        StreamId = streamId;
        _available = available;
        _unavailable = unavailable;
        _context = context;
    }

    /// <summary>The channel it was added with.</summary>
    public AeronChannel Channel { get; }

    /// <summary>The stream within the channel.</summary>
    public int StreamId { get; }

    /// <summary>The sessions that are followed now. Any thread may read it.</summary>
    public IReadOnlyList<Image> Images => _images;

    /// <summary>Whether a session is followed. Any thread may read it.</summary>
    public bool IsConnected => _images.Length > 0;

    /// <summary>Whether it was closed. Any thread may read it.</summary>
    public bool IsClosed => _closed;

    /// <summary>Delivers what has arrived, in the order of each session.</summary>
    /// <param name="handler">Takes the fragments. If it throws, the fragment counts as consumed and the exception passes on.</param>
    /// <param name="limit">The most fragments to deliver.</param>
    /// <returns>How many were delivered.</returns>
    public int Poll(FragmentHandler handler, int limit)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var images = Refresh();
        var fragments = 0;
        for (var i = 0; i < images.Length && fragments < limit; i++)
        {
            fragments += images[(_first + i) % images.Length].Poll(handler, limit - fragments);
        }

        _first = images.Length > 1 ? (_first + 1) % images.Length : 0;
        return fragments;
    }

    /// <summary>Delivers what has arrived, in the order of each session, as far as the handler wants it.</summary>
    /// <param name="handler">Takes the fragments. If it throws, the fragment is delivered again and the exception passes on.</param>
    /// <param name="limit">The most fragments to deliver.</param>
    /// <returns>How many were taken.</returns>
    public int ControlledPoll(ControlledFragmentHandler handler, int limit)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var images = Refresh();
        var fragments = 0;
        for (var i = 0; i < images.Length && fragments < limit; i++)
        {
            fragments += images[(_first + i) % images.Length].ControlledPoll(handler, limit - fragments);
        }

        _first = images.Length > 1 ? (_first + 1) % images.Length : 0;
        return fragments;
    }

    /// <summary>Stops following all sessions. Their publishers see no status messages any more.</summary>
    public void Dispose()
    {
        Close();
        _context.WakeIfParked();
    }

    /// <summary>Delivers nothing any more; safe on the event loop.</summary>
    internal void Close() => _closed = true;

    internal void Add(Image image) => _images = [.. _images, image];

    internal void Remove(Image image)
    {
        image.IsClosed = true;
        if (Array.IndexOf(_images, image) >= 0)
        {
            _images = Array.FindAll(_images, other => other != image);
        }
    }

    // Tells the application which images came and went since the last poll.
    private Image[] Refresh()
    {
        var images = _images;
        if (_closed)
        {
            images = [];
        }

        if (images == _polled)
        {
            return images;
        }

        var before = _polled;
        _polled = images;
        foreach (var image in before)
        {
            if (Array.IndexOf(images, image) < 0)
            {
                _unavailable?.Invoke(image);
            }
        }

        foreach (var image in images)
        {
            if (Array.IndexOf(before, image) < 0)
            {
                _available?.Invoke(image);
            }
        }

        return images;
    }
}
