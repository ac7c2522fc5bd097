using TpWallet.Protocol.Iso8583;

namespace TpWallet.Gateway.Iso8583;

/// <summary>What is kept of a card number for people: its first six and last four digits and how many there were.</summary>
internal readonly record struct MaskedCard(uint Bin, ushort Last, byte Length)
{
    /// <param name="digits">At least 12 ASCII digits.</param>
    public static MaskedCard Of(ReadOnlySpan<byte> digits) =>
        new((uint)Number(digits[..Masking.BinLength]), (ushort)Number(digits[^4..]), (byte)digits.Length);

    public override string ToString() => Length == 0 ? "" : $"{Bin:D6}{new string('*', Length - Masking.BinLength - 4)}{Last:D4}";

    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            number = (number * 10) + digit - '0';
        }

        return number;
    }
}
