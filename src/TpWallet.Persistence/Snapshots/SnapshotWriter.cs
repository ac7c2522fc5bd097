using System.Runtime.InteropServices;
using TpWallet.Persistence.Faults;
using TpWallet.Persistence.Journal;
using TpWallet.Persistence.Journal.Files;

namespace TpWallet.Persistence.Snapshots;

/// <summary>
/// Fills a draft: the calling thread reads the image and computes checksums, another one writes at the pace. What the image throws passes
/// unchanged; trouble with the disk becomes a <see cref="SnapshotException"/>.
/// </summary>
internal sealed class SnapshotWriter(JournalFileSystem files, Pacer pacer, IProgress<SnapshotProgress>? progress)
{
    // Small, so that the journal's append never waits long behind one of them.
    private const int PieceLength = 256 << 10;

    /// <summary>Writes the whole file; when it returns, the content is durable.</summary>
    public void Write(string path, in SnapshotHeader header, IStateImage image, CancellationToken cancellation)
    {
        var layout = new SnapshotLayout(header.ImageLength);
        var checksums = new uint[layout.BlockCount];
        using (var file = Create(path, layout.FileLength))
        {
            WriteImage(file, layout, image, checksums, cancellation);
            WriteFrame(file, layout, header, checksums, image.StateHash);
        }

        Guard(() => files.Sync(path));
    }

    private static void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException)
        {
            throw Failed(reason);
        }
    }

    private static SnapshotException Failed(Exception reason) => new(
        $"The snapshot couldn't be written: {reason.Message} Journal and earlier snapshots are as they were.", reason);

    /// <summary>Makes the file with all the space that it will need: what is too large fails here, before it takes from the journal.</summary>
    private BlockFile Create(string path, long length)
    {
        BlockFile? file = null;
        Guard(() =>
        {
            using (File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, FileOptions.None, length))
            {
            }

            file = files.OpenUnsynced(path);
        });
        return file!;
    }

    private void WriteImage(BlockFile file, SnapshotLayout layout, IStateImage image, uint[] checksums, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var pipe = new BlockPipe(layout.LongestBlock);
        var writing = Task.Factory.StartNew(() => WriteBlocks(file, layout, pipe, stop.Token), CancellationToken.None,
            TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            ReadImage(image, layout, pipe, checksums, stop.Token);
        }
        catch
        {
            stop.Cancel();
            throw;
        }
        finally
        {
            pipe.Complete();
            Task.WaitAny([writing], CancellationToken.None);
        }

        writing.GetAwaiter().GetResult();
    }

    private static void ReadImage(IStateImage image, SnapshotLayout layout, BlockPipe pipe, uint[] checksums, CancellationToken cancellation)
    {
        for (var index = 0; index < layout.BlockCount; index++)
        {
            var block = pipe.Claim(cancellation);
            if (block.IsEmpty)
            {
                return;
            }

            block = block[..layout.LengthOf(index)];
            var used = layout.UsedLengthOf(index);
            Fill(block[..used], image, layout.ImageLength, (long)index * SnapshotLayout.BlockLength);
            block[used..].Clear();
            checksums[index] = Crc32C.Of(block);
            pipe.Publish(block.Length);
        }

        Span<byte> beyond = stackalloc byte[1];
        if (image.Read(beyond) != 0)
        {
            throw new SnapshotException($"The image goes on behind the {layout.ImageLength} bytes that it was to have.");
        }
    }

    private static void Fill(Span<byte> target, IStateImage image, long length, long position)
    {
        var done = 0;
        while (done < target.Length)
        {
            var read = image.Read(target[done..]);
            if (read <= 0)
            {
                throw new SnapshotException($"The image ends after {position + done} of {length} bytes.");
            }

            done += read;
        }
    }

    private void WriteBlocks(BlockFile file, SnapshotLayout layout, BlockPipe pipe, CancellationToken cancellation)
    {
        try
        {
            for (var index = 0; pipe.Take(cancellation); index++)
            {
                if (index == layout.BlockCount / 2)
                {
                    FaultPoints.Reach(FaultPoint.SnapshotWriteMiddle);
                }

                WritePieces(file, pipe.Current, SnapshotLayout.PositionOf(index), cancellation);
                pipe.Release();
                var done = Math.Min(layout.ImageLength, (index + 1L) * SnapshotLayout.BlockLength);
                progress?.Report(new SnapshotProgress(SnapshotStage.Writing, done, layout.ImageLength));
            }
        }
        catch (IOException reason)
        {
            throw Failed(reason);
        }
        finally
        {
            pipe.Abandon();
        }
    }

    private void WritePieces(BlockFile file, ReadOnlySpan<byte> bytes, long position, CancellationToken cancellation)
    {
        while (!bytes.IsEmpty)
        {
            var piece = bytes[..Math.Min(PieceLength, bytes.Length)];
            pacer.Wait(piece.Length, cancellation);
            file.Write(piece, position);
            position += piece.Length;
            bytes = bytes[piece.Length..];
        }
    }

    private static void WriteFrame(BlockFile file, SnapshotLayout layout, SnapshotHeader header, uint[] checksums, string stateHash)
    {
        using var first = new AlignedMemory(SnapshotLayout.FrameLength);
        using var rest = new AlignedMemory(layout.TableLength + SnapshotLayout.FrameLength);
        var table = rest.Span[..layout.TableLength];
        MemoryMarshal.Write(first.Span, header);
        MemoryMarshal.AsBytes<uint>(checksums).CopyTo(table);
        var frameHash = SnapshotFrame.HashOf(first.Span, table);
        MemoryMarshal.Write(rest.Span[layout.TableLength..], SnapshotTrailer.Of(layout.BlockCount, frameHash, stateHash));
        Guard(() =>
        {
            file.Write(rest.Span, layout.TablePosition);
            file.Write(first.Span, 0);
        });
    }
}
