using TpWallet.Persistence.Journal.Files;

namespace TpWallet.Persistence.Journal.Segments;

/// <summary>The journal in preallocated, zero-filled segment files: one write a batch. Appending allocates nothing.</summary>
internal sealed class SegmentJournal : ChainedJournal
{
    /// <summary>A new switch waits for its first segment; the second, of full length, is made while this one fills.</summary>
    private const long FirstSegmentBytes = 32L << 20;

    private readonly JournalContext _context;
    private readonly SegmentAppender _appender;

    private SegmentJournal(JournalContext context, SegmentTail tail)
        : base(context)
    {
        _context = context;
        _appender = new SegmentAppender(context, tail);
    }

    public override long Room => _appender.Room;

    public override string? RoomShortage => _appender.RoomShortage;

    protected override string Place => _appender.Place;

    protected override uint CurrentNumber => _appender.CurrentNumber;

    protected override Exception? BackgroundFailure => _appender.Failure;

    /// <summary>Makes the first segment in a folder that holds no batch.</summary>
    public static JournalDescription Create(string directory, JournalOptions options, JournalFileSystem files, Guid journalId)
    {
        SegmentFiles.DeleteDrafts(directory);
        foreach (var number in SegmentFiles.List(directory))
        {
            File.Delete(Path.Combine(directory, SegmentFiles.NameOf(number)));
        }

        var description = new JournalDescription(journalId, JournalKind.Segments, PageBits: 0, SegmentBits: 0);
        var first = options with { SegmentBytes = Math.Min(options.SegmentBytes, FirstSegmentBytes) };
        SegmentPreallocator.Make(directory, SegmentFiles.FirstNumber, description.Id, first, files);
        return description;
    }

    /// <summary>Recovers a journal and opens it for appending; takes the folder over.</summary>
    public static SegmentJournal Open(JournalContext context, IProgress<JournalProgress>? progress, Action<string>? log)
    {
        using var recovery = new SegmentRecovery(context.Files, context.Replay, progress);
        return new SegmentJournal(context, recovery.Mend(context, log));
    }

    protected override void Write(ReadOnlySpan<byte> bytes) => _appender.Write(bytes);

    protected override void Remove(uint number) => SegmentFiles.Delete(_context, number);

    protected override void Close() => _appender.Dispose();
}
