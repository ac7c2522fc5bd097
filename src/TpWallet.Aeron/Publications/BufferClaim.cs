using TpWallet.Aeron.Frames;

namespace TpWallet.Aeron.Publications;

/// <summary>
/// A message's place in the log of a publication, to be filled in and then committed or aborted. Until then nothing after it is sent, and
/// the publication takes no other message.
/// </summary>
public ref struct BufferClaim
{
    private readonly Publication? _publication;
    private readonly ref DataHeader _header;
    private bool _finished;

    internal BufferClaim(Publication publication, ref DataHeader header, Span<byte> buffer)
    {
        _publication = publication;
        _header = ref header;
        Buffer = buffer;
    }

    /// <summary>Where the message goes; exactly as long as was claimed. It holds zeros.</summary>
    public Span<byte> Buffer { get; }

    /// <summary>The 64 bits of the frame's header that are the application's.</summary>
    public readonly long ReservedValue
    {
        get => _header.ReservedValue;
        set => _header.ReservedValue = value;
    }

    /// <summary>Makes the message visible to the sender.</summary>
    public void Commit()
    {
        Finish();
        _publication!.EndClaim(ref _header, Buffer.Length);
    }

    /// <summary>Gives the place up; the receiver skips it.</summary>
    public void Abort()
    {
        Finish();
        _header.Frame.Type = FrameType.Pad;
        _publication!.EndClaim(ref _header, Buffer.Length);
    }

    private void Finish()
    {
        if (_finished || _publication is null)
        {
            throw new InvalidOperationException("There is nothing claimed, or the claim was committed or aborted before.");
        }

        _finished = true;
    }
}
