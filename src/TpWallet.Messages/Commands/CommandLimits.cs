namespace TpWallet.Messages;

/// <summary>The bounds of single fields of commands.</summary>
public static class CommandLimits
{
    /// <summary>The largest amount of one command, minor units: 10^18, a billion ether in gwei.</summary>
    public const long AmountMax = 1_000_000_000_000_000_000;

    /// <summary>The longest hold, seconds: 31 days.</summary>
    public const uint HoldSecondsMax = 31 * 24 * 3600;

    /// <summary>The hold of an authorization that names none, seconds: 7 days.</summary>
    public const uint HoldSecondsDefault = 7 * 24 * 3600;

    /// <summary>The largest accounts table.</summary>
    public const uint AccountsMax = 100_000_000;

    /// <summary>The largest table of authorizations.</summary>
    public const uint OpenAuthorizationsMax = 100_000_000;

    /// <summary>The largest table of remembered request ids.</summary>
    public const uint DuplicateEntriesMax = 200_000_000;

    /// <summary>The largest instruments table.</summary>
    public const uint InstrumentsMax = 200_000_000;

    /// <summary>
    /// How far the clock of who makes a request id may differ from the switch's, milliseconds: 5 minutes. It bounds what the time in an id proves.
    /// </summary>
    public const long ClockDifferenceMsMax = 5 * 60 * 1000;

    /// <summary>The most commands in one chain.</summary>
    public const int ChainMax = 8;

    /// <summary>The largest fee and over-capture tolerance, basis points: the whole amount.</summary>
    public const ushort BasisPointsMax = 10_000;

    /// <summary>The largest numerator and denominator of a quote's rate: 10^15.</summary>
    public const long RateTermMax = 1_000_000_000_000_000;

    /// <summary>The longest life of a quote, seconds: one day.</summary>
    public const uint QuoteSecondsMax = 24 * 3600;

    /// <summary>How long each side of a dispute has, seconds, when the command names no deadline: 45 days.</summary>
    public const uint DisputeSecondsDefault = 45 * 24 * 3600;

    /// <summary>The longest deadline of a dispute, seconds: 180 days.</summary>
    public const uint DisputeSecondsMax = 180 * 24 * 3600;

    /// <summary>The largest participants table.</summary>
    public const uint ParticipantsMax = 65_535;
}
