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
    /// <summary>Approved for less than was asked for; the reply's amount says how much.</summary>
    ApprovedPartially = 101,
    /// <summary>A zero-amount verification found no reason to decline; nothing is held.</summary>
    Verified = 102,
    /// <summary>A reversal of what holds or moved nothing any more: accepted, without effect.</summary>
    NothingToReverse = 103,
    /// <summary>A reversal that came before its original: the original will be refused.</summary>
    ReversalNoted = 104,

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
    /// <summary>A tier is zero where a tier must be named, or a limit is negative.</summary>
    TierOutOfRange = 214,
    /// <summary>A term of a quote's rate, its largest amount or its life is out of range, or both currencies are the same.</summary>
    RateOutOfRange = 215,
    /// <summary>Basis points or a fixed fee are out of range.</summary>
    BasisPointsOutOfRange = 216,
    /// <summary>A status is not known, or not one that may be set.</summary>
    UnknownStatus = 217,
    /// <summary>The kind of instrument is not known.</summary>
    UnknownInstrumentKind = 218,
    /// <summary>The instrument's token is zero.</summary>
    InstrumentMissing = 219,
    /// <summary>A credit limit, minimum balance or cap is negative, or a credit limit stands beside a minimum balance.</summary>
    TermsOutOfRange = 220,
    /// <summary>Fees are not taken on this kind.</summary>
    KindHasNoFee = 221,
    /// <summary>This kind can't be part of a chain.</summary>
    NotLinkable = 222,
    /// <summary>More commands are linked than a chain may have.</summary>
    ChainTooLong = 223,
    /// <summary>The business date is zero.</summary>
    BusinessDateMissing = 224,
    /// <summary>The merchant category is above 9,999.</summary>
    MerchantCategoryOutOfRange = 225,
    /// <summary>The time in the request id (UUID version 7) is further ahead of the switch than clocks may differ.</summary>
    RequestIdInFuture = 226,
    /// <summary>A history mark speaks of what has not been applied yet.</summary>
    HistoryMarkOutOfRange = 227,

    /// <summary>The request id was used before with another body.</summary>
    RequestIdConflict = 300,
    /// <summary>The account exists with another kind, currency or participant.</summary>
    AccountExistsWithOtherProperties = 301,
    /// <summary>The instrument is bound to another account, or is of another kind.</summary>
    InstrumentBoundElsewhere = 302,

    /// <summary>The available balance is lower than the amount.</summary>
    InsufficientFunds = 400,
    /// <summary>A limit on amounts would be exceeded; the reply's rule says which.</summary>
    AmountLimitExceeded = 401,
    /// <summary>A limit on counts would be exceeded; the reply's rule says which.</summary>
    CountLimitExceeded = 402,
    /// <summary>The payer's participant would owe more than its cap.</summary>
    PositionCapExceeded = 403,
    /// <summary>An account's status does not allow it for now.</summary>
    AccountFrozen = 404,
    /// <summary>The instrument is blocked.</summary>
    InstrumentBlocked = 405,
    /// <summary>An account with a balance or with holds can't be closed.</summary>
    AccountNotEmpty = 406,
    /// <summary>The liquidity account has not enough of what would be bought.</summary>
    InsufficientLiquidity = 407,

    /// <summary>The accounts table is full.</summary>
    AccountsFull = 500,
    /// <summary>The table of open authorizations is full.</summary>
    AuthorizationsFull = 501,
    /// <summary>The table of remembered request ids is full.</summary>
    DuplicatesFull = 502,
    /// <summary>The participants table is full.</summary>
    ParticipantsFull = 503,
    /// <summary>The instruments table is full.</summary>
    InstrumentsFull = 505,
    /// <summary>A table of settings (tiers, fees, positions) is full.</summary>
    SettingsFull = 506,
    /// <summary>The switch is shutting down and took nothing.</summary>
    ShuttingDown = 504,
    /// <summary>The request may repeat a forgotten one, and history was not searched far enough for it.</summary>
    HistoryBehind = 507,
    /// <summary>The switch's disk is almost full: it took nothing, and takes requests again when there is room.</summary>
    DiskFull = 508,
    /// <summary>The request may repeat one that only history remembers, and history can't be read: nothing was done.</summary>
    HistoryUnavailable = 509,
    /// <summary>Another member of the group is primary: this one took nothing. Ask the primary, under the same request id.</summary>
    NotPrimary = 510,

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
    /// <summary>The request, or the one asked about, may be older than what is remembered: whether it was done can't be known any more.</summary>
    OutsideWindow = 612,
    /// <summary>A second genesis, or a command before the first.</summary>
    GenesisOutOfPlace = 613,
    /// <summary>The original was reversed.</summary>
    AuthorizationReversed = 614,
    /// <summary>A reversal came before this request.</summary>
    ReversedBeforeArrival = 615,
    /// <summary>More than was captured and not yet given back.</summary>
    RefundExceedsCaptured = 616,
    /// <summary>Nothing has been captured that could be given back or disputed.</summary>
    NotCaptured = 617,
    /// <summary>A dispute about it is open, or was resolved.</summary>
    DisputeOpen = 618,
    /// <summary>There is no open dispute at the stage that this needs.</summary>
    NoDispute = 619,
    /// <summary>The deadline has passed.</summary>
    DeadlinePassed = 620,
    /// <summary>The original is not a known quote.</summary>
    UnknownQuote = 621,
    /// <summary>The quote was used before.</summary>
    QuoteUsed = 622,
    /// <summary>The quote has expired.</summary>
    QuoteExpired = 623,
    /// <summary>More than the quote is for, or an amount that buys nothing.</summary>
    ExceedsQuote = 624,
    /// <summary>The instrument is not known.</summary>
    UnknownInstrument = 625,
    /// <summary>The instrument is lost, stolen or expired.</summary>
    InstrumentEnded = 626,
    /// <summary>An account is closing or closed.</summary>
    AccountClosed = 627,
    /// <summary>The business date is not later than the present one.</summary>
    BusinessDateNotLater = 628,
    /// <summary>Another command of the chain was refused, so none was carried out.</summary>
    LinkedCommandFailed = 629,
    /// <summary>A purchase that was refunded or disputed can't be reversed.</summary>
    ReversalTooLate = 630,
    /// <summary>A partial reversal must leave less than there is.</summary>
    AmountNotLower = 631,
}
