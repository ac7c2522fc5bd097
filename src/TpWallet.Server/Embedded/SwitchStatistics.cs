using System.Text.Json;

namespace TpWallet.Server.Embedded;

/// <summary>One statistics line of a switch: totals since its start.</summary>
/// <param name="Ticks">When it was read.</param>
/// <param name="Sequence">The last command of the log that it applied.</param>
/// <param name="Commands">Applied commands.</param>
/// <param name="Batches">Journal batches.</param>
/// <param name="AllocatedBytes">Bytes allocated on the managed heap.</param>
/// <param name="CpuSeconds">CPU time of the process.</param>
internal sealed record SwitchStatistics(long Ticks, long Sequence, long Commands, long Batches, long AllocatedBytes, double CpuSeconds)
{
    /// <summary>Reads a line that <c>serve --statistics --json</c> wrote.</summary>
    public static SwitchStatistics Of(JsonElement line, long ticks) => new(
        ticks,
        line.GetProperty("sequence").GetInt64(),
        line.GetProperty("commands").GetInt64(),
        line.GetProperty("batches").GetInt64(),
        line.GetProperty("allocated_bytes").GetInt64(),
        line.GetProperty("cpu_s").GetDouble());
}
