using System.Runtime.InteropServices;
using TpWallet.Messages;
using TpWallet.Persistence.Events;

namespace TpWallet.Persistence.Tests.Events;

/// <summary>An event log in a folder of its own with small pages and segments; the outcome of sequence n follows from n.</summary>
internal sealed class TestEvents : IDisposable
{
    public const int PageBytes = 64 << 10;
    public const int SegmentBytes = 256 << 10;
    private readonly byte[] _block = new byte[(PageBytes / 4) - 64];

    public string Directory { get; init; } = Path.Combine(Path.GetTempPath(), "tpwallet-events-" + Guid.NewGuid().ToString("N"));

    public List<string> Log { get; } = [];

    public EventLogOptions Options => new() { Directory = Directory, PageBytes = PageBytes, SegmentBytes = SegmentBytes };

    public EventLog Open() => EventLog.Open(Options, Log.Add);

    /// <summary>Appends outcomes up to and with a sequence, committing after every block.</summary>
    public void AppendThrough(EventLog events, ulong last, int largestBlock = int.MaxValue, Action<byte[], long>? onBlock = null)
    {
        while (events.NextSequence <= last)
        {
            Pack(events.NextSequence, (ulong)Math.Min(largestBlock, (long)(last - events.NextSequence + 1)));
            var address = events.Append(_block);
            events.Commit();
            onBlock?.Invoke(_block, address);
        }
    }

    /// <summary>Packs as many outcomes from a sequence on as are asked for and fit.</summary>
    public byte[] Pack(ulong first, ulong count)
    {
        OutcomeBlock.Begin(_block);
        for (var sequence = first; sequence < first + count && TryAppend(_block, sequence); sequence++)
        {
        }

        return _block;
    }

    public static bool TryAppend(Span<byte> block, ulong sequence) =>
        OutcomeBlock.TryAppend(block, CommandOf(sequence), ReplyOf(sequence), sequence, FingerprintOf(sequence), TimeOf(sequence),
            PostingsOf(sequence));

    public static Command CommandOf(ulong sequence) => new()
    {
        Kind = CommandKind.Purchase,
        Version = Command.CurrentVersion,
        Participant = (uint)(sequence % 3) + 1,
        RequestId = new RequestId(sequence, ~sequence),
        Amount = (long)sequence,
        RetrievalReferenceNumber = (sequence / 4) + 1,
        Terminal = 7,
    };

    public static Reply ReplyOf(ulong sequence) => new()
    {
        RequestId = new RequestId(sequence, ~sequence),
        Sequence = sequence,
        TimeMs = TimeOf(sequence),
        Amount = (long)sequence,
        Result = ResultCode.Approved,
        Class = ResultClass.Success,
    };

    public static Posting[] PostingsOf(ulong sequence) =>
        [.. Enumerable.Range(0, (int)(sequence % 4)).Select(index => new Posting { Sequence = sequence, Amount = index + 1 })];

    public static ulong FingerprintOf(ulong sequence) => sequence * 0x9E37_79B9_7F4A_7C15;

    public static long TimeOf(ulong sequence) => 1_700_000_000_000 + (long)sequence;

    /// <summary>Names of the segment files, in order.</summary>
    public string[] Segments() =>
    [
        .. System.IO.Directory.EnumerateFiles(Directory, "events.log.*").Select(static path => Path.GetFileName(path))
            .OrderBy(static name => name.Length).ThenBy(static name => name, StringComparer.Ordinal),
    ];

    public string PathOf(string file) => Path.Combine(Directory, file);

    /// <summary>The folder as a kill at this moment would leave it.</summary>
    public TestEvents Copy()
    {
        var copy = new TestEvents();
        System.IO.Directory.CreateDirectory(copy.Directory);
        foreach (var file in System.IO.Directory.EnumerateFiles(Directory).Where(static file => Path.GetFileName(file) != "lock"))
        {
            File.Copy(file, copy.PathOf(Path.GetFileName(file)));
        }

        return copy;
    }

    public void Dispose()
    {
        if (System.IO.Directory.Exists(Directory))
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }
    }

    /// <summary>Checks every outcome that it is shown from a sequence on.</summary>
    internal sealed class Checker(ulong from) : IOutcomeBlockVisitor
    {
        public ulong Next { get; private set; } = from;

        public Dictionary<ulong, long> Addresses { get; } = [];

        public bool OnBlock(OutcomeBlockView block, long address)
        {
            foreach (var outcome in block)
            {
                if (outcome.Sequence >= Next)
                {
                    Assert.Equal(Next, outcome.Sequence);
                    Assert.Equal(FingerprintOf(Next), outcome.BodyFingerprint);
                    Assert.True(BytesOf(CommandOf(Next)).SequenceEqual(BytesOf(outcome.Command)));
                    Assert.True(BytesOf(ReplyOf(Next)).SequenceEqual(BytesOf(outcome.Reply)));
                    Assert.True(MemoryMarshal.AsBytes(PostingsOf(Next).AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(outcome.Postings)));
                    Addresses.Add(Next, address + outcome.Offset);
                    Next++;
                }
            }

            return true;
        }

        public static ReadOnlySpan<byte> BytesOf<T>(in T value) where T : struct => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).ToArray();
    }
}
