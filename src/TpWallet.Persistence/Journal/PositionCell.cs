namespace TpWallet.Persistence.Journal;

/// <summary>
/// The end of something that grows in the order of a journal, written by one thread and read by any other. A sequence lock: the version is odd
/// while the value changes, and a reader that meets an odd or another version reads again. Hot path: allocates nothing.
/// </summary>
public sealed class PositionCell
{
    private JournalPosition _value;
    private long _version;

    /// <summary>Begins with a position.</summary>
    public PositionCell(in JournalPosition value) => _value = value;

    /// <summary>The one writer: the end is here now.</summary>
    public void Write(in JournalPosition value)
    {
        // A full fence: no part of the value is written before the version is odd.
        Interlocked.Increment(ref _version);
        _value = value;

        // Release: the version is even only after the whole value.
        Volatile.Write(ref _version, _version + 1);
    }

    /// <summary>The end, whole, as it was at some moment of the call. Any thread.</summary>
    public JournalPosition Read()
    {
        var wait = new SpinWait();
        while (true)
        {
            var before = Volatile.Read(ref _version);
            var value = _value;

            // Keeps the reading of the value before the second reading of the version.
            Interlocked.MemoryBarrier();
            if ((before & 1) == 0 && before == Volatile.Read(ref _version))
            {
                return value;
            }

            wait.SpinOnce();
        }
    }
}
