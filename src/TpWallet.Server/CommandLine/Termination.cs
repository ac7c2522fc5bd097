using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TpWallet.Server.CommandLine;

/// <summary>
/// Turns the first SIGINT (Ctrl-C) or SIGTERM into a cancellation, so that a command can drain; one more, later than <see cref="Echo"/>, ends
/// the process at once. Supervisors signal a process and its group, so one wish to stop may arrive twice.
/// </summary>
internal sealed class Termination : IDisposable
{
    private static readonly TimeSpan Echo = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _requested = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private long _requestedAt;

    public Termination()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _requested.Token;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _requested.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        // The two signals may be handled on two threads at once; whoever comes first sets the time.
        var now = Stopwatch.GetTimestamp();
        var first = Interlocked.CompareExchange(ref _requestedAt, now, 0);
        context.Cancel = first == 0 || Stopwatch.GetElapsedTime(first, now) < Echo;
        _requested.Cancel();
    }
}
