namespace TpWallet.Protocol.Iso8583;

/// <summary>One element of BER-TLV data.</summary>
/// <param name="tag">The tag's bytes as a big-endian number: 0x9F26.</param>
/// <param name="isConstructed">Whether the value is itself BER-TLV.</param>
/// <param name="value">The value.</param>
public readonly ref struct BerTlvElement(uint tag, bool isConstructed, ReadOnlySpan<byte> value)
{
    /// <summary>The tag's bytes as a big-endian number.</summary>
    public uint Tag { get; } = tag;

    /// <summary>Whether the value is itself BER-TLV.</summary>
    public bool IsConstructed { get; } = isConstructed;

    /// <summary>The value.</summary>
    public ReadOnlySpan<byte> Value { get; } = value;
}
