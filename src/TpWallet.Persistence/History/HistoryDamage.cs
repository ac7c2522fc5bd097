namespace TpWallet.Persistence.History;

/// <summary>The first damage that was found, and whether writing failed; set from any thread, never taken back.</summary>
internal sealed class HistoryDamage
{
    private HistoryDamagedException? _found;
    private Exception? _writeFailure;

    public HistoryDamagedException? Found => Volatile.Read(ref _found);

    public void Report(HistoryDamagedException damage) => Interlocked.CompareExchange(ref _found, damage, null);

    public void Report(string file, long position, string finding) => Report(new HistoryDamagedException(file, position, finding));

    public void ReportWriteFailure(Exception reason) => Interlocked.CompareExchange(ref _writeFailure, reason, null);

    /// <summary>Throws when anything was found. To be asked after every read: the device reports before a read completes.</summary>
    public void ThrowIfFound()
    {
        // Anew for each caller: an exception object collects the stack of whoever throws it.
        if (Found is { } found)
        {
            throw new HistoryDamagedException(found.File, found.Position, found.Finding, found.InnerException);
        }
    }

    public void ThrowIfWriteFailed()
    {
        if (Volatile.Read(ref _writeFailure) is { } reason)
        {
            throw new HistoryException($"History takes nothing any more, because a write failed: {reason.Message}", reason);
        }
    }
}
