using System.Buffers;
using TpWallet.Protocol.Binary;

namespace TpWallet.Gateway.Binary;

/// <summary>
/// Walks the request frames at the beginning of what has arrived, in the pieces in which they lie in memory; a frame spread over two
/// pieces is put together in the scratch buffer. Stops at the first other, incomplete or malformed frame. Hot path.
/// </summary>
internal ref struct RequestCursor(ReadOnlySequence<byte> input, Span<byte> scratch)
{
    private readonly Span<byte> _scratch = scratch;
    private ReadOnlySequence<byte> _unread = input;

    /// <summary>The next frames, valid until the next call; empty when no request comes next.</summary>
    public ReadOnlySpan<RequestFrame> Next()
    {
        var run = FrameDecoder.LeadingRequests(_unread.FirstSpan);
        if (run.IsEmpty && !_unread.IsSingleSegment)
        {
            var start = _unread.Slice(0, Math.Min(_unread.Length, RequestFrame.Size));
            start.CopyTo(_scratch);
            run = FrameDecoder.LeadingRequests(_scratch[..(int)start.Length]);
        }

        _unread = _unread.Slice((long)run.Length * RequestFrame.Size);
        return run;
    }
}
