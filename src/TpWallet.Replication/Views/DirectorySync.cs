using System.ComponentModel;
using System.Runtime.InteropServices;

namespace TpWallet.Replication.Views;

/// <summary>Makes the names in a directory durable, which .NET has no call for.</summary>
internal static partial class DirectorySync
{
    private const int ReadOnly = 0;
    private const int CloseOnExec = 0x80000;

    /// <exception cref="IOException">The system refused.</exception>
    public static void Sync(string directory)
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // Elsewhere the file system keeps its names itself.
        }

        var descriptor = Open(directory, ReadOnly | CloseOnExec);
        var failed = descriptor < 0 || Synchronize(descriptor) != 0;
        var error = failed ? Marshal.GetLastPInvokeError() : 0;
        if (descriptor >= 0)
        {
            _ = Close(descriptor);
        }

        if (failed)
        {
            throw new IOException($"The directory '{directory}' can't be synced: {new Win32Exception(error).Message}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronize(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
