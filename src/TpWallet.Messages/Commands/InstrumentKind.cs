namespace TpWallet.Messages;

/// <summary>What an instrument is.</summary>
public enum InstrumentKind : byte
{
    /// <summary>Not a kind.</summary>
    None = 0,

    /// <summary>A payment card.</summary>
    Card = 1,

    /// <summary>An account at a bank.</summary>
    BankAccount = 2,

    /// <summary>A token in a phone or watch.</summary>
    NfcToken = 3,

    /// <summary>A code to be read by a camera.</summary>
    QrCode = 4,
}
