using TpWallet.Server.Configuration;

namespace TpWallet.Server.Bench.Reports;

/// <summary>What every preset is measured with.</summary>
/// <param name="Seconds">Length of the measured interval instead of the preset's own; null: its own.</param>
/// <param name="Configuration">Of the switch, before it is sized for the load.</param>
/// <param name="Progress">Told in lines for a person.</param>
internal sealed record PresetRun(double? Seconds, SwitchConfiguration Configuration, Action<string> Progress);
