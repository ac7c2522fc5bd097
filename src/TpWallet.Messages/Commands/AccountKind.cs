namespace TpWallet.Messages;

/// <summary>What an account is for. Decides which side its balance grows on and what may be done with it.</summary>
public enum AccountKind : byte
{
    /// <summary>Not a kind.</summary>
    None = 0,

    /// <summary>A customer's money: pays, and may not go below zero.</summary>
    CustomerWallet = 1,

    /// <summary>Receives payments.</summary>
    Merchant = 2,

    /// <summary>What a participant owes to, or is owed by, the others.</summary>
    ParticipantSettlement = 3,

    /// <summary>Collects fees.</summary>
    Fee = 4,

    /// <summary>The world outside: its balance is the mirror of all money brought in.</summary>
    ExternalClearing = 5,

    /// <summary>Stock of one currency from which exchanges are served; may not go below zero.</summary>
    Liquidity = 6,
}
