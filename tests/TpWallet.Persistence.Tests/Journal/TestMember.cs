using TpWallet.Persistence.Journal;
using TpWallet.Persistence.Journal.Files;
using TpWallet.Persistence.Journal.Group;

namespace TpWallet.Persistence.Tests.Journal;

/// <summary>The journal of a group's member over the folder of a <see cref="TestJournal"/>.</summary>
internal sealed class TestMember : IDisposable
{
    private readonly SealedBatch _batch = new(TestJournal.MaxBatchCommands);
    private readonly AlignedMemory _run = new(4 << 20);

    public TestJournal Single { get; } = new(JournalKind.Segments);

    public string Directory => Single.Directory;

    /// <summary>What the last opening showed.</summary>
    public TestJournal.Recorder Shown { get; private set; } = new();

    public List<string> Log => Single.Log;

    public GroupJournal Open(JournalFileSystem? files = null, int recentBatches = 16, JournalOptions? options = null)
    {
        Shown = new TestJournal.Recorder(options?.Base?.Sequence ?? 0);
        return GroupJournal.Open(options ?? Single.Options, Shown, null, Log.Add, files ?? JournalFileSystem.Default, recentBatches);
    }

    /// <summary>Appends batches of these sizes in one piece and returns their ends.</summary>
    public List<JournalPosition> Append(GroupJournal journal, params int[] counts)
    {
        var (ends, length, end) = (new List<JournalPosition>(), 0, journal.Written);
        foreach (var count in counts)
        {
            _batch.Reset();
            for (var index = 1; index <= count; index++)
            {
                _batch.Append(TestJournal.CommandOf(end.Sequence + (ulong)index));
            }

            _batch.Seal(end.Sequence + 1, TestJournal.TimeOf(end.Sequence + 1), TestJournal.Epoch, end.Hash);
            _batch.Bytes.CopyTo(_run.Span[length..]);
            length += _batch.Bytes.Length;
            end = new JournalPosition(_batch.Header.LastSequence, _batch.Hash, _batch.Header.TimeMs, _batch.Header.Epoch);
            ends.Add(end);
        }

        journal.Append(_run.Span[..length], [.. ends]);
        return ends;
    }

    public static void Commit(GroupJournal journal, JournalPosition position)
    {
        journal.NoteCommitted(position);
        journal.WriteMark();
    }

    /// <summary>Every end of a batch that a reader finds behind the beginning, committed or not.</summary>
    public static List<ulong> Readable(GroupJournal journal)
    {
        using var reader = journal.OpenReader();
        var (sequence, hash) = (journal.Begin.Sequence, journal.Begin.Hash);
        var ends = new List<ulong>();
        while (sequence < journal.Written.Sequence)
        {
            Assert.True(reader.TryReadNext(sequence, hash, out var bytes));
            Assert.Equal(BatchDefect.None, SealedBatch.TryRead(bytes.Span, out var batch));
            foreach (var command in batch.Commands)
            {
                sequence++;
                Assert.Equal((long)sequence, command.Amount);
            }

            hash = batch.ComputeHash();
            ends.Add(sequence);
        }

        Assert.Equal(journal.Written.Hash, hash);
        return ends;
    }

    public void Dispose()
    {
        _batch.Dispose();
        _run.Dispose();
        Single.Dispose();
    }
}
