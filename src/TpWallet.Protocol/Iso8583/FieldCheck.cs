namespace TpWallet.Protocol.Iso8583;

/// <summary>Whether the value of a data element is what its format allows. Hot path: allocates nothing.</summary>
internal static class FieldCheck
{
    private const int StructureBytesMax = 1_024;
    private const byte Credit = (byte)'C';
    private const byte Debit = (byte)'D';

    /// <param name="field">Its format.</param>
    /// <param name="raw">The value as it stands on the wire.</param>
    /// <param name="length">Its characters, or bytes of binary data.</param>
    /// <param name="offset">Where in the value something is wrong.</param>
    public static IsoFaultCode Check(IsoField field, ReadOnlySpan<byte> raw, int length, out int offset)
    {
        if (field.Allowed is { } allowed)
        {
            offset = raw.IndexOfAnyExcept(allowed);
            if (offset >= 0)
            {
                return IsoFaultCode.BadContent;
            }
        }
        else
        {
            offset = field switch
            {
                { Content: FieldContent.SignedNumber } => SignedFault(field, raw, length),
                { Content: FieldContent.Binary, Encoding: WireEncoding.Binary } => -1,
                { Content: FieldContent.Binary } => HexFault(raw, field.Encoding),
                _ => DigitFault(field, raw, length),
            };
            if (offset >= 0)
            {
                return IsoFaultCode.BadContent;
            }
        }

        offset = 0;
        return field.Structure == FieldStructure.None || IsStructured(field, raw, length) ? IsoFaultCode.None : IsoFaultCode.BadStructure;
    }

    private static int SignedFault(IsoField field, ReadOnlySpan<byte> raw, int length)
    {
        if (raw.IsEmpty || WireText.ToAscii(raw[0], field.Encoding) is not (Credit or Debit))
        {
            return 0;
        }

        if (field.Encoding == WireEncoding.Bcd)
        {
            var fault = DigitFault(field, raw[1..], length - 1);
            return fault < 0 ? -1 : fault + 1;
        }

        for (var index = 1; index < raw.Length; index++)
        {
            if (!char.IsAsciiDigit((char)WireText.ToAscii(raw[index], field.Encoding)))
            {
                return index;
            }
        }

        return -1;
    }

    private static int HexFault(ReadOnlySpan<byte> raw, WireEncoding encoding)
    {
        for (var index = 0; index < raw.Length; index++)
        {
            if (WireText.HexDigit(WireText.ToAscii(raw[index], encoding)) < 0)
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>Packed digits: nothing above 9 but a stripe's separator, and the right padding.</summary>
    private static int DigitFault(IsoField field, ReadOnlySpan<byte> raw, int length)
    {
        var start = field.Padding == DigitPadding.LeftZero ? length % 2 : 0;
        for (var place = 0; place < raw.Length * 2; place++)
        {
            var digit = WireText.PackedDigit(raw, place);
            var isPadding = place < start || place >= start + length;
            var isRight = isPadding ? digit == (field.Padding == DigitPadding.RightF ? 0xF : 0)
                : digit <= 9 || (digit == 0xD && field.Content == FieldContent.Track);
            if (!isRight)
            {
                return place / 2;
            }
        }

        return -1;
    }

    private static bool IsStructured(IsoField field, ReadOnlySpan<byte> raw, int length)
    {
        if (field.Structure == FieldStructure.Tagged)
        {
            return TaggedReader.IsWellFormed(raw, field.Encoding);
        }

        if (field.Encoding == WireEncoding.Binary)
        {
            return BerTlv.IsWellFormed(raw);
        }

        Span<byte> binary = stackalloc byte[StructureBytesMax];
        return length <= binary.Length && WireText.TryReadHex(raw, binary[..length], field.Encoding) && BerTlv.IsWellFormed(binary[..length]);
    }
}
