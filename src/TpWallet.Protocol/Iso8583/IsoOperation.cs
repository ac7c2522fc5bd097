namespace TpWallet.Protocol.Iso8583;

/// <summary>What the first two digits of a processing code (DE 3) ask for.</summary>
public enum IsoOperation : byte
{
    /// <summary>Nothing that the profile knows.</summary>
    None,

    /// <summary>The cardholder pays, or takes cash from a machine.</summary>
    Payment,

    /// <summary>The cardholder gets money back.</summary>
    Refund,

    /// <summary>The balance of an account.</summary>
    BalanceInquiry,

    /// <summary>Money from one account of the cardholder's to another account.</summary>
    Transfer,
}
