using System.Globalization;
using TpWallet.Protocol.Iso8583;

namespace TpWallet.Gateway.Iso8583;

/// <summary>Account numbers in data elements that hold text.</summary>
internal static class AccountFields
{
    private const int LengthMax = 28;

    /// <summary>Reads an account's number. False when there is none, or it isn't one.</summary>
    public static bool TryReadAccount(this in IsoMessage message, int field, out ulong account)
    {
        Span<byte> text = stackalloc byte[LengthMax];
        var trimmed = text[..message.ReadText(field, text)].Trim((byte)' ');
        return ulong.TryParse(trimmed, NumberStyles.None, CultureInfo.InvariantCulture, out account) && account != 0;
    }
}
