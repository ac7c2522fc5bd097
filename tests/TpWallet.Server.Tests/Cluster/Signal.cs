using System.ComponentModel;
using System.Runtime.InteropServices;

namespace TpWallet.Server.Tests.Cluster;

/// <summary>Signals to processes that a test has started.</summary>
internal static partial class Signal
{
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    public static void Send(int signal, int processId)
    {
        if (Kill(processId, signal) != 0)
        {
            throw new Win32Exception();
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
