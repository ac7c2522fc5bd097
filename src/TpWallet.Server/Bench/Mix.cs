namespace TpWallet.Server.Bench;

/// <summary>What the load consists of.</summary>
internal enum Mix
{
    /// <summary>Authorizations of small amounts on random wallets; none is captured.</summary>
    Authorize,

    /// <summary>Purchases of small amounts on random wallets.</summary>
    Purchase,

    /// <summary>Authorizations, partial captures, voids, purchases, inquiries and repeated requests.</summary>
    Lifecycle,
}
