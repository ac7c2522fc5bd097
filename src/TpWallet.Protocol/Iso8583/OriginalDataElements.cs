namespace TpWallet.Protocol.Iso8583;

/// <summary>
/// What a reversal or completion says of its original: DE 90 of 1987 (42 digits, both institutions in 11) and DE 56 of 1993 (the acquirer's number
/// with a length of its own, the local time with its year). Where something isn't known, zeros stand.
/// </summary>
/// <param name="Mti">The original's message type; zero: not told.</param>
/// <param name="SystemTraceAuditNumber">Its DE 11; 0: not told.</param>
/// <param name="Time">Its DE 7 as MMDDhhmmss (1987) or its DE 12 as YYMMDDhhmmss (1993); 0: not told.</param>
/// <param name="AcquirerId">The acquirer's number; 0: not told.</param>
/// <param name="ForwardingId">The forwarding institution's number; 0: not told.</param>
public readonly record struct OriginalDataElements(
    Mti Mti, uint SystemTraceAuditNumber, long Time, long AcquirerId, long ForwardingId)
{
    /// <summary>Characters of DE 90.</summary>
    public const int Length1987 = 42;

    private const int MtiLength = 4;
    private const int TraceEnd = 10;
    private const int TimeEnd = 20;
    private const int AcquirerEnd = 31;
    private const int Head1993 = 22;

    /// <summary>Whether it tells which message the original was.</summary>
    public bool IsTold => Mti.Digits != 0 && SystemTraceAuditNumber != 0 && Time != 0;

    /// <summary>Reads DE 90: MTI 4, trace number 6, MMDDhhmmss 10, acquirer 11, forwarding institution 11.</summary>
    public static bool TryRead1987(ReadOnlySpan<byte> digits, out OriginalDataElements original)
    {
        original = default;
        if (digits.Length != Length1987)
        {
            return false;
        }

        return TryCompose(digits[..MtiLength], digits[MtiLength..TraceEnd], digits[TraceEnd..TimeEnd], digits[TimeEnd..AcquirerEnd],
            digits[AcquirerEnd..], out original);
    }

    /// <summary>Reads DE 56: MTI 4, trace number 6, YYMMDDhhmmss 12, and the acquirer's number behind its length of two digits, which may be
    /// missing.</summary>
    public static bool TryRead1993(ReadOnlySpan<byte> digits, out OriginalDataElements original)
    {
        original = default;
        if (digits.Length < Head1993)
        {
            return false;
        }

        var acquirer = "0"u8;
        if (digits.Length > Head1993 + 2)
        {
            var length = WireText.ReadNumber(digits.Slice(Head1993, 2), WireEncoding.Ascii);
            if (length != digits.Length - Head1993 - 2)
            {
                return false;
            }

            acquirer = digits[(Head1993 + 2)..];
        }

        return TryCompose(digits[..MtiLength], digits[MtiLength..TraceEnd], digits[TraceEnd..Head1993], acquirer, "0"u8, out original);
    }

    private static bool TryCompose(ReadOnlySpan<byte> mti, ReadOnlySpan<byte> trace, ReadOnlySpan<byte> time, ReadOnlySpan<byte> acquirer,
        ReadOnlySpan<byte> forwarding, out OriginalDataElements original)
    {
        Span<char> type = stackalloc char[MtiLength];
        for (var index = 0; index < MtiLength; index++)
        {
            type[index] = (char)mti[index];
        }

        var isType = Mti.TryParse(type, out var parsed);
        var numbers = (Trace: WireText.ReadNumber(trace, WireEncoding.Ascii), Time: WireText.ReadNumber(time, WireEncoding.Ascii),
            Acquirer: WireText.ReadNumber(acquirer, WireEncoding.Ascii), Forwarding: WireText.ReadNumber(forwarding, WireEncoding.Ascii));
        original = new OriginalDataElements(parsed, (uint)numbers.Trace, numbers.Time, numbers.Acquirer, numbers.Forwarding);
        return isType && (numbers.Trace | numbers.Time | numbers.Acquirer | numbers.Forwarding) >= 0;
    }
}
