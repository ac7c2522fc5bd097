using System.IO.Compression;

namespace TpWallet.Server.Replay;

/// <summary>A file of recorded payments, plain or compressed with gzip, which its first bytes tell; the name does not matter.</summary>
internal sealed class ReplayFile : IDisposable
{
    private readonly FileStream _file;

    private ReplayFile(FileStream file, Stream content)
    {
        _file = file;
        Content = content;
        Length = file.Length;
    }

    /// <summary>The text, unpacked.</summary>
    public Stream Content { get; }

    /// <summary>Length of the file as it lies on the disk, bytes.</summary>
    public long Length { get; }

    /// <summary>How much of <see cref="Length"/> has been read, bytes.</summary>
    public long Position => _file.Position;

    /// <summary>Opens a file for one pass from its beginning.</summary>
    /// <exception cref="IOException">The file can't be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static ReplayFile Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        Span<byte> magic = stackalloc byte[2];
        var compressed = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length && magic is [0x1F, 0x8B];
        file.Position = 0;
        return new ReplayFile(file, compressed ? new GZipStream(file, CompressionMode.Decompress) : file);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Content.Dispose();
        _file.Dispose();
    }
}
