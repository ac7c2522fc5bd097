using System.Runtime.InteropServices;

namespace TpWallet.Core.Memory;

/// <summary>Zeroed memory from the system, given when it is first touched.</summary>
internal static unsafe partial class SystemMemory
{
    public const nuint HugePageSize = 2 * 1024 * 1024;

    // <sys/mman.h> of Linux, the same on x86-64 and arm64.
    private const int AdviseDoNotNeed = 4;
    private const int AdviseHugePages = 14;
    private const int AdvisePopulateWrite = 23;
    private const int ProtectReadWrite = 0x1 | 0x2;
    private const int MapPrivateAnonymousNoReserve = 0x02 | 0x20 | 0x4000;

    /// <exception cref="InsufficientMemoryException">The system refuses.</exception>
    public static byte* Reserve(nuint size)
    {
        if (!OperatingSystem.IsLinux())
        {
            return (byte*)NativeMemory.AllocZeroed(size);
        }

        var address = Map(null, size, ProtectReadWrite, MapPrivateAnonymousNoReserve, -1, 0);
        if ((nint)address == -1)
        {
            throw new InsufficientMemoryException($"The system refused {size} bytes of memory for a table (errno {Marshal.GetLastPInvokeError()}).");
        }

        // Advice only: where huge pages are switched off the table works on small ones.
        _ = Advise(address, size, AdviseHugePages);
        return address;
    }

    /// <summary>
    /// Has the system give the memory now. Where it doesn't know how (before Linux 5.14), the memory comes when it is touched, as ever.
    /// </summary>
    public static void Populate(byte* address, nuint size)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Advise(address, size, AdvisePopulateWrite);
        }
    }

    /// <summary>Gives the pages back but keeps the addresses. Where the system can't, they come back with <see cref="Release"/>.</summary>
    public static void GiveBack(byte* address, nuint size)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Advise(address, size, AdviseDoNotNeed);
        }
    }

    public static void Release(byte* address, nuint size)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Unmap(address, size);
        }
        else
        {
            NativeMemory.Free(address);
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial byte* Map(byte* address, nuint size, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(byte* address, nuint size);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(byte* address, nuint size, int advice);
}
