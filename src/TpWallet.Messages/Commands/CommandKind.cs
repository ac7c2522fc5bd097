namespace TpWallet.Messages;

/// <summary>What a command asks for. Wire numbers: append-only, never reused.</summary>
public enum CommandKind : ushort
{
    /// <summary>No command: an unset frame.</summary>
    None = 0,

    /// <summary>First command of every journal: table sizes and the source of time. Body: <see cref="GenesisBody"/>.</summary>
    Genesis = 1,

    /// <summary>Time has passed: what is due expires. With an external clock, also sets the time. Body: <see cref="TickBody"/>.</summary>
    Tick = 2,

    /// <summary>Makes tables larger. Body: <see cref="TableSizesBody"/>; a size of zero leaves that table as it is.</summary>
    GrowTables = 3,

    /// <summary>
    /// From the switch itself: through which sequence history is durable, so that older request ids may be forgotten.
    /// Body: <see cref="HistoryMarkBody"/>.
    /// </summary>
    HistoryMark = 4,

    /// <summary>Makes a participant known. The participant is that of the frame.</summary>
    AddParticipant = 10,

    /// <summary>Gives a participant its rights. Body: <see cref="ParticipantRightsBody"/>.</summary>
    SetParticipantRights = 11,

    /// <summary>Bounds what a participant may owe to the others in one currency. Body: <see cref="PositionCapBody"/>.</summary>
    SetPositionCap = 12,

    /// <summary>Sets the fee of a participant for one kind of movement in one currency. Body: <see cref="FeeBody"/>.</summary>
    SetFee = 13,

    /// <summary>Begins a participant's next business date, that of the frame. It never goes back.</summary>
    SetBusinessDate = 14,

    /// <summary>Allows captures of merchants of one category to exceed what was authorized. Body: <see cref="CaptureToleranceBody"/>.</summary>
    SetCaptureTolerance = 15,

    /// <summary>Sets the limits of one tier in one currency. Body: <see cref="TierLimitBody"/>.</summary>
    SetTierLimit = 16,

    /// <summary>Says in which tier a wallet begins, and until when. Body: <see cref="ColdStartBody"/>.</summary>
    SetColdStart = 17,

    /// <summary>Opens an account of the frame's participant. Body: <see cref="OpenAccountBody"/>.</summary>
    OpenAccount = 20,

    /// <summary>Freezes, closes or re-activates an account. Body: <see cref="AccountStatusBody"/>.</summary>
    SetAccountStatus = 21,

    /// <summary>Sets an account's credit limit or minimum balance, and its tier. Body: <see cref="AccountTermsBody"/>.</summary>
    SetAccountTerms = 22,

    /// <summary>Binds an instrument (card, bank account, NFC token, QR code) to a wallet. Body: <see cref="InstrumentBody"/>.</summary>
    BindInstrument = 25,

    /// <summary>Changes an instrument's status and tier. Body: <see cref="InstrumentBody"/>; account and kind are those that it has.</summary>
    SetInstrument = 26,

    /// <summary>Brings money in from outside: debits an external clearing account, credits the account.</summary>
    Deposit = 30,

    /// <summary>Takes money outside: debits the account, credits an external clearing account.</summary>
    Withdrawal = 31,

    /// <summary>Moves money from one wallet to another.</summary>
    Transfer = 32,

    /// <summary>Offers a firm rate between two currencies, once, until it expires. Body: <see cref="QuoteBody"/>.</summary>
    OpenQuote = 33,

    /// <summary>Exchanges money at the quote that the original request id names.</summary>
    Exchange = 34,

    /// <summary>Places a hold on the payer's account in favour of a merchant.</summary>
    Authorize = 40,

    /// <summary>Moves held money to the merchant and releases the rest.</summary>
    Capture = 41,

    /// <summary>Gives a hold back.</summary>
    Void = 42,

    /// <summary>Authorize and capture in one.</summary>
    Purchase = 43,

    /// <summary>Adds to a hold.</summary>
    IncrementAuthorization = 44,

    /// <summary>Undoes an authorization or purchase that may not have arrived, in full or down to an amount that stays.</summary>
    Reversal = 45,

    /// <summary>Gives money back to the payer.</summary>
    Refund = 46,

    /// <summary>The payer's bank takes a captured amount back, until the dispute is resolved.</summary>
    Chargeback = 50,

    /// <summary>The merchant contests a chargeback: the amount goes to it again, until the dispute is resolved.</summary>
    Representment = 51,

    /// <summary>Ends a dispute: the merchant keeps the amount.</summary>
    ResolveForMerchant = 52,

    /// <summary>Ends a dispute: the payer keeps the amount.</summary>
    ResolveForPayer = 53,

    /// <summary>Asks for an account's balances. Changes nothing.</summary>
    BalanceInquiry = 60,

    /// <summary>Asks for the stored answer to an earlier request id. Changes nothing.</summary>
    StatusInquiry = 61,
}
