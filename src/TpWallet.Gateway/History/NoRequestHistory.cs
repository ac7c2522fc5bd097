using TpWallet.Messages;

namespace TpWallet.Gateway.History;

/// <summary>For a switch whose core forgets nothing: every request is either remembered by the core or new.</summary>
public sealed class NoRequestHistory : IRequestHistory
{
    /// <summary>The one instance.</summary>
    public static NoRequestHistory Instance { get; } = new();

    /// <inheritdoc/>
    public bool IsRuledOut(in Command command, out ulong checkedThrough)
    {
        checkedThrough = 0;
        return true;
    }

    /// <inheritdoc/>
    public ValueTask<HistoryAnswer> FindAsync(in Command command) => new(new HistoryAnswer(HistoryOutcome.Absent, 0, default));
}
