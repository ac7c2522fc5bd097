using System.Buffers;
using TpWallet.Protocol.Iso8583;

namespace TpWallet.Gateway.Iso8583;

/// <summary>What stands at the beginning of what has not been used.</summary>
internal enum IsoFrameStatus
{
    /// <summary>Not a whole frame.</summary>
    Incomplete,

    /// <summary>A whole frame.</summary>
    Complete,

    /// <summary>No frame: its length or its trailer is none. Where the next one begins can't be told.</summary>
    Malformed,
}

/// <summary>
/// Walks the frames at the beginning of what has arrived; one that is spread over pieces of memory is put together in the scratch buffer. Hot path.
/// </summary>
internal ref struct IsoFrameCursor
{
    private readonly IsoFraming _framing;
    private readonly ReadOnlySequence<byte> _input;
    private readonly Span<byte> _scratch;
    private ReadOnlySpan<byte> _piece;
    private int _frameBytes;

    public IsoFrameCursor(IsoFraming framing, in ReadOnlySequence<byte> input, Span<byte> scratch)
    {
        _framing = framing;
        _input = input;
        _scratch = scratch;
        _piece = input.FirstSpan;
    }

    /// <summary>Bytes that have been used.</summary>
    public long Consumed { get; private set; }

    /// <summary>The next frame and the message in it, valid until the next call.</summary>
    public IsoFrameStatus Peek(out ReadOnlySpan<byte> frame, out ReadOnlySpan<byte> message)
    {
        frame = message = default;
        var piece = _piece;
        var status = Measure(piece);
        if (status == IsoFrameStatus.Incomplete && !_input.IsSingleSegment)
        {
            var rest = _input.Slice(Consumed);
            rest = rest.Slice(0, Math.Min(rest.Length, _scratch.Length));
            rest.CopyTo(_scratch);
            piece = _scratch[..(int)rest.Length];
            status = Measure(piece);
        }

        if (status != IsoFrameStatus.Complete)
        {
            return status;
        }

        frame = piece[.._frameBytes];
        return _framing.TryUnwrap(frame, out message) ? IsoFrameStatus.Complete : IsoFrameStatus.Malformed;
    }

    /// <summary>Goes behind the frame that was found.</summary>
    public void Advance()
    {
        Consumed += _frameBytes;
        _piece = _frameBytes <= _piece.Length ? _piece[_frameBytes..] : _input.Slice(Consumed).FirstSpan;
        if (_piece.IsEmpty && !_input.IsSingleSegment)
        {
            _piece = _input.Slice(Consumed).FirstSpan;
        }
    }

    private IsoFrameStatus Measure(ReadOnlySpan<byte> piece)
    {
        if (piece.Length < _framing.LengthBytes)
        {
            return IsoFrameStatus.Incomplete;
        }

        if (!_framing.TryReadLength(piece, out _frameBytes))
        {
            return IsoFrameStatus.Malformed;
        }

        return piece.Length < _frameBytes ? IsoFrameStatus.Incomplete : IsoFrameStatus.Complete;
    }
}
