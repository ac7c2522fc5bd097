using System.Diagnostics;
using System.Runtime;
using System.Runtime.InteropServices;

namespace TpWallet.Server.Bench.Reports;

/// <summary>What was measured on, and of which commit.</summary>
/// <param name="Processor">Model.</param>
/// <param name="Cores">That this process may use.</param>
/// <param name="MemoryBytes">Physical memory.</param>
/// <param name="System">Operating system and kernel.</param>
/// <param name="Runtime">.NET, garbage collector.</param>
/// <param name="HugePages">The system's setting for transparent huge pages.</param>
/// <param name="Load">Load averages of 1, 5 and 15 minutes before the measurements: 0 is a machine at rest.</param>
/// <param name="FileSystem">Type of the file system that the data lies on.</param>
/// <param name="Disk">How long it takes to make 4 KiB durable.</param>
/// <param name="Commit">Of the working folder; "-dirty" behind it: with changes.</param>
internal sealed record Machine(
    string Processor, int Cores, long MemoryBytes, string System, string Runtime, string HugePages, string Load, string FileSystem, DiskProbe Disk,
    string Commit)
{
    private const string Unknown = "unknown";

    /// <summary>Looks, and measures the disk of a folder for two seconds.</summary>
    public static Machine Inspect(string folder) => new(
        FirstOf("/proc/cpuinfo", "model name"),
        Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        $"{FirstOf("/etc/os-release", "PRETTY_NAME")}, Linux {TextOf("/proc/sys/kernel/osrelease")}",
        $"{RuntimeInformation.FrameworkDescription}, {(GCSettings.IsServerGC ? "server" : "workstation")} GC",
        TextOf("/sys/kernel/mm/transparent_hugepage/enabled"),
        string.Join(' ', TextOf("/proc/loadavg").Split(' ').Take(3)),
        DriveOf(folder),
        DiskProbe.Measure(folder),
        CommitOfWorkingFolder());

    private static string FirstOf(string file, string key)
    {
        var line = TextOf(file).Split('\n').FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal)) ?? "";
        var value = line[(line.IndexOfAny([':', '=']) + 1)..].Trim().Trim('"');
        return value.Length > 0 ? value : Unknown;
    }

    private static string TextOf(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Not this kind of system: the report says so instead of failing.
            return Unknown;
        }
    }

    private static string DriveOf(string folder)
    {
        var drive = DriveInfo.GetDrives()
            .Where(drive => folder.StartsWith(drive.Name, StringComparison.Ordinal))
            .MaxBy(static drive => drive.Name.Length);
        return drive is null ? Unknown : $"{drive.DriveFormat} on {drive.Name}";
    }

    private static string CommitOfWorkingFolder()
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["describe", "--always", "--dirty", "--abbrev=12", "--exclude", "*"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var commit = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 ? commit : Unknown;
        }
        catch (global::System.ComponentModel.Win32Exception)
        {
            // No git on this machine.
            return Unknown;
        }
    }
}
