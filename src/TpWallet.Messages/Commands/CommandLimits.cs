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

    /// <summary>The largest participants table.</summary>
    public const uint ParticipantsMax = 65_535;
}
