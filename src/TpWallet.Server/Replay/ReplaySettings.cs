using TpWallet.Messages;

namespace TpWallet.Server.Replay;

/// <summary>What shapes the commands of a replay.</summary>
/// <param name="Participant">On whose behalf: owns the accounts and sends the payments.</param>
/// <param name="OpeningUnits">What each card's account holds at first, in whole units of its currency, 0 to <see cref="OpeningUnitsMax"/>.</param>
/// <param name="Ticks">The switch's clock is external: the file's time is sent along.</param>
/// <param name="Tables">Table sizes of an own, fresh switch, which the replay grows as needed; none for a switch of somebody else.</param>
internal sealed record ReplaySettings(uint Participant, long OpeningUnits, bool Ticks, TableSizesBody? Tables)
{
    /// <summary>Largest opening balance, whole units: with nine decimals it is a tenth of what 64 bits hold.</summary>
    public const long OpeningUnitsMax = 1_000_000_000;

    /// <summary>Enough that about 4 % of a quarter year's payments by card are declined for funds.</summary>
    public const long OpeningUnitsDefault = 25_000;
}
