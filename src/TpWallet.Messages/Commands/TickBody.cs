using System.Runtime.InteropServices;

namespace TpWallet.Messages;

/// <summary>Body of a tick.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
public struct TickBody
{
    /// <summary>
    /// With an external clock: the new time, milliseconds since 1970-01-01 UTC; one that has passed changes nothing. Otherwise zero.
    /// </summary>
    public long TimeMs;
}
