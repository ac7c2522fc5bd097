using Microsoft.Win32.SafeHandles;

namespace TpWallet.Persistence.Journal.Files;

/// <summary>
/// Reads past the page cache where the system can: what is verified is then what the disk holds, and a large file doesn't drive out what others read.
/// </summary>
internal sealed class DirectBlockReader : BlockReader
{
    private readonly SafeFileHandle _file;

    public DirectBlockReader(string path)
    {
        _file = JournalFileSystem.OpenDirectToRead(path);
        Length = RandomAccess.GetLength(_file);
    }

    public override long Length { get; }

    public override void Read(Span<byte> target, long position)
    {
        var done = 0;
        while (done < target.Length)
        {
            var read = RandomAccess.Read(_file, target[done..], position + done);
            if (read == 0)
            {
                throw new EndOfStreamException($"The file ends at byte {position + done}.");
            }

            done += read;
        }
    }

    public override void Dispose() => _file.Dispose();
}
