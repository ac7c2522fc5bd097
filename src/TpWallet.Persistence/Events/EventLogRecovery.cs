using TpWallet.Persistence.Journal;
using TpWallet.Persistence.Journal.Faster;

namespace TpWallet.Persistence.Events;

/// <summary>
/// Finds out where an event log ends. Full segments must be there as the manifest says; what follows is read block by block. Up to the mark
/// everything must be found; what a crash left behind the mark without a whole block before it was never durable and is cut off.
/// </summary>
internal sealed class EventLogRecovery(
    SegmentFiles files, EventLogManifest manifest, AcknowledgedMark mark, SegmentSummary tail, Action<string>? log)
{
    private readonly List<EventSegment> _filled = [];
    private ulong _next = manifest.Full.Length > 0 ? manifest.Full[^1].LastSequence + 1 : manifest.FirstSequence;

    /// <summary>Segments that are full but that the manifest doesn't name yet.</summary>
    public IReadOnlyList<EventSegment> Filled => _filled;

    /// <summary>Sequence that the next outcome must have.</summary>
    public ulong NextSequence => _next;

    /// <summary>The core's time at the last outcome, milliseconds since 1970-01-01 UTC; the earliest time when there is none.</summary>
    public long LastTimeMs { get; private set; } = manifest.Full.Length > 0 ? manifest.Full[^1].LastTimeMs : long.MinValue;

    /// <summary>What the mark must say of the last block.</summary>
    public Hash256 LastHash { get; private set; } = mark.LastHash;

    /// <summary>Where the log goes on.</summary>
    public long End { get; private set; }

    /// <summary>Reads what is there and cuts off what was never durable.</summary>
    /// <exception cref="EventLogDamagedException">Durable outcomes are missing or altered.</exception>
    /// <exception cref="EventLogException">A newer version wrote it.</exception>
    public void Run()
    {
        CheckFullSegments();
        using var scanner = new BlockScanner(files, manifest.PageBits, manifest.SegmentBits);
        tail.Begin(manifest.LastSegment);
        var address = Math.Max(FasterRecovery.FirstAddress, (long)manifest.LastSegment << manifest.SegmentBits);
        End = address;
        while (scanner.TryNext(ref address, long.MaxValue, out var block, out var blockAddress))
        {
            Accept(block, blockAddress);
        }

        End = Math.Max(End, scanner.End);
        Conclude(scanner);
    }

    private void CheckFullSegments()
    {
        foreach (var number in files.List().Where(number => number < manifest.FirstSegment))
        {
            // A crash came between the manifest that no longer names it and its deletion.
            files.Delete(number);
        }

        foreach (ref readonly var segment in manifest.Full.AsSpan())
        {
            var length = files.LengthOf(segment.Number);
            if (length < segment.End)
            {
                throw new EventLogDamagedException(files.NameOf(segment.Number), Math.Max(0, length),
                    $"the {(length < 0 ? "segment is missing" : "file is shorter than it was")}; it held sequences {segment.FirstSequence} to "
                        + $"{segment.LastSequence}");
            }
        }
    }

    private void Accept(in OutcomeBlockView block, long address)
    {
        var (number, position) = PlaceOf(address);
        if (block.FirstSequence != _next)
        {
            throw new EventLogDamagedException(files.NameOf(number), position,
                $"sequence {block.FirstSequence} stands where sequence {_next} must follow");
        }

        if (block.LastSequence == mark.LastSequence && Hash256.Of(block.HeaderBytes) != mark.LastHash)
        {
            throw new EventLogDamagedException(files.NameOf(number), position,
                $"the block through sequence {block.LastSequence} isn't the one that was durable");
        }

        if (number != tail.Number)
        {
            _filled.Add(tail.Conclude());
            tail.Begin(number);
        }

        tail.Add(block, position + block.Length);
        _next = block.LastSequence + 1;
        LastTimeMs = block.LastTimeMs;
        LastHash = Hash256.Of(block.HeaderBytes);
    }

    private void Conclude(BlockScanner scanner)
    {
        var (number, position) = PlaceOf(End);
        if (_next <= mark.LastSequence)
        {
            var found = scanner.Defect == BlockDefect.None ? "nothing but zeros follows" : "no whole block follows";
            throw new EventLogDamagedException(files.NameOf(number), position,
                $"{found}, but sequences {_next} to {mark.LastSequence} were durable");
        }

        if (scanner.Defect == BlockDefect.NewerFormat)
        {
            throw new EventLogException($"{files.NameOf(number)}, byte {position}: the block has a format version newer than "
                + $"{OutcomeBlockHeader.CurrentFormatVersion}: use the version that wrote it, or a newer one.");
        }

        var hasRemains = HasRemains(scanner);
        CutOff(number, position);
        if (hasRemains)
        {
            log?.Invoke($"Event log: cut off what a crash left behind sequence {_next - 1}, {files.NameOf(number)} from byte {position} on; "
                + "it was never durable and follows again from the journal.");
        }
    }

    private bool HasRemains(BlockScanner scanner)
    {
        var (number, _) = PlaceOf(End);
        if (files.List().Any(other => other > number))
        {
            return true;
        }

        var fileEnd = ((long)number << manifest.SegmentBits) + Math.Max(0, files.LengthOf(number));
        var pageLength = 1L << manifest.PageBits;
        for (var address = End; address < fileEnd; address = (address / pageLength + 1) * pageLength)
        {
            if (scanner.HasRemains(address))
            {
                return true;
            }
        }

        return false;
    }

    private void CutOff(int number, long position)
    {
        foreach (var later in files.List().Where(later => later > number))
        {
            files.Delete(later);
        }

        if (files.LengthOf(number) > position)
        {
            // Twice, so that the rest of the last sector is zeros.
            files.SetLength(number, position);
            files.SetLength(number, (position + SegmentDevice.Sector - 1) & -SegmentDevice.Sector);
        }
    }

    private (int Number, long Position) PlaceOf(long address) =>
        ((int)(address >> manifest.SegmentBits), address & ((1L << manifest.SegmentBits) - 1));
}
