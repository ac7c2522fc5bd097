using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TpWallet.Persistence.Journal.Files;

/// <summary>The system calls of Linux that .NET doesn't offer.</summary>
internal static partial class LinuxFile
{
    /// <summary>No space is left on the disk.</summary>
    public const int ErrorNoSpace = 28;

    /// <summary>The quota is used up.</summary>
    public const int ErrorQuota = 122;

    private const int ReadOnly = 0;
    private const int ReadWrite = 2;
    private const int DataSync = 0x1000;
    private const int CloseOnExec = 0x80000;
    private const int AdviceWillNeed = 3;
    private const int ErrorInterrupted = 4;
    private const int ErrorInvalid = 22;
    private const int ErrorNoEntry = 2;
    private const int ErrorNotSupported = 95;

    private static int Direct => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x10000 : 0x4000;

    /// <summary>
    /// Opens for reading and writing, past the page cache where the file system can; with <paramref name="dataSync"/> each write is durable when
    /// it returns.
    /// </summary>
    public static SafeFileHandle OpenDirect(string path, bool dataSync) =>
        OpenPastCache(path, ReadWrite | CloseOnExec | (dataSync ? DataSync : 0));

    /// <summary>Reserves space for a file.</summary>
    public static void Reserve(SafeFileHandle file, string path, long length)
    {
        // Where the file system can't reserve, writing the file shows whether there is space.
        var error = Allocate(file, 0, length);
        if (error is not 0 and not ErrorNotSupported and not ErrorInvalid)
        {
            throw Failure("reserve space for", path, error);
        }
    }

    /// <summary>Gives a file a second name; false where that can't be done: across file systems, or on one that knows no links.</summary>
    public static bool TryLink(string source, string target) => Link(source, target) == 0;

    /// <summary>Opens for reading, past the page cache where the file system can.</summary>
    public static SafeFileHandle OpenDirectToRead(string path) => OpenPastCache(path, ReadOnly | CloseOnExec);

    /// <summary>Writes all bytes, however many calls that takes.</summary>
    public static unsafe void WriteAll(SafeFileHandle file, ReadOnlySpan<byte> bytes, long position)
    {
        fixed (byte* first = bytes)
        {
            var done = 0;
            while (done < bytes.Length)
            {
                var written = PositionedWrite(file, first + done, bytes.Length - done, position + done);
                if (written > 0)
                {
                    done += (int)written;
                }
                else if (written == 0 || Marshal.GetLastPInvokeError() != ErrorInterrupted)
                {
                    throw Failure("write", $"position {position + done}");
                }
            }
        }
    }

    /// <summary>Asks for bytes to be read into the page cache meanwhile; a hint, whose failure costs only time.</summary>
    public static void ReadAhead(SafeFileHandle file, long position, long length) => _ = Advise(file, position, length, AdviceWillNeed);

    /// <summary>Syncs a directory, so that the names in it are durable.</summary>
    public static void SyncDirectory(string path)
    {
        var descriptor = Open(path, ReadOnly | CloseOnExec);
        if (descriptor < 0)
        {
            throw Failure("open", path);
        }

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (Sync(handle) != 0)
        {
            throw Failure("sync", path);
        }
    }

    private static SafeFileHandle OpenPastCache(string path, int flags)
    {
        var descriptor = Open(path, flags | Direct);
        if (descriptor < 0 && Marshal.GetLastPInvokeError() == ErrorInvalid)
        {
            descriptor = Open(path, flags);
        }

        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw Failure("open", path);
    }

    private static IOException Failure(string what, string where) => Failure(what, where, Marshal.GetLastPInvokeError());

    private static IOException Failure(string what, string where, int error)
    {
        var message = $"Can't {what} {where}: {new Win32Exception(error).Message} (error {error}).";
        return error == ErrorNoEntry ? new FileNotFoundException(message, where) : new IOException(message, error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "pwrite64", SetLastError = true)]
    private static unsafe partial nint PositionedWrite(SafeFileHandle file, byte* bytes, nint count, long position);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "posix_fallocate64")]
    private static partial int Allocate(SafeFileHandle file, long position, long length);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string source, string target);

    [LibraryImport("libc", EntryPoint = "posix_fadvise64")]
    private static partial int Advise(SafeFileHandle file, long position, long length, int advice);
}
