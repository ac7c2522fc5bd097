namespace TpWallet.Core.Limits;

/// <summary>Which limit decided, as the reply's rule says it. Numbers are on the wire: append-only.</summary>
public enum LimitRule : ushort
{
    /// <summary>None.</summary>
    None = 0,
    /// <summary>The account's largest single amount.</summary>
    AccountPerTransaction = 1,
    /// <summary>The account's sum of a business date.</summary>
    AccountPerDay = 2,
    /// <summary>The account's sum of a month.</summary>
    AccountPerMonth = 3,
    /// <summary>The account's count of a business date.</summary>
    AccountPerDayCount = 4,
    /// <summary>The account's count of a month.</summary>
    AccountPerMonthCount = 5,
    /// <summary>The instrument's largest single amount.</summary>
    InstrumentPerTransaction = 11,
    /// <summary>The instrument's sum of a business date.</summary>
    InstrumentPerDay = 12,
    /// <summary>The instrument's sum of a month.</summary>
    InstrumentPerMonth = 13,
    /// <summary>The instrument's count of a business date.</summary>
    InstrumentPerDayCount = 14,
    /// <summary>The instrument's count of a month.</summary>
    InstrumentPerMonthCount = 15,
    /// <summary>The cap on the participant's position.</summary>
    PositionCap = 21,
}
