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

    /// <summary>Makes a participant known. The participant is that of the frame.</summary>
    AddParticipant = 10,

    /// <summary>Opens an account of the frame's participant. Body: <see cref="OpenAccountBody"/>.</summary>
    OpenAccount = 20,

    /// <summary>Brings money in from outside: debits an external clearing account, credits the account.</summary>
    Deposit = 30,

    /// <summary>Places a hold on the payer's account in favour of a merchant.</summary>
    Authorize = 40,

    /// <summary>Moves held money to the merchant and releases the rest.</summary>
    Capture = 41,

    /// <summary>Gives a hold back.</summary>
    Void = 42,

    /// <summary>Authorize and capture in one.</summary>
    Purchase = 43,

    /// <summary>Asks for an account's balances. Changes nothing.</summary>
    BalanceInquiry = 60,

    /// <summary>Asks for the stored answer to an earlier request id. Changes nothing.</summary>
    StatusInquiry = 61,
}
