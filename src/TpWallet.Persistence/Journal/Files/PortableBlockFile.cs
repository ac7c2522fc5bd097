using Microsoft.Win32.SafeHandles;

namespace TpWallet.Persistence.Journal.Files;

/// <summary>The same with what .NET offers everywhere: a write, then a flush to disk.</summary>
internal sealed class PortableBlockFile(string path, DurabilityMode durability) : BlockFile
{
    private readonly SafeFileHandle _file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);

    public override void Write(ReadOnlySpan<byte> bytes, long position)
    {
        RandomAccess.Write(_file, bytes, position);
        if (durability == DurabilityMode.Fsync)
        {
            RandomAccess.FlushToDisk(_file);
        }
    }

    public override void Dispose() => _file.Dispose();
}
