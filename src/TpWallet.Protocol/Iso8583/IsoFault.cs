namespace TpWallet.Protocol.Iso8583;

/// <summary>What is wrong with a message and where. Holds nothing of what the message says.</summary>
/// <param name="Code">What.</param>
/// <param name="Field">The data element; 0: the MTI; 1: the bitmaps.</param>
/// <param name="Position">The byte of the message, from 0, at which it was noticed.</param>
public readonly record struct IsoFault(IsoFaultCode Code, int Field, int Position)
{
    /// <summary>Nothing is wrong.</summary>
    public static IsoFault None => default;

    /// <summary>True when nothing is wrong.</summary>
    public bool IsNone => Code == IsoFaultCode.None;

    /// <summary>One line for a person.</summary>
    public override string ToString()
    {
        var what = Code switch
        {
            IsoFaultCode.None => "nothing is wrong",
            IsoFaultCode.Truncated => "the message ends too early",
            IsoFaultCode.BadMti => "not four digits of the profile's version",
            IsoFaultCode.BadBitmap => "not hexadecimal",
            IsoFaultCode.UnknownField => "not in the profile",
            IsoFaultCode.BadLength => "its length is not a number",
            IsoFaultCode.TooLong => "longer than the profile allows",
            IsoFaultCode.BadContent => "a character that its format does not allow",
            IsoFaultCode.BadStructure => "its inside is not as the profile says",
            IsoFaultCode.TrailingBytes => "bytes follow it, though it is the last",
            IsoFaultCode.Missing => "missing, though this message must have it",
            IsoFaultCode.NoRoom => "no room to write it",
            IsoFaultCode.OutOfOrder => "not written in ascending order",
        };
        return IsNone ? what : $"{Place} at byte {Position}: {what}";
    }

    private string Place => Field switch
    {
        0 => "MTI",
        1 => "bitmap",
        _ => $"DE {Field}",
    };
}
