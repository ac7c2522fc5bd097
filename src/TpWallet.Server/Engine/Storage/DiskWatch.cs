using TpWallet.Gateway.Sessions;
using TpWallet.Messages;

namespace TpWallet.Server.Engine.Storage;

/// <summary>
/// Closes the switch to new requests before the journal's disk is full, and opens it again when there is room: what has entered can always still
/// be journaled, so a full disk never fails a write.
/// </summary>
internal sealed class DiskWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly DiskLimits _limits;
    private readonly Func<DiskRoom> _read;
    private readonly AcceptanceGate _gate;
    private readonly Action<string> _log;
    private readonly ITimer _timer;
    private bool _isShort;

    /// <summary>Looks once, then ten times a second.</summary>
    /// <param name="limits">How much must be left.</param>
    /// <param name="read">Says how much is left.</param>
    /// <param name="gate">What is closed and opened.</param>
    /// <param name="log">Takes a line for each change.</param>
    /// <param name="time">The clock.</param>
    public DiskWatch(DiskLimits limits, Func<DiskRoom> read, AcceptanceGate gate, Action<string> log, TimeProvider time)
    {
        _limits = limits;
        _read = read;
        _gate = gate;
        _log = log;
        _timer = time.CreateTimer(static watch => ((DiskWatch)watch!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Look();
    }

    /// <summary>Whether nothing is taken for want of room.</summary>
    public bool IsShort => Volatile.Read(ref _isShort);

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        try
        {
            Judge(_read());
        }
        catch (IOException exception)
        {
            _log($"the disk's free space can't be read: {exception.Message}");
        }

        // Set anew each time: a look may take long when the disk does, and the next one must not wait behind it on a second thread.
        _timer.Change(Interval, Timeout.InfiniteTimeSpan);
    }

    private void Judge(DiskRoom room)
    {
        if (!_isShort && !_limits.Suffice(room, margin: 0))
        {
            Volatile.Write(ref _isShort, true);
            _gate.Close(ResultCode.DiskFull);
            var segments = room.JournalBytes == long.MaxValue ? "" : $", {room.JournalBytes >> 20} MiB left in the journal's segments";
            _log($"DISK ALMOST FULL: {room.FreeBytes >> 20} MiB free{segments}; new requests are refused until "
                + $"{_limits.FreeBytes >> 20} MiB are free");
        }
        else if (_isShort && _limits.Suffice(room, margin: _limits.FreeBytes / 10))
        {
            Volatile.Write(ref _isShort, false);
            _gate.Open();
            _log($"the disk has room again: {room.FreeBytes >> 20} MiB free; requests are taken");
        }
    }
}
