namespace TpWallet.Server.Bench.Reports;

/// <summary>A measurement with a name.</summary>
/// <param name="Name">On the command line and in the report.</param>
/// <param name="Description">For the help.</param>
/// <param name="MeasureAsync">Measures it.</param>
internal sealed record Preset(string Name, string Description, Func<string, PresetRun, CancellationToken, Task<ReportPart>> MeasureAsync);
