namespace TpWallet.Protocol.Iso8583;

/// <summary>Where the unused half of a byte stands, and what is in it, when an odd number of digits is written two a byte.</summary>
public enum DigitPadding : byte
{
    /// <summary>A zero before the first digit.</summary>
    LeftZero,

    /// <summary>A zero behind the last digit.</summary>
    RightZero,

    /// <summary>An F behind the last digit.</summary>
    RightF,
}
