using System.Diagnostics;
using TpWallet.Server.Embedded;

namespace TpWallet.Server.Bench;

/// <summary>What a switch did between two of its statistics lines.</summary>
/// <param name="Seconds">Length of the interval.</param>
/// <param name="CommandsPerBatch">Mean size of a journal batch.</param>
/// <param name="AllocatedBytesPerCommand">Managed bytes allocated in the whole process, sockets included, for each applied command.</param>
/// <param name="CpuCores">Cores in use, mean.</param>
internal sealed record SwitchInterval(double Seconds, double CommandsPerBatch, double AllocatedBytesPerCommand, double CpuCores)
{
    /// <summary>The interval from the first to the last line within some time, ticks of the stopwatch; zero when there are not two.</summary>
    public static SwitchInterval Between(long fromTicks, long untilTicks, IReadOnlyList<SwitchStatistics> lines)
    {
        var all = lines.Where(line => line.Ticks >= fromTicks && line.Ticks <= untilTicks).ToList();
        if (all.Count < 2)
        {
            return new SwitchInterval(0, 0, 0, 0);
        }

        var (first, last) = (all[0], all[^1]);
        var seconds = Stopwatch.GetElapsedTime(first.Ticks, last.Ticks).TotalSeconds;
        double commands = Math.Max(1, last.Commands - first.Commands);
        return new SwitchInterval(
            Math.Round(seconds, 1),
            Math.Round(commands / Math.Max(1, last.Batches - first.Batches), 1),
            Math.Round((last.AllocatedBytes - first.AllocatedBytes) / commands, 3),
            Math.Round((last.CpuSeconds - first.CpuSeconds) / seconds, 2));
    }
}
