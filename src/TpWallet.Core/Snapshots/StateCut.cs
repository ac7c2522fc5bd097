using System.Security.Cryptography;

namespace TpWallet.Core.Snapshots;

/// <summary>
/// The state as it was after one command, read piece by piece on another thread while the core goes on. The core never waits for it: before a
/// record changes for the first time it is kept aside, and when the memory for that is used up the cut is given up.
/// Made by <see cref="SwitchCore.BeginCut"/>; read and disposed of by one thread, any. What was kept aside is given back when it is disposed of.
/// </summary>
public sealed class StateCut : IDisposable
{
    private readonly PreImageBudget _preImages;
    private readonly ImageSection[] _sections;
    private readonly List<TableCut> _tables = [];
    private readonly byte[] _region;
    private readonly IncrementalHash _hash = Core.StateHash.Begin();
    private ReadOnlyMemory<byte> _ready;
    private int _table;
    private bool _isBegun;
    private string? _stateHash;
    private bool _disposed;

    internal StateCut(SwitchState state, ulong sequence, long preImageBytesMax)
    {
        Sequence = sequence;
        TimeMs = state.TimeMs;
        _preImages = new PreImageBudget(preImageBytesMax);
        var tables = StateTable.AllOf(state);
        var head = StateHead.Of(state, sequence);
        _sections = StateImage.SectionsOf(tables);
        Length = StateImage.LengthOf(_sections);
        _region = new byte[TableCut.RegionRecords * tables.Max(static table => table.Records.RecordSize)];
        _ready = StateImage.Begin(_sections, head, state.CaptureTolerances.BasisPoints);
        Core.StateHash.AppendHead(_hash, head, state.CaptureTolerances.BasisPoints);
        try
        {
            foreach (var table in tables)
            {
                _tables.Add(table.Records.BeginCut(_preImages, table.First));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Position of the last command that the image contains.</summary>
    public ulong Sequence { get; }

    /// <summary>The core's time at the cut, milliseconds since 1970-01-01 UTC.</summary>
    public long TimeMs { get; }

    /// <summary>Size of the whole image, bytes.</summary>
    public long Length { get; }

    /// <summary>Memory that records which have changed since the cut take now, bytes. Any thread may ask.</summary>
    public long PreImageBytes => _preImages.Used;

    /// <summary>What <see cref="SwitchCore.StateHash"/> gave at <see cref="Sequence"/>; known when all has been read.</summary>
    /// <exception cref="InvalidOperationException">Not all has been read.</exception>
    public string StateHash => _stateHash ?? throw new InvalidOperationException("The state hash is known when the whole image has been read.");

    internal PreImageBudget PreImages => _preImages;

    /// <summary>Reads the next bytes of the image.</summary>
    /// <returns>How many bytes: as many as fit, less only at the end of the image, where it is 0.</returns>
    /// <exception cref="StateCutAbandonedException">The core has changed more than could be kept aside.</exception>
    /// <exception cref="ObjectDisposedException">The cut was disposed of.</exception>
    public int Read(Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var read = 0;
        while (read < destination.Length && (!_ready.IsEmpty || TryFetch()))
        {
            var count = Math.Min(_ready.Length, destination.Length - read);
            _ready.Span[..count].CopyTo(destination[read..]);
            _ready = _ready[count..];
            read += count;
        }

        return read;
    }

    /// <summary>Ends the cut, read to its end or not, and gives its memory back.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _preImages.Close();
        foreach (var table in _tables)
        {
            table.Close();
        }

        _hash.Dispose();
    }

    /// <summary>Fetches the next region. False at the end of the image.</summary>
    private bool TryFetch()
    {
        for (; _table < _tables.Count; _table++)
        {
            if (!_isBegun)
            {
                Core.StateHash.AppendCount(_hash, _sections[StateImage.SmallSections + _table].Count);
                _isBegun = true;
            }

            var count = _tables[_table].ReadNext(_region);
            if (count > 0)
            {
                _hash.AppendData(_region.AsSpan(0, count));
                _ready = _region.AsMemory(0, count);
                return true;
            }

            _isBegun = false;
        }

        _stateHash ??= Core.StateHash.End(_hash);
        return false;
    }
}
