using TpWallet.Aeron.Frames;

namespace TpWallet.Aeron.Subscriptions;

/// <summary>The header of a fragment that is being delivered.</summary>
public readonly ref struct FragmentHeader
{
    private readonly ref readonly DataHeader _header;

    internal FragmentHeader(ref readonly DataHeader header, Image image, long position)
    {
        _header = ref header;
        Image = image;
        Position = position;
    }

    /// <summary>The image it belongs to.</summary>
    public Image Image { get; }

    /// <summary>The position after it.</summary>
    public long Position { get; }

    /// <summary>The session of its publisher.</summary>
    public int SessionId => _header.SessionId;

    /// <summary>The stream it came on.</summary>
    public int StreamId => _header.StreamId;

    /// <summary>The id of its term.</summary>
    public int TermId => _header.TermId;

    /// <summary>Where in the term its frame begins, bytes.</summary>
    public int TermOffset => _header.TermOffset;

    /// <summary>The 64 bits of the frame's header that are the application's.</summary>
    public long ReservedValue => _header.ReservedValue;

    /// <summary>Whether a message begins with it.</summary>
    public bool IsBegin => (_header.Frame.Flags & FrameFlags.Begin) != 0;

    /// <summary>Whether a message ends with it.</summary>
    public bool IsEnd => (_header.Frame.Flags & FrameFlags.End) != 0;
}
