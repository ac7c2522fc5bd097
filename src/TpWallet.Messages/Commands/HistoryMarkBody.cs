using System.Runtime.InteropServices;

namespace TpWallet.Messages;

/// <summary>Body of a history mark. No value ever goes back: a lower one changes nothing.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
public struct HistoryMarkBody
{
    /// <summary>History durably holds every command through this sequence; below the mark's own.</summary>
    public ulong DurableThrough;

    /// <summary>The first sequence that history still holds; at most one more than what it holds durably. 0 or 1: it has dropped nothing.</summary>
    public ulong RetainedFrom;

    /// <summary>When that command was applied, milliseconds since 1970-01-01 UTC; not in the future.</summary>
    public long RetainedFromTimeMs;
}
