using TpWallet.Persistence.Journal;
using TpWallet.Persistence.Journal.Files;

namespace TpWallet.Persistence.Snapshots;

/// <summary>
/// Streams the image of a snapshot. A thread of its own reads ahead and checks each block before a byte of it is shown. One thread reads;
/// <see cref="Read"/> has the shape that the core restores from.
/// </summary>
public sealed class SnapshotReader : IDisposable
{
    private readonly BlockReader _file;
    private readonly SnapshotFrame _frame;
    private readonly SnapshotStage _stage;
    private readonly IProgress<SnapshotProgress>? _progress;
    private readonly Pacer? _pacer;
    private readonly CancellationTokenSource _stop;
    private readonly BlockPipe _pipe;
    private readonly Task _readingAhead;
    private long _imageLeft;
    private int _blockUsed;
    private bool _hasBlock;

    private SnapshotReader(BlockReader file, SnapshotFrame frame, SnapshotStage stage, IProgress<SnapshotProgress>? progress, Pacer? pacer,
        CancellationToken cancellation)
    {
        _file = file;
        _frame = frame;
        _stage = stage;
        _progress = progress;
        _pacer = pacer;
        _imageLeft = frame.Layout.ImageLength;
        _pipe = new BlockPipe(frame.Layout.LongestBlock);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _readingAhead = Task.Factory.StartNew(ReadAhead, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>What the snapshot says about itself; compare its state hash with that of the restored state.</summary>
    public SnapshotInfo Info => _frame.Info;

    /// <summary>The next bytes of the image, as many as are ready and fit.</summary>
    /// <returns>How many; 0 behind the last.</returns>
    /// <exception cref="SnapshotRefusedException">The image is damaged; what was read before is not the whole.</exception>
    public int Read(Span<byte> destination)
    {
        if (destination.IsEmpty || !TakeBlock())
        {
            return 0;
        }

        var bytes = _pipe.Current[_blockUsed..];
        var count = Math.Min(bytes.Length, destination.Length);
        bytes[..count].CopyTo(destination);
        _blockUsed += count;
        if (count == bytes.Length)
        {
            ReleaseBlock();
        }

        return count;
    }

    /// <summary>Ends the reading ahead and closes the file.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        Task.WaitAny([_readingAhead], CancellationToken.None);
        _pipe.Dispose();
        _file.Dispose();
        _stop.Dispose();
    }

    /// <summary>Opens a snapshot and begins to read its image.</summary>
    internal static SnapshotReader Open(SnapshotSource source, SnapshotStage stage, IProgress<SnapshotProgress>? progress, Pacer? pacer,
        CancellationToken cancellation)
    {
        var file = source.Open();
        try
        {
            return new SnapshotReader(file, source.ReadFrame(file), stage, progress, pacer, cancellation);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads a whole snapshot only to have it checked.</summary>
    internal static SnapshotInfo Verify(SnapshotSource source, IProgress<SnapshotProgress>? progress, Pacer? pacer, CancellationToken cancellation)
    {
        using var reader = Open(source, SnapshotStage.Verifying, progress, pacer, cancellation);
        while (reader.TakeBlock())
        {
            reader.ReleaseBlock();
        }

        return reader.Info;
    }

    /// <summary>Checks that the whole image was read.</summary>
    internal void ExpectEnd()
    {
        if (_imageLeft > 0)
        {
            throw new SnapshotRefusedException(SnapshotDefect.Damaged, Info.File, SnapshotLayout.FrameLength + Info.ImageLength - _imageLeft,
                $"the core was content without the last {_imageLeft} bytes of the image");
        }
    }

    private bool TakeBlock()
    {
        if (!_hasBlock)
        {
            _hasBlock = _pipe.Take(_stop.Token);
            _blockUsed = 0;
        }

        if (!_hasBlock)
        {
            _readingAhead.GetAwaiter().GetResult();
        }

        return _hasBlock;
    }

    private void ReleaseBlock()
    {
        _imageLeft -= _pipe.Current.Length;
        _hasBlock = false;
        _pipe.Release();
        _progress?.Report(new SnapshotProgress(_stage, Info.ImageLength - _imageLeft, Info.ImageLength));
    }

    private void ReadAhead()
    {
        try
        {
            for (var block = 0; block < _frame.Layout.BlockCount; block++)
            {
                var length = _frame.Layout.LengthOf(block);
                _pacer?.Wait(length, _stop.Token);
                ReadBlock(block, _pipe.Claim(_stop.Token)[..length]);
                _pipe.Publish(_frame.Layout.UsedLengthOf(block));
            }
        }
        finally
        {
            _pipe.Complete();
        }
    }

    private void ReadBlock(int block, Span<byte> target)
    {
        var position = SnapshotLayout.PositionOf(block);
        try
        {
            _file.Read(target, position);
        }
        catch (IOException reason)
        {
            throw new SnapshotRefusedException(SnapshotDefect.Damaged, Info.File, position,
                $"{target.Length} bytes from here can't be read: {reason.Message}", reason);
        }

        if (Crc32C.Of(target) != _frame.Checksums[block])
        {
            throw new SnapshotRefusedException(SnapshotDefect.Damaged, Info.File, position,
                $"the {target.Length} bytes from here don't match their checksum");
        }
    }
}
