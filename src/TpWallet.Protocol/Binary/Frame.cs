namespace TpWallet.Protocol.Binary;

/// <summary>A frame that was found, as a view of the bytes it was found in; or the fault that was.</summary>
public readonly ref struct Frame
{
    private readonly FramePrefix _prefix;

    internal Frame(FramePrefix prefix, ReadOnlySpan<byte> body)
    {
        _prefix = prefix;
        Body = body;
    }

    internal Frame(FramePrefix prefix, ProtocolFault fault)
    {
        _prefix = prefix;
        Fault = fault;
    }

    /// <summary>What the frame is.</summary>
    public FrameType Type => _prefix.Type;

    /// <summary>The sender's number for the frame; of a malformed one 0 when it has not arrived yet.</summary>
    public ulong Correlation => _prefix.Correlation;

    /// <summary>Length of the whole frame, bytes: how far to advance. 0 unless complete.</summary>
    public int Length => Fault.IsNone ? (int)_prefix.Length : 0;

    /// <summary>What follows the prefix; of the length that the type has.</summary>
    public ReadOnlySpan<byte> Body { get; }

    /// <summary>What is wrong, when malformed.</summary>
    public ProtocolFault Fault { get; }
}
