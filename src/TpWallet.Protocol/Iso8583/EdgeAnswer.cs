namespace TpWallet.Protocol.Iso8583;

/// <summary>What the gateway answers itself, without asking the core. Each profile maps every one to a code of its own.</summary>
public enum EdgeAnswer : byte
{
    /// <summary>A network management message was carried out, or totals agree.</summary>
    Accepted,

    /// <summary>The message is not as the profile says.</summary>
    FormatError,

    /// <summary>The profile or the switch doesn't know what is asked for.</summary>
    NotSupported,

    /// <summary>No account belongs to the merchant or terminal.</summary>
    UnknownMerchant,

    /// <summary>There is no card number, or it can't be one.</summary>
    InvalidCardNumber,

    /// <summary>The original is not told and was not seen.</summary>
    OriginalNotFound,

    /// <summary>The link has not signed on.</summary>
    NotSignedOn,

    /// <summary>Totals differ.</summary>
    OutOfBalance,

    /// <summary>The switch is shutting down or has no room.</summary>
    Unavailable,
}
