using TpWallet.Messages;

namespace TpWallet.Gateway.History;

/// <summary>
/// What was answered longer ago than the core remembers. A request that may repeat such a one is looked up here before it enters the ring, and
/// says then through which sequence that was done; the core refuses it when it has forgotten more than that by the time it is applied.
/// </summary>
public interface IRequestHistory
{
    /// <summary>
    /// Whether the request, of a status inquiry the one asked about, is certainly no repeat of one that the core has forgotten. Any thread; never
    /// waits for a disk. Hot path.
    /// </summary>
    /// <param name="command">The request as it would enter the ring.</param>
    /// <param name="checkedThrough">Through which sequence that is certain; 0 while the core has forgotten nothing, or when it isn't.</param>
    bool IsRuledOut(in Command command, out ulong checkedThrough);

    /// <summary>Searches for the first answer, on disk if need be.</summary>
    /// <param name="command">The request as it would enter the ring.</param>
    ValueTask<HistoryAnswer> FindAsync(in Command command);
}
