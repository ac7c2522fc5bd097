using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace TpWallet.Server.Engine.Outcomes;

/// <summary>
/// Records of varying length on their way from the engine's thread to the one that writes the event log: a ring of bytes with one writer and one
/// reader. A record lies in one piece and begins with its own length. The writer wakes the reader only when it sleeps; when the ring is
/// full the writer waits, which is the only way in which what comes behind the core holds up a payment.
/// </summary>
internal sealed unsafe class OutcomeBuffer : IDisposable
{
    /// <summary>Records begin at multiples of this, bytes.</summary>
    public const int Alignment = 8;

    // Where a record's length would stand: the rest of the ring is not used this time round.
    private const int SkipToStart = 0;

    // What the reader gets at once, a little more at most: it gives room back piece by piece.
    private const int ReadTarget = 256 * 1024;

    // A reader that has just worked looks again after this before it asks to be woken, so that a busy writer makes no system calls.
    private static readonly TimeSpan Lull = TimeSpan.FromMilliseconds(1);

    private readonly SemaphoreSlim _wake = new(0);
    private readonly byte* _bytes;
    private readonly int _capacity;
    private long _written;
    private long _published;
    private long _read;
    private int _sleeping;
    private volatile bool _closed;

    /// <param name="capacity">Size, bytes: a power of two.</param>
    public OutcomeBuffer(int capacity)
    {
        _capacity = capacity;
        _bytes = (byte*)NativeMemory.AlignedAlloc((nuint)capacity, 64);
    }

    /// <summary>Writer: room for one record, which must be filled before the next call; waits while there is none.</summary>
    /// <param name="length">Bytes of the record, of which the first four will say so; at most half of the ring.</param>
    /// <exception cref="OperationCanceledException">The reader has ended.</exception>
    public Span<byte> Write(int length)
    {
        var size = Aligned(length);
        var offset = (int)(_written & (_capacity - 1));
        if (offset + size > _capacity)
        {
            AwaitRoom(_capacity - offset);
            BinaryPrimitives.WriteInt32LittleEndian(new Span<byte>(_bytes + offset, sizeof(int)), SkipToStart);
            _written += _capacity - offset;
            offset = 0;
        }

        AwaitRoom(size);
        _written += size;
        return new Span<byte>(_bytes + offset, length);
    }

    /// <summary>Writer: makes all records visible to the reader.</summary>
    public void Publish()
    {
        Volatile.Write(ref _published, _written);
        Interlocked.MemoryBarrier(); // the reader says that it sleeps, then looks; here is published, then looked whether it sleeps
        if (_sleeping != 0 && Interlocked.Exchange(ref _sleeping, 0) != 0)
        {
            _wake.Release();
        }
    }

    /// <summary>Writer: nothing follows.</summary>
    public void Complete()
    {
        Publish();
        Close();
    }

    /// <summary>Either side: the other one need not wait any longer.</summary>
    public void Close()
    {
        _closed = true;
        _wake.Release();
    }

    /// <summary>Any thread: has a waiting reader look, though nothing was written.</summary>
    public void Wake()
    {
        Interlocked.Exchange(ref _sleeping, 0);
        _wake.Release();
    }

    /// <summary>Reader: the oldest records, as many as lie in one piece; waits for some.</summary>
    /// <param name="patience">How long.</param>
    /// <param name="records">Whole records, each at a multiple of <see cref="Alignment"/> behind the first; valid until <see cref="Release"/>.
    /// Empty when none came.</param>
    /// <returns>False when the writer is done and everything has been read.</returns>
    public bool TryRead(TimeSpan patience, out ReadOnlySpan<byte> records)
    {
        var isClosed = _closed;
        if (Volatile.Read(ref _published) == _read && !isClosed)
        {
            Await(patience);
            isClosed = _closed;
        }

        records = Peek();
        return !records.IsEmpty || !isClosed;
    }

    /// <summary>Reader: gives the room of the first bytes of what was read back.</summary>
    public void Release(int length) => Volatile.Write(ref _read, _read + length);

    /// <summary>The room that a record takes, bytes.</summary>
    public static int Aligned(int length) => (length + Alignment - 1) & ~(Alignment - 1);

    public void Dispose()
    {
        NativeMemory.AlignedFree(_bytes);
        _wake.Dispose();
    }

    private ReadOnlySpan<byte> Peek()
    {
        var published = Volatile.Read(ref _published);
        while (_read < published)
        {
            var offset = (int)(_read & (_capacity - 1));
            var length = (int)Math.Min(published - _read, _capacity - offset);
            var end = 0;
            while (end < Math.Min(length, ReadTarget) && LengthAt(offset + end) is var next && next != SkipToStart)
            {
                end += Aligned(next);
            }

            if (end > 0)
            {
                return new ReadOnlySpan<byte>(_bytes + offset, end);
            }

            Release(_capacity - offset);
        }

        return [];
    }

    private int LengthAt(int offset) => BinaryPrimitives.ReadInt32LittleEndian(new ReadOnlySpan<byte>(_bytes + offset, sizeof(int)));

    private void Await(TimeSpan patience)
    {
        if (_wake.Wait(Lull) || Volatile.Read(ref _published) != _read)
        {
            return;
        }

        Interlocked.Exchange(ref _sleeping, 1);
        if (Volatile.Read(ref _published) == _read && !_closed)
        {
            _wake.Wait(patience);
        }

        Interlocked.Exchange(ref _sleeping, 0);
    }

    private void AwaitRoom(int size)
    {
        if (_written + size - Volatile.Read(ref _read) <= _capacity)
        {
            return;
        }

        Publish();
        var spin = default(SpinWait);
        while (_written + size - Volatile.Read(ref _read) > _capacity)
        {
            if (_closed)
            {
                throw new OperationCanceledException("What the core decided can't be written to the event log: its writer has ended.");
            }

            spin.SpinOnce();
        }
    }
}
