namespace TpWallet.Client.FailOver;

/// <summary>What a look at a primary found.</summary>
internal enum PrimarySign
{
    /// <summary>Nothing is wrong, or not for long.</summary>
    Alive,

    /// <summary>It owes answers and has been silent: ask it for a sign of life.</summary>
    Silent,

    /// <summary>It was asked and has not answered.</summary>
    Gone,
}
