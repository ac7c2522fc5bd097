using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using TpWallet.Server.Measurement;

namespace TpWallet.Server.Bench.Reports;

/// <summary>How long the disk takes to make 4 KiB durable when nothing else is asked of it: what no durable answer can be faster than.</summary>
/// <param name="P50Us">Median, microseconds.</param>
/// <param name="P99Us">99th percentile.</param>
/// <param name="Count">How many were measured.</param>
internal sealed record DiskProbe(double P50Us, double P99Us, long Count)
{
    private const int BlockBytes = 4_096;
    private const int FileBytes = 4 << 20;
    private const int Warmup = 20;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(2);

    /// <summary>Writes and syncs blocks of a file of its own in the folder for two seconds.</summary>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public static DiskProbe Measure(string folder)
    {
        var path = Path.Combine(folder, "disk-probe");
        var histogram = new LatencyHistogram();
        using (var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, options: FileOptions.DeleteOnClose))
        {
            // Blocks that exist already: the time is that of the data, not of the file system's own books.
            RandomAccess.Write(file, new byte[FileBytes], 0);
            RandomAccess.FlushToDisk(file);
            var block = new byte[BlockBytes];
            var watch = Stopwatch.StartNew();
            for (var round = 0; watch.Elapsed < Time; round++)
            {
                var ns = WriteNs(file, block, round);
                if (round >= Warmup)
                {
                    histogram.Record(ns);
                }
            }
        }

        return new DiskProbe(histogram.PercentileUs(50), histogram.PercentileUs(99), histogram.Count);
    }

    private static long WriteNs(SafeFileHandle file, byte[] block, int round)
    {
        block[0] = (byte)round;
        var started = Stopwatch.GetTimestamp();
        RandomAccess.Write(file, block, (long)round * BlockBytes % FileBytes);
        RandomAccess.FlushToDisk(file);
        return (long)Stopwatch.GetElapsedTime(started).TotalNanoseconds;
    }
}
