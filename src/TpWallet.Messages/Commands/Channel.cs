namespace TpWallet.Messages;

/// <summary>Where a payment was made.</summary>
public enum Channel : byte
{
    /// <summary>Not said.</summary>
    Unknown = 0,

    /// <summary>At a point of sale.</summary>
    PointOfSale = 1,

    /// <summary>In electronic commerce.</summary>
    Ecommerce = 2,

    /// <summary>At a cash machine.</summary>
    Atm = 3,

    /// <summary>From person to person.</summary>
    PersonToPerson = 4,

    /// <summary>Cash over a counter.</summary>
    Cash = 5,
}
