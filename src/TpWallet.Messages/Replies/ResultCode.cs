namespace TpWallet.Messages;

/// <summary>
/// Every outcome that the switch can give. Wire numbers: append-only, never reused. The hundreds follow the class, which
/// <see cref="ResultCodes.Classify"/> states. Within one command the checks are made in the order malformed, conflict, transient (no room
/// to remember), then the kind's own guards in the order that its operation lists.
/// </summary>
public enum ResultCode : ushort
{
    /// <summary>No answer yet.</summary>
    None = 0,

    /// <summary>Done as asked.</summary>
    Approved = 100,

    /// <summary>The kind of command is not known.</summary>
    UnknownCommandKind = 200,
    /// <summary>The command's layout version is not supported.</summary>
    UnsupportedVersion = 201,
    /// <summary>A flag that has no meaning for this kind is set.</summary>
    UnknownFlags = 202,
    /// <summary>The request id is all zero.</summary>
    RequestIdMissing = 203,
    /// <summary>The participant is zero.</summary>
    ParticipantMissing = 204,
    /// <summary>The original request id is missing, or equals the request id.</summary>
    OriginalRequestIdInvalid = 205,
    /// <summary>An account number is zero.</summary>
    AccountMissing = 206,
    /// <summary>Both sides name the same account.</summary>
    SameAccount = 207,
    /// <summary>The amount is zero, negative, or above the largest amount of one command.</summary>
    AmountOutOfRange = 208,
    /// <summary>The currency is not one of the ledger's.</summary>
    UnknownCurrency = 209,
    /// <summary>The kind of account is not known.</summary>
    UnknownAccountKind = 210,
    /// <summary>A table size is zero in a genesis, below the present size in a growth, or above its limit.</summary>
    TableSizeOutOfRange = 211,
    /// <summary>The hold is longer than the longest allowed.</summary>
    HoldOutOfRange = 212,
    /// <summary>A negative time, or a time set on a switch that keeps its own.</summary>
    TimeOutOfRange = 213,

    /// <summary>The request id was used before with another body.</summary>
    RequestIdConflict = 300,
    /// <summary>The account exists with another kind, currency or participant.</summary>
    AccountExistsWithOtherProperties = 301,

    /// <summary>The available balance is lower than the amount.</summary>
    InsufficientFunds = 400,

    /// <summary>The accounts table is full.</summary>
    AccountsFull = 500,
    /// <summary>The table of open authorizations is full.</summary>
    AuthorizationsFull = 501,
    /// <summary>The table of remembered request ids is full.</summary>
    DuplicatesFull = 502,
    /// <summary>The participants table is full.</summary>
    ParticipantsFull = 503,
    /// <summary>The switch is shutting down and took nothing.</summary>
    ShuttingDown = 504,

    /// <summary>The sender's role or participant does not allow it.</summary>
    NotPermitted = 600,
    /// <summary>The participant is not known.</summary>
    UnknownParticipant = 601,
    /// <summary>An account is not known.</summary>
    UnknownAccount = 602,
    /// <summary>An account's kind does not allow this use.</summary>
    AccountKindNotAllowed = 603,
    /// <summary>The currency is not the accounts' currency.</summary>
    CurrencyMismatch = 604,
    /// <summary>A balance or total would exceed 64 bits.</summary>
    BalanceOverflow = 605,
    /// <summary>The original is not a known authorization of this participant.</summary>
    UnknownAuthorization = 606,
    /// <summary>The authorization was captured before.</summary>
    AuthorizationCaptured = 607,
    /// <summary>The authorization was voided before.</summary>
    AuthorizationVoided = 608,
    /// <summary>The authorization has expired.</summary>
    AuthorizationExpired = 609,
    /// <summary>More than was authorized.</summary>
    AmountExceedsAuthorization = 610,
    /// <summary>The request id asked about is not known, and would be if it had been applied.</summary>
    UnknownRequest = 611,
    /// <summary>The request id asked about may be older than what is remembered.</summary>
    OutsideWindow = 612,
    /// <summary>A second genesis, or a command before the first.</summary>
    GenesisOutOfPlace = 613,
}
