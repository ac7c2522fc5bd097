using TpWallet.Persistence.Journal.Segments;

namespace TpWallet.Persistence.Journal;

/// <summary>
/// Steps from one good batch to the next, over files that hold nothing else: closed ones, and of an open one only what is known to be durable.
/// Whether a batch follows the one before is for the caller to check. One thread.
/// </summary>
internal abstract class BatchCursor(JournalFiles files) : IDisposable
{
    private bool _isOpen;

    /// <summary>Number of the file that the cursor stands in.</summary>
    public uint Number { get; private set; }

    /// <summary>Where in the file the next batch is looked for.</summary>
    public long Position { get; protected set; }

    /// <summary>Name of the file that the cursor stands in.</summary>
    public string FileName => Files.NameOf(Number);

    protected JournalFiles Files => files;

    protected SegmentReader Reader { get; } = new();

    /// <summary>Stands at a place of a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="JournalDamagedException">It is not the file that its name says.</exception>
    public void Seek(uint number, long position)
    {
        if (!_isOpen || number != Number)
        {
            _isOpen = false;
            Open(number);
            _isOpen = true;
        }

        (Number, Position) = (number, position);
    }

    /// <summary>Stands at the beginning of a file.</summary>
    public void SeekFirst(uint number) => Seek(number, StartOf(number));

    /// <summary>Reads the first batch of a file; false when the file doesn't begin with a good one.</summary>
    public bool TryReadFirst(uint number, out SealedBatchView batch)
    {
        SeekFirst(number);
        return TryReadHere(out batch);
    }

    /// <summary>Reads the next batch, going on to the next file at the end of one; false when there is no good one.</summary>
    public bool TryReadNext(out SealedBatchView batch)
    {
        while (!TryReadHere(out batch))
        {
            if (!IsAtEnd() || !File.Exists(files.PathOf(Number + 1)))
            {
                return false;
            }

            SeekFirst(Number + 1);
        }

        return true;
    }

    public void Dispose() => Reader.Dispose();

    protected abstract long StartOf(uint number);

    protected abstract void Open(uint number);

    /// <summary>Reads the next batch of this file and steps behind it.</summary>
    protected abstract bool TryReadHere(out SealedBatchView batch);

    /// <summary>Whether nothing but zeros may follow in this file.</summary>
    protected abstract bool IsAtEnd();
}
