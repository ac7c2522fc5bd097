using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TpWallet.Server.Bench;

/// <summary>
/// Lets a thread sleep for fractions of a millisecond, which <see cref="Thread.Sleep(int)"/> can't. Elsewhere than on Linux and macOS it sleeps at
/// least one.
/// </summary>
internal static partial class PreciseSleep
{
    private const int SetTimerSlack = 29;
    private const long NsPerSecond = 1_000_000_000;

    /// <summary>Lets this thread's sleeps end on time: Linux otherwise delays them by up to 50 us, to wake up for several things at once.</summary>
    public static void BePunctual()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SetProcessControl(SetTimerSlack, 1, 0, 0, 0);
        }
    }

    /// <summary>Sleeps until this time, ticks of the stopwatch; returns at once when it has passed. A signal may end the sleep early.</summary>
    public static void Until(long ticks)
    {
        var left = ticks - Stopwatch.GetTimestamp();
        if (left <= 0)
        {
            return;
        }

        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
        {
            var ns = (long)((double)left * NsPerSecond / Stopwatch.Frequency);
            var time = new TimeSpec((nint)(ns / NsPerSecond), (nint)(ns % NsPerSecond));
            _ = NanoSleep(in time, 0);
            return;
        }

        Thread.Sleep(1);
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int NanoSleep(in TimeSpec time, nint remaining);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int SetProcessControl(int option, nuint argument, nuint unused3, nuint unused4, nuint unused5);

    /// <summary>The system's timespec of 64-bit systems.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct TimeSpec(nint Seconds, nint Nanoseconds);
}
