namespace TpWallet.Messages;

/// <summary>
/// Currency of an account and of an amount: ISO 4217 numeric code, or a number from 1,001 for a digital currency that ISO 4217 doesn't list.
/// </summary>
public enum Currency : ushort
{
    /// <summary>Not a currency.</summary>
    None = 0,
    /// <summary>Australian dollar.</summary>
    AUD = 36,
    /// <summary>Bahraini dinar.</summary>
    BHD = 48,
    /// <summary>Canadian dollar.</summary>
    CAD = 124,
    /// <summary>Yuan renminbi.</summary>
    CNY = 156,
    /// <summary>Hong Kong dollar.</summary>
    HKD = 344,
    /// <summary>Indian rupee.</summary>
    INR = 356,
    /// <summary>Yen.</summary>
    JPY = 392,
    /// <summary>Won.</summary>
    KRW = 410,
    /// <summary>Kuwaiti dinar.</summary>
    KWD = 414,
    /// <summary>Mexican peso.</summary>
    MXN = 484,
    /// <summary>Norwegian krone.</summary>
    NOK = 578,
    /// <summary>Singapore dollar.</summary>
    SGD = 702,
    /// <summary>Swedish krona.</summary>
    SEK = 752,
    /// <summary>Swiss franc.</summary>
    CHF = 756,
    /// <summary>Thai baht.</summary>
    THB = 764,
    /// <summary>Pound sterling.</summary>
    GBP = 826,
    /// <summary>US dollar.</summary>
    USD = 840,
    /// <summary>Euro.</summary>
    EUR = 978,
    /// <summary>Zloty.</summary>
    PLN = 985,
    /// <summary>Brazilian real.</summary>
    BRL = 986,
    /// <summary>USD Coin.</summary>
    USDC = 1001,
    /// <summary>Tether.</summary>
    USDT = 1002,
    /// <summary>Ether, kept in gwei.</summary>
    ETH = 1003,
}
