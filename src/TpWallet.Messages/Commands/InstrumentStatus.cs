namespace TpWallet.Messages;

/// <summary>Whether an instrument may pay.</summary>
public enum InstrumentStatus : byte
{
    /// <summary>It may.</summary>
    Active = 0,

    /// <summary>Blocked, for now.</summary>
    Blocked = 1,

    /// <summary>Reported lost, for good.</summary>
    Lost = 2,

    /// <summary>Reported stolen, for good.</summary>
    Stolen = 3,

    /// <summary>Past its date, for good.</summary>
    Expired = 4,
}
