using FASTER.core;
using TpWallet.Persistence.Faults;
using TpWallet.Persistence.Journal;
using TpWallet.Persistence.Journal.Faster;

namespace TpWallet.Persistence.Events;

/// <summary>
/// The outcome of every command in order of sequence, in a FasterLog. FasterLog stores; framing, checksums, where the log ends and what must be
/// there are this project's own. One thread appends, commits and retains; any thread reads what is durable.
/// </summary>
public sealed class EventLog : IDisposable
{
    private const int PagesInMemoryBits = 3;
    private const int BlocksInPage = 4;

    private readonly DataFolder _folder;
    private readonly SegmentFiles _files;
    private readonly SegmentDevice _device;
    private readonly FasterLog _log;
    private readonly MarkFile _mark;
    private readonly EventLogReader _reader;
    private readonly SegmentSummary _tail;
    private readonly List<EventSegment> _filled = [];
    private EventLogManifest _manifest;
    private volatile EventLogExtent _extent;
    private Hash256 _lastHash;
    private Exception? _failure;
    private bool _isDisposed;

    private EventLog(DataFolder folder, SegmentFiles files, EventLogManifest manifest, SegmentSummary tail, EventLogRecovery recovery)
    {
        (_folder, _files, _manifest, _tail, _lastHash) = (folder, files, manifest, tail, recovery.LastHash);
        (NextSequence, LastTimeMs) = (recovery.NextSequence, recovery.LastTimeMs);
        _reader = new EventLogReader(files, manifest.PageBits, manifest.SegmentBits);
        _device = new SegmentDevice(folder.PathOf(FileName), files);
        _log = Start(manifest, recovery.End);
        _mark = new MarkFile(folder.Path, manifest.Id, NextSequence - 1, _lastHash);
        _extent = Extent();
    }

    /// <summary>Tells this log from any other; addresses are of one log alone.</summary>
    public Guid Id => _manifest.Id;

    /// <summary>Longest block that can be appended, bytes.</summary>
    public int MaxBlockLength => Math.Min(OutcomeBlock.MaxLength, ((1 << _manifest.PageBits) / BlocksInPage) - 64);

    /// <summary>Sequence of the first outcome that is retained; when there is none, that of the first to come.</summary>
    public ulong FirstSequence => _extent.FirstSequence;

    /// <summary>Sequence of the last outcome that survives a power cut.</summary>
    public ulong DurableThrough => _extent.NextSequence - 1;

    /// <summary>
    /// Sequence that the next block must begin with. After a start: from here on outcomes must be derived again from the journal.
    /// </summary>
    public ulong NextSequence { get; private set; }

    /// <summary>The core's time at the last outcome, milliseconds since 1970-01-01 UTC; the earliest time when there is none.</summary>
    public long LastTimeMs { get; private set; }

    /// <summary>While it is taken, <see cref="Retain"/> deletes nothing.</summary>
    public RetentionHold Hold { get; } = new();

    /// <summary>Bytes of all segments as far as they are durable.</summary>
    public long Bytes => _extent.EndAddress - _extent.BeginAddress;

    internal const string FileName = "events.log";

    /// <summary>Opens the log of a folder, or makes an empty one.</summary>
    /// <param name="options">How.</param>
    /// <param name="log">Takes a line when remains of a crash were cut off.</param>
    /// <exception cref="EventLogDamagedException">Durable outcomes are missing or altered; nothing was altered by finding out.</exception>
    /// <exception cref="EventLogException">The folder is in use, or a newer version wrote it.</exception>
    public static EventLog Open(EventLogOptions options, Action<string>? log = null)
    {
        options.Validate();
        var folder = Own(options.Directory);
        var files = new SegmentFiles(folder, FileName);
        var tail = new SegmentSummary();
        try
        {
            var (manifest, mark) = Load(folder, files, options);
            var recovery = new EventLogRecovery(files, manifest, mark, tail, log);
            recovery.Run();
            if (recovery.Filled.Count > 0)
            {
                manifest = manifest with { Full = [.. manifest.Full, .. recovery.Filled] };
                manifest.Save(folder);
            }

            return new EventLog(folder, files, manifest, tail, recovery);
        }
        catch
        {
            tail.Dispose();
            files.Dispose();
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Deletes the log of a folder, damaged or not, so that an empty one can be made. What it held is gone.</summary>
    /// <exception cref="EventLogException">The folder is in use.</exception>
    public static void Delete(string directory)
    {
        using var folder = Own(directory);
        using var files = new SegmentFiles(folder, FileName);

        // A folder without manifest and mark but with segments would be damaged; so these go first.
        foreach (var number in files.List())
        {
            files.Delete(number);
        }

        File.Delete(folder.PathOf(MarkFile.FileName));
        File.Delete(folder.PathOf(EventLogManifest.FileName));
        folder.Sync();
    }

    /// <summary>
    /// Appends a block that <see cref="OutcomeBlock"/> has packed; its checksums are filled in here. It is durable after <see cref="Commit"/>.
    /// </summary>
    /// <returns>Where the block begins; with an outcome's offset, the address of its record.</returns>
    /// <exception cref="ArgumentException">The block is empty, too long, or doesn't begin with <see cref="NextSequence"/>; nothing was
    /// changed.</exception>
    /// <exception cref="EventLogException">The disk failed; the log takes nothing any more.</exception>
    public long Append(Span<byte> block)
    {
        ThrowIfFailed();
        var length = OutcomeBlock.LengthOf(block);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, MaxBlockLength, nameof(block));
        var sealedBlock = block[..length];
        OutcomeBlock.Seal(sealedBlock);
        if (OutcomeBlockView.Read(sealedBlock, out var view) != BlockDefect.None || view.FirstSequence != NextSequence)
        {
            throw new ArgumentException($"The block isn't one that begins with sequence {NextSequence}: it has "
                + $"{OutcomeBlock.CountOf(block)} outcomes through sequence {OutcomeBlock.LastSequenceOf(block)}.", nameof(block));
        }

        // FasterLog would wait by yielding until there is room.
        if (_log.TailAddress - _log.CommittedUntilAddress > (1L << _manifest.PageBits << PagesInMemoryBits) / 2)
        {
            Commit();
        }

        var address = Attempt(_log, sealedBlock, static (log, bytes) => log.Enqueue(bytes)) + FasterEntry.HeaderLength;
        Note(view, address);
        return address;
    }

    /// <summary>Makes everything appended so far durable.</summary>
    /// <exception cref="EventLogException">The disk failed; the log takes nothing any more. What was durable is.</exception>
    public void Commit()
    {
        ThrowIfFailed();
        if (NextSequence == _extent.NextSequence)
        {
            return;
        }

        FaultPoints.Reach(FaultPoint.EventsBeforeCommit);
        Attempt(this, default, static (self, _) =>
        {
            // Waits on a task, which parks this thread; FasterLog's own waiting spins.
            self._log.CommitAsync().AsTask().GetAwaiter().GetResult();
            self._files.Sync();
            self._mark.Write(self.NextSequence - 1, self._lastHash);
            return self._mark.Failure is { } failure ? throw new IOException("The mark can't be synced: " + failure.Message, failure) : 0;
        });
        if (_filled.Count > 0)
        {
            Replace(_manifest with { Full = [.. _manifest.Full, .. _filled] });
            _filled.Clear();
        }

        FaultPoints.Reach(FaultPoint.EventsAfterCommit);
        _extent = Extent();
    }

    /// <summary>
    /// Deletes the oldest full segments while the log is larger than <paramref name="maxBytes"/> or they end before
    /// <paramref name="minTimeMs"/>, but none that holds <paramref name="floor"/> or what follows it.
    /// </summary>
    /// <returns>How many segments were deleted; none while <see cref="Hold"/> is taken.</returns>
    public int Retain(long maxBytes, long minTimeMs, ulong floor)
    {
        ThrowIfFailed();
        var count = 0;
        Hold.TryDelete(() => count = DeleteOldest(maxBytes, minTimeMs, floor));
        return count;
    }

    /// <summary>The last sequence that <see cref="Retain"/> would delete if nothing needed it; 0: none. The appending thread.</summary>
    public ulong SuperfluousThrough(long maxBytes, long minTimeMs)
    {
        var count = CountSuperfluous(maxBytes, minTimeMs, ulong.MaxValue);
        return count > 0 ? _manifest.Full[count - 1].LastSequence : 0;
    }

    /// <summary>
    /// Shows the durable blocks from the one that holds a sequence on. The first may begin before that sequence. Any thread.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The sequence lies before <see cref="FirstSequence"/>.</exception>
    /// <exception cref="EventLogDamagedException">Something that was durable is missing or altered.</exception>
    public void Read(ulong fromSequence, IOutcomeBlockVisitor visitor)
    {
        var extent = _extent;
        ArgumentOutOfRangeException.ThrowIfLessThan(fromSequence, extent.FirstSequence);
        try
        {
            _reader.Read(fromSequence, extent, visitor);
        }
        catch (EventLogDamagedException) when (fromSequence < FirstSequence)
        {
            throw new ArgumentOutOfRangeException(nameof(fromSequence), fromSequence, "The segment was deleted by retention while it was read.");
        }
    }

    /// <summary>Reads the durable record at an address. Any thread.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The address isn't retained, or not durable.</exception>
    /// <exception cref="EventLogDamagedException">The record is missing or altered.</exception>
    public ValueTask<OutcomeRecord> ReadAtAsync(long address) => _reader.ReadAtAsync(address, _extent);

    /// <summary>Reads everything and compares the full segments with the manifest. Any thread; takes time in proportion to the log.</summary>
    /// <exception cref="EventLogDamagedException">Something that was durable is missing or altered.</exception>
    public void Verify(IProgress<double>? progress = null)
    {
        var extent = _extent;
        for (var index = 0; index < extent.Full.Length; index++)
        {
            _reader.Verify(extent.Full[index]);
            progress?.Report((index + 1.0) / (extent.Full.Length + 1));
        }

        var tail = extent.Full.Length > 0 ? extent.Full[^1].LastSequence + 1 : extent.FirstSequence;
        _reader.Read(tail, extent, new EveryBlock());
        progress?.Report(1);
    }

    /// <summary>Lets go of the folder. What was not committed is not kept: it is derived again from the journal.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _log.Dispose();
        _device.Dispose();
        _mark.Dispose();
        _tail.Dispose();
        _files.Dispose();
        _folder.Dispose();
    }

    private int CountSuperfluous(long maxBytes, long minTimeMs, ulong floor)
    {
        var full = _manifest.Full;
        var count = 0;
        var bytes = Bytes;
        while (count < full.Length && full[count].LastSequence < floor && (bytes > maxBytes || full[count].LastTimeMs < minTimeMs))
        {
            bytes -= 1L << _manifest.SegmentBits;
            count++;
        }

        return count;
    }

    private long BeginAddress => (long)_manifest.FirstSegment << _manifest.SegmentBits;

    private static DataFolder Own(string directory)
    {
        try
        {
            return DataFolder.Own(directory);
        }
        catch (IOException reason)
        {
            throw new EventLogException($"The event log in {directory} is in use by another process, or its folder can't be made: "
                + reason.Message, reason);
        }
    }

    private static (EventLogManifest Manifest, AcknowledgedMark Mark) Load(DataFolder folder, SegmentFiles files, EventLogOptions options)
    {
        var manifest = EventLogManifest.Load(folder);
        var mark = MarkFile.Read(folder.Path, manifest?.Id);
        var numbers = files.List();
        if (manifest is null)
        {
            if (numbers.Length > 0 || mark is not null)
            {
                throw new EventLogDamagedException(EventLogManifest.FileName, 0,
                    $"the manifest is missing, but {(numbers.Length > 0 ? files.NameOf(numbers[0]) : MarkFile.FileName)} is there");
            }

            manifest = new EventLogManifest(Guid.NewGuid(), options.PageBits, options.SegmentBits, 0, options.FirstSequence, []);
            manifest.Save(folder);
        }

        if (mark is null && (numbers.Length > 0 || manifest.Full.Length > 0))
        {
            throw new EventLogDamagedException(MarkFile.FileName, 0, "the mark is missing or altered: nothing proves how far the log was durable");
        }

        return (manifest, mark ?? AcknowledgedMark.Of(manifest.Id, manifest.FirstSequence - 1, default));
    }

    private FasterLog Start(EventLogManifest manifest, long end)
    {
        var begin = Math.Max(FasterRecovery.FirstAddress, (long)manifest.FirstSegment << manifest.SegmentBits);
        const long CommitNumber = 1;
        var log = new FasterLog(new FasterLogSettings
        {
            LogDevice = _device,
            LogCommitManager = new KnownCommit(begin, end, CommitNumber),
            PageSizeBits = manifest.PageBits,
            MemorySizeBits = manifest.PageBits + PagesInMemoryBits,
            SegmentSizeBits = manifest.SegmentBits,
            LogChecksum = LogChecksumType.PerEntry,
            FastCommitMode = true,
            TryRecoverLatest = false,
        });
        if (end > FasterRecovery.FirstAddress)
        {
            log.Recover(CommitNumber);
        }

        return log;
    }

    private int DeleteOldest(long maxBytes, long minTimeMs, ulong floor)
    {
        var full = _manifest.Full;
        var count = CountSuperfluous(maxBytes, minTimeMs, floor);
        if (count == 0)
        {
            return 0;
        }

        // First the manifest that no longer names them: a crash in between leaves files that the next start deletes.
        Replace(_manifest with
        {
            FirstSegment = _manifest.FirstSegment + count,
            FirstSequence = full[count - 1].LastSequence + 1,
            Full = full[count..],
        });
        _extent = _extent with { FirstSequence = _manifest.FirstSequence, BeginAddress = BeginAddress, Full = _manifest.Full };
        foreach (ref readonly var segment in full.AsSpan(0, count))
        {
            _files.Delete(segment.Number);
        }

        return count;
    }

    private void Note(in OutcomeBlockView block, long address)
    {
        var number = (int)(address >> _manifest.SegmentBits);
        if (number != _tail.Number)
        {
            _filled.Add(_tail.Conclude());
            _tail.Begin(number);
        }

        _tail.Add(block, (address & ((1L << _manifest.SegmentBits) - 1)) + block.Length);
        _lastHash = Hash256.Of(block.HeaderBytes);
        NextSequence = block.LastSequence + 1;
        LastTimeMs = block.LastTimeMs;
    }

    private void Replace(EventLogManifest manifest)
    {
        Attempt((manifest, _folder), default, static (state, _) =>
        {
            state.manifest.Save(state._folder);
            return 0;
        });
        _manifest = manifest;
    }

    private EventLogExtent Extent() => new(
        _manifest.FirstSequence,
        NextSequence,
        BeginAddress,
        (long)_manifest.LastSegment << _manifest.SegmentBits,
        _log.TailAddress,
        _manifest.Full);

    /// <summary>After a failed write or sync no one knows what the disk holds: the log takes nothing any more.</summary>
    private long Attempt<TState>(TState state, ReadOnlySpan<byte> bytes, Operation<TState> operation)
    {
        try
        {
            return operation(state, bytes);
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException or FasterException or CommitFailureException)
        {
            _failure = _device.Failure ?? reason;
            ThrowIfFailed();
            throw;
        }
    }

    private void ThrowIfFailed()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_failure is not null)
        {
            throw new EventLogException($"The event log in {_folder.Path} takes nothing any more, because a write failed behind sequence "
                + $"{DurableThrough}: {_failure.Message} What was durable is safe.", _failure);
        }
    }

    private delegate long Operation<TState>(TState state, ReadOnlySpan<byte> bytes);

    private sealed class EveryBlock : IOutcomeBlockVisitor
    {
        public bool OnBlock(OutcomeBlockView block, long address) => true;
    }
}
