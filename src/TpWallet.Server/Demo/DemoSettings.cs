namespace TpWallet.Server.Demo;

/// <summary>How large a demonstration is.</summary>
/// <param name="Seconds">For how long payments are made, 1 to 3,600.</param>
/// <param name="Rate">Requests in a second.</param>
/// <param name="Acquirers">Simulated acquirers, one connection each.</param>
/// <param name="Terminals">Terminals of each acquirer; each has one request in flight.</param>
/// <param name="Seed">Of accounts, amounts and the mix; not zero.</param>
internal sealed record DemoSettings(int Seconds, int Rate, int Acquirers, int Terminals, ulong Seed)
{
    /// <summary>Most requests that one run may remember: eight bytes each here, 64 in the switch.</summary>
    public const int RequestsMax = 5_000_000;

    /// <summary>The load goes on until the switch is killed; should that come late, it stops by itself after this many seconds more.</summary>
    private const int SecondsOver = 2;

    /// <summary>Requests that are sent at most.</summary>
    public long Requests => (long)(Seconds + SecondsOver) * Rate;
}
