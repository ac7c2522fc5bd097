using System.Globalization;

namespace TpWallet.Protocol.Iso8583;

/// <summary>A message type indicator: version, class, function and origin, one digit each.</summary>
/// <param name="Digits">The four digits, one in each nibble: 0x0100 for 0100.</param>
public readonly record struct Mti(ushort Digits)
{
    /// <summary>0: ISO 8583:1987, 1: 1993, 2: 2003.</summary>
    public int Version => Digits >> 12;

    /// <summary>What it is about: 1 authorization, 2 financial, 4 reversal, 5 reconciliation, 8 network management.</summary>
    public int Class => (Digits >> 8) & 0xF;

    /// <summary>0 request, 1 response, 2 advice, 3 advice response.</summary>
    public int Function => (Digits >> 4) & 0xF;

    /// <summary>Who began it: 0 acquirer, 2 issuer, 4 other; 1, 3, 5: the same, repeated.</summary>
    public int Origin => Digits & 0xF;

    /// <summary>Whether it asks for an answer.</summary>
    public bool AsksForAnswer => Function is 0 or 2;

    /// <summary>Whether it is an advice: it tells what was decided elsewhere.</summary>
    public bool IsAdvice => Function == 2;

    /// <summary>Whether it repeats an earlier message.</summary>
    public bool IsRepeat => Origin is 1 or 3 or 5;

    /// <summary>The message that a repeat repeats; of any other message, itself.</summary>
    public Mti First => IsRepeat ? new Mti((ushort)(Digits - 1)) : this;

    /// <summary>The repeat of this message.</summary>
    public Mti Repeat => new((ushort)(First.Digits + 1));

    /// <summary>The answer to this message: the same for a repeat.</summary>
    public Mti Response => new((ushort)(First.Digits + 0x10));

    /// <summary>Reads four decimal digits.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Mti mti)
    {
        mti = default;
        if (text.Length != 4 || text.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        mti = new Mti(ushort.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        return true;
    }

    /// <summary>The four digits.</summary>
    public override string ToString() => Digits.ToString("X4", CultureInfo.InvariantCulture);
}
