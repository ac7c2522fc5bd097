using System.Runtime.InteropServices;

namespace TpWallet.Core.Idempotency;

/// <summary>Which requests the core has forgotten, and which history still knows. Part of the state; 40 bytes.</summary>
/// <param name="EvictedThrough">Sequence of the newest request that was forgotten; 0: none was.</param>
/// <param name="EvictedThroughTimeMs">When that one was applied, milliseconds since 1970-01-01 UTC.</param>
/// <param name="DurableThrough">History durably holds every command through this sequence: what is at or below may be forgotten.</param>
/// <param name="RetainedFrom">The first sequence that history still holds; 0 or 1: it has dropped nothing.</param>
/// <param name="RetainedFromTimeMs">When that one was applied, milliseconds since 1970-01-01 UTC.</param>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
public readonly record struct IdempotencyWindow(
    ulong EvictedThrough, long EvictedThroughTimeMs, ulong DurableThrough, ulong RetainedFrom, long RetainedFromTimeMs)
{
    /// <summary>Whether history has dropped requests.</summary>
    public bool HasDropped => RetainedFrom > 1;
}
