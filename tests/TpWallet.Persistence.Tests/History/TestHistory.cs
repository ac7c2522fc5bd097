using TpWallet.Messages;
using TpWallet.Persistence.Events;
using TpWallet.Persistence.History;
using TpWallet.Persistence.Tests.Events;

namespace TpWallet.Persistence.Tests.History;

/// <summary>
/// An event log and its history with so little memory that nearly everything is read from disk, and a twin of both in dictionaries. Outcomes are
/// random: first answers, repeats, refusals, inquiries, references used once and often.
/// </summary>
internal sealed class TestHistory : IDisposable
{
    public const int Participants = 3;
    private readonly byte[] _block = new byte[(TestEvents.PageBytes / 4) - 64];
    private readonly Random _random;
    private readonly List<RequestId> _used = [];

    public TestHistory(int seed) => _random = new Random(seed);

    public TestEvents EventFolder { get; private init; } = new();

    public int PageBytes { get; init; } = 4096;

    public string Directory { get; private init; } = Path.Combine(Path.GetTempPath(), "tpwallet-history-" + Guid.NewGuid().ToString("N"));

    /// <summary>The sequence whose outcome is the answer to a request id.</summary>
    public Dictionary<(uint Participant, RequestId Id), ulong> Answers { get; private init; } = [];

    /// <summary>The sequences of a reference, ascending.</summary>
    public Dictionary<(uint Participant, ulong Reference, ulong Terminal), List<ulong>> References { get; private init; } = [];

    public Dictionary<ulong, (Command Command, Reply Reply)> Outcomes { get; private init; } = [];

    public HistoryOptions Options => new()
    {
        Directory = Directory,
        IndexBytes = 64 << 10,
        PageBytes = PageBytes,
        MemoryBytes = 4 * PageBytes,
        SegmentBytes = 64 << 10,
        CheckpointBytes = 32 << 10,
        CheckpointInterval = TimeSpan.FromDays(1),
        MaxEntries = 1_000_000,
    };

    public TransactionHistory Open(EventLog events) => TransactionHistory.Open(Options, events);

    /// <summary>Appends random outcomes to the log, makes them durable and has them indexed.</summary>
    public void Add(EventLog events, TransactionHistory? history, int count)
    {
        var last = events.NextSequence + (ulong)count;
        while (events.NextSequence < last)
        {
            OutcomeBlock.Begin(_block);
            var most = _random.Next(1, 60);
            for (var sequence = events.NextSequence; sequence < last && most > 0 && TryAppend(sequence); sequence++, most--)
            {
            }

            var address = events.Append(_block);
            events.Commit();
            history?.Index(_block, address);
        }
    }

    /// <summary>Compares look-ups of everything, or of a sample, with the twin.</summary>
    public async Task ExpectAll(TransactionHistory history, int sample = int.MaxValue)
    {
        foreach (var (key, sequence) in Some(Answers, sample))
        {
            Assert.False(history.TryRuleOut(key.Participant, key.Id, out _), $"sequence {sequence} was ruled out");
            Expect(sequence, await history.FindAsync(key.Participant, key.Id));
        }

        foreach (var (key, sequences) in Some(References, sample))
        {
            var found = await history.FindByReferenceAsync(key.Participant, key.Reference, key.Terminal, 1000);
            Assert.Equal(sequences.AsEnumerable().Reverse(), found.Select(static record => record.Sequence));
            Assert.All(found, record => Expect(record.Sequence, record));
        }

        for (var round = 0; round < 50; round++)
        {
            var unknown = new RequestId((ulong)_random.NextInt64(), (ulong)_random.NextInt64());
            Assert.Null(await history.FindAsync(1, unknown));
            Assert.Equal(history.Damage is null, history.TryRuleOut(1, unknown, out var through) || through > 0);
        }
    }

    public void Expect(ulong sequence, OutcomeRecord? record)
    {
        Assert.NotNull(record);
        Assert.Equal(sequence, record.Sequence);
        Assert.Equal(TestEvents.FingerprintOf(sequence), record.BodyFingerprint);
        Assert.Equal(Outcomes[sequence], (record.Command, record.Reply));
        Assert.Equal(TestEvents.PostingsOf(sequence), record.Postings);
    }

    public string PathOf(string file) => Path.Combine(Directory, file);

    /// <summary>Both folders as a kill at this moment would leave them.</summary>
    public TestHistory Copy()
    {
        var copy = new TestHistory(_random.Next())
        {
            EventFolder = EventFolder.Copy(),
            PageBytes = PageBytes,
            Answers = new(Answers),
            References = References.ToDictionary(static entry => entry.Key, static entry => entry.Value.ToList()),
            Outcomes = new(Outcomes),
        };
        copy._used.AddRange(_used);
        System.IO.Directory.CreateDirectory(copy.Directory);
        foreach (var file in System.IO.Directory.EnumerateFiles(Directory).Where(static file => Path.GetFileName(file) != "lock"))
        {
            File.Copy(file, copy.PathOf(Path.GetFileName(file)));
        }

        return copy;
    }

    public void Dispose()
    {
        EventFolder.Dispose();
        if (System.IO.Directory.Exists(Directory))
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }
    }

    private IEnumerable<KeyValuePair<TKey, TValue>> Some<TKey, TValue>(Dictionary<TKey, TValue> all, int sample) where TKey : notnull =>
        sample >= all.Count ? all : Enumerable.Range(0, sample).Select(_ => all.ElementAt(_random.Next(all.Count)));

    private bool TryAppend(ulong sequence)
    {
        var command = NextCommand(sequence);
        var reply = NextReply(sequence, command);
        if (!OutcomeBlock.TryAppend(_block, command, reply, sequence, TestEvents.FingerprintOf(sequence), TestEvents.TimeOf(sequence),
            TestEvents.PostingsOf(sequence)))
        {
            return false;
        }

        Outcomes[sequence] = (command, reply);
        if (command.Kind == CommandKind.Purchase && reply is { Flags: ReplyFlags.None, Result: ResultCode.Approved or ResultCode.InsufficientFunds })
        {
            Answers.TryAdd((command.Participant, command.RequestId), sequence);
            _used.Add(command.RequestId);
        }

        if (command.RetrievalReferenceNumber != 0)
        {
            var key = (command.Participant, command.RetrievalReferenceNumber, command.Terminal);
            References.TryAdd(key, []);
            References[key].Add(sequence);
        }

        return true;
    }

    private Command NextCommand(ulong sequence)
    {
        var repeats = _used.Count > 0 && _random.Next(10) == 0;
        var kind = _random.Next(20) switch { 0 => CommandKind.Tick, 1 => CommandKind.StatusInquiry, _ => CommandKind.Purchase };
        return new Command
        {
            Kind = kind,
            Participant = (uint)_random.Next(1, Participants + 1),
            RequestId = repeats ? _used[_random.Next(_used.Count)] : new RequestId((ulong)_random.NextInt64(), sequence),
            Amount = (long)sequence,
            RetrievalReferenceNumber = kind == CommandKind.Tick ? 0 : _random.Next(3) switch
            {
                0 => 0,
                1 => (ulong)_random.Next(1, 40),
                _ => sequence + 1000,
            },
            Terminal = (ulong)_random.Next(2),
        };
    }

    private Reply NextReply(ulong sequence, in Command command)
    {
        var isRepeat = Answers.TryGetValue((command.Participant, command.RequestId), out var first);
        var result = _random.Next(isRepeat ? 3 : 12) switch
        {
            0 => ResultCode.RequestIdConflict,
            1 => ResultCode.AmountOutOfRange,
            2 => isRepeat ? ResultCode.Approved : ResultCode.DuplicatesFull,
            3 => ResultCode.InsufficientFunds,
            _ => ResultCode.Approved,
        };
        return new Reply
        {
            RequestId = command.RequestId,
            Sequence = isRepeat && result == ResultCode.Approved ? first : sequence,
            TimeMs = TestEvents.TimeOf(sequence),
            Result = result,
            Class = ResultCodes.Classify(result),
            Flags = isRepeat && result == ResultCode.Approved ? ReplyFlags.Replayed : ReplyFlags.None,
        };
    }
}
