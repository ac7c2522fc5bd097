using TpWallet.Messages;

namespace TpWallet.Server.Replay;

/// <summary>A command on its way, and then its answer. Times are ticks of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
internal struct PendingCommand
{
    /// <summary>What was asked for.</summary>
    public CommandKind Kind;

    /// <summary>What the sender gave to find its way back: of a payment, its number in the file.</summary>
    public ulong Subject;

    /// <summary>From when its latency counts.</summary>
    public long StartTicks;

    /// <summary>When the answer was read; 0: not yet.</summary>
    public long EndTicks;

    /// <summary>The answer.</summary>
    public Reply Reply;
}
