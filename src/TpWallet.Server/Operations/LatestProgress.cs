using System.Threading.Channels;

namespace TpWallet.Server.Operations;

/// <summary>Keeps the last progress that was told, for one reader that may be slower than the work.</summary>
internal sealed class LatestProgress : IProgress<OperationProgress>
{
    private readonly Channel<OperationProgress> _latest = Channel.CreateBounded<OperationProgress>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    /// <inheritdoc/>
    public void Report(OperationProgress value) => _latest.Writer.TryWrite(value);

    /// <summary>Completes when there is something to take.</summary>
    public Task NextAsync() => _latest.Reader.WaitToReadAsync().AsTask();

    /// <summary>What was told last, as a line for a person.</summary>
    public string Take() => _latest.Reader.TryRead(out var progress) ? progress.ToString() : "";
}
