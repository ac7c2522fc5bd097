using System.Runtime.InteropServices;
using TpWallet.Persistence.Journal.Files;

namespace TpWallet.Persistence.Journal.Segments;

/// <summary>
/// Makes the next segment while the present one fills: every block is written with zeros, so that an append never has to allocate
/// space or to change metadata. A segment gets its name only when it is complete and durable.
/// </summary>
internal sealed unsafe class SegmentPreallocator(string directory, Guid journalId, JournalOptions options, JournalFileSystem files)
{
    // Small, so that an append never waits long behind one of them.
    private const int ChunkLength = 256 << 10;

    private Task<uint>? _next;

    /// <summary>Begins to make a segment in the background, unless it is there already.</summary>
    public void Begin(uint number) =>
        _next = File.Exists(PathOf(number))
            ? Task.FromResult(number)
            : Task.Factory.StartNew(() => Make(number), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Waits, not without end, for the segment begun last.</summary>
    /// <exception cref="JournalException">It couldn't be made, or not in time.</exception>
    public void Await(uint number)
    {
        if (_next is null || !_next.Wait(options.SegmentTimeout))
        {
            throw new JournalException($"{SegmentFiles.NameOf(number)} was not ready within {options.SegmentTimeout.TotalSeconds:F0} s: the disk "
                + "is too slow, or stuck.");
        }
    }

    /// <summary>Lets a segment that is being made be finished.</summary>
    public void Finish()
    {
        try
        {
            _next?.Wait(options.SegmentTimeout);
        }
        catch (AggregateException)
        {
            // Only the next segment needed this file; whoever opens the journal next meets the same trouble and reports it.
        }
    }

    /// <summary>Makes a segment; when it returns, file and name are durable.</summary>
    /// <exception cref="JournalException">No space is left.</exception>
    public uint Make(uint number)
    {
        var path = PathOf(number);
        var free = files.FreeBytes(directory);
        if (free < options.SegmentBytes)
        {
            throw new JournalException($"No space for {Path.GetFileName(path)} in {directory}: {options.SegmentBytes} bytes needed, {free} free. "
                + "What was acknowledged is safe.");
        }

        var draft = path + SegmentFiles.DraftEnding;
        using (File.OpenHandle(draft, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, FileOptions.None, options.SegmentBytes))
        {
        }

        using (var file = files.OpenUnsynced(draft))
        {
            Fill(file, SegmentHeader.Of(journalId, number, options.SegmentBytes));
        }

        files.Sync(draft);
        File.Move(draft, path);
        files.SyncDirectory(directory);
        return number;
    }

    private void Fill(BlockFile file, SegmentHeader header)
    {
        var chunk = (byte*)NativeMemory.AlignedAlloc(ChunkLength, SealedBatch.BlockSize);
        try
        {
            var bytes = new Span<byte>(chunk, ChunkLength);
            bytes.Clear();
            MemoryMarshal.Write(bytes, header);
            for (var position = 0L; position < options.SegmentBytes; position += ChunkLength)
            {
                file.Write(bytes[..(int)Math.Min(ChunkLength, options.SegmentBytes - position)], position);
                bytes[..SegmentHeader.Size].Clear();
            }
        }
        finally
        {
            NativeMemory.AlignedFree(chunk);
        }
    }

    private string PathOf(uint number) => Path.Combine(directory, SegmentFiles.NameOf(number));
}
