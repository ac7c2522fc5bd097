using System.Net;
using TpWallet.Server.Configuration;

namespace TpWallet.Server.Engine;

/// <summary>PLACEHOLDER: only the shape that <c>serve</c> is written against; to be replaced by the engine.</summary>
internal sealed class SwitchNode : IAsyncDisposable
{
    private SwitchNode()
    {
    }

    /// <summary>Where it listens; tells the port that was chosen when the configuration says 0.</summary>
    public IPEndPoint Endpoint { get; } = new(IPAddress.Loopback, 0);

    /// <summary>Ends when the switch has stopped; faults with the exception of the part that failed.</summary>
    public Task Completion { get; } = Task.CompletedTask;

    /// <summary>Commands that the journal held at the start.</summary>
    public long RecoveredCommands { get; }

    /// <summary>How long recovery took.</summary>
    public TimeSpan RecoveryTime { get; }

    /// <summary>The last applied sequence.</summary>
    public ulong Sequence { get; }

    /// <summary>Commands applied since the start, recovered ones not counted.</summary>
    public long Commands { get; }

    /// <summary>Journal commits since the start.</summary>
    public long Batches { get; }

    /// <summary>Opens the journal, recovers, and listens.</summary>
    public static Task<SwitchNode> StartAsync(
        SwitchConfiguration configuration, IProgress<string> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        progress.Report("recovering");
        cancellationToken.ThrowIfCancellationRequested();
        throw new NotSupportedException("this build has no engine yet");
    }

    /// <summary>Takes nothing more, answers what is in flight, closes the journal.</summary>
    public Task StopAsync() => Completion;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
