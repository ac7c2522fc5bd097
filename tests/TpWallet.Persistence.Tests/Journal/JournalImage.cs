using System.Runtime.InteropServices;
using TpWallet.Persistence.Journal;

namespace TpWallet.Persistence.Tests.Journal;

/// <summary>The bytes of a closed journal's files, to be damaged, put in place and put right again.</summary>
internal sealed class JournalImage
{
    private readonly TestJournal _test;
    private readonly Dictionary<string, byte[]> _files;

    private JournalImage(TestJournal test, Dictionary<string, byte[]> files)
    {
        _test = test;
        _files = files;
    }

    /// <summary>Where a batch stands: the file and its first byte there (behind the head of a FasterLog's entry).</summary>
    internal readonly record struct Place(string File, int Position, SealedBatchHeader Header)
    {
        public int Length => (int)Header.Length;

        public int Used => SealedBatchHeader.Size + ((int)Header.Count * 128);
    }

    public byte[] this[string file] => _files[file];

    public static JournalImage Take(TestJournal test) => new(test, ReadFiles(test.Directory));

    public bool IsInPlace()
    {
        var now = ReadFiles(_test.Directory);
        return now.Count == _files.Count && now.All(file => _files.TryGetValue(file.Key, out var bytes) && bytes.AsSpan().SequenceEqual(file.Value));
    }

    public JournalImage Copy() => new(_test, _files.ToDictionary(file => file.Key, file => (byte[])file.Value.Clone()));

    /// <summary>A copy with one file's bytes altered.</summary>
    public JournalImage With(string file, Action<byte[]> alter)
    {
        var copy = Copy();
        alter(copy._files[file]);
        return copy;
    }

    /// <summary>A copy with a file of other content, or without it.</summary>
    public JournalImage Replaced(string file, byte[]? content)
    {
        var copy = Copy();
        if (content is null)
        {
            copy._files.Remove(file);
        }
        else
        {
            copy._files[file] = content;
        }

        return copy;
    }

    /// <summary>Makes the folder hold exactly this.</summary>
    public void Put()
    {
        foreach (var path in Directory.EnumerateFiles(_test.Directory))
        {
            var name = Path.GetFileName(path);
            if (name != "lock" && !_files.ContainsKey(name))
            {
                File.Delete(path);
            }
        }

        foreach (var (name, bytes) in _files)
        {
            File.WriteAllBytes(Path.Combine(_test.Directory, name), bytes);
        }
    }

    public string[] DataFiles() =>
        [.. _files.Keys.Where(static name => name.EndsWith(".seg", StringComparison.Ordinal)
            || name.StartsWith("faster.log.", StringComparison.Ordinal))
            .OrderBy(static name => name.Length).ThenBy(static name => name, StringComparer.Ordinal)];

    /// <summary>Every batch, in order.</summary>
    public List<Place> Batches()
    {
        var places = new List<Place>();
        foreach (var file in DataFiles())
        {
            ReadOnlySpan<byte> bytes = _files[file];
            for (var at = 0; at + SealedBatchHeader.Size <= bytes.Length; at += 4)
            {
                if (SealedBatch.TryRead(bytes[at..], out var batch) == BatchDefect.None)
                {
                    places.Add(new Place(file, at, batch.Header));
                    at += (int)batch.Header.Length - 4;
                }
            }
        }

        return places;
    }

    private static Dictionary<string, byte[]> ReadFiles(string directory) =>
        Directory.EnumerateFiles(directory)
            .Where(static path => Path.GetFileName(path) != "lock")
            .ToDictionary(static path => Path.GetFileName(path), ReadShared);

    private static byte[] ReadShared(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[RandomAccess.GetLength(file)];
        RandomAccess.Read(file, bytes, 0);
        return bytes;
    }

    /// <summary>A mark of this content, good in both slots.</summary>
    public static byte[] MarkOf(Guid journalId, ulong sequence, Hash256 hash)
    {
        var bytes = new byte[4096 + AcknowledgedMark.Size];
        MemoryMarshal.Write(bytes, AcknowledgedMark.Of(journalId, sequence, hash));
        MemoryMarshal.Write(bytes.AsSpan(4096), AcknowledgedMark.Of(journalId, sequence, hash));
        return bytes;
    }
}
