using System.Diagnostics;
using TpWallet.Persistence.Journal;

namespace TpWallet.Server.Engine.Recovery;

/// <summary>Turns the reader's progress into a line a second.</summary>
internal sealed class RecoveryProgress(IProgress<string> lines) : IProgress<JournalProgress>
{
    private readonly Stopwatch _sinceLastLine = Stopwatch.StartNew();

    public void Report(JournalProgress value)
    {
        if (_sinceLastLine.Elapsed < TimeSpan.FromSeconds(1) || value.BytesTotal == 0)
        {
            return;
        }

        _sinceLastLine.Restart();
        lines.Report($"recovering: {value.BytesDone * 100 / value.BytesTotal} % of {value.BytesTotal >> 20} MiB of journal read");
    }
}
