using System.Diagnostics;
using TpWallet.Server.Operations;

namespace TpWallet.Server.Backups;

/// <summary>Lets the progress of long work through once a second; of work that is done within one, nothing is told.</summary>
internal sealed class OncePerSecond(Action<OperationProgress> tell) : IProgress<OperationProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Stopwatch _sinceLast = Stopwatch.StartNew();

    public void Report(OperationProgress value)
    {
        if (_sinceLast.Elapsed >= Interval)
        {
            _sinceLast.Restart();
            tell(value);
        }
    }
}
