using System.Runtime.InteropServices;

namespace TpWallet.Messages;

/// <summary>Body of the first command of a journal.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public struct GenesisBody
{
    /// <summary>Table sizes, all positive.</summary>
    public TableSizesBody Tables;

    /// <summary>Where the core's time comes from.</summary>
    public ClockSource Clock;

    /// <summary>Random key of the core's hash tables, so that a sender can't choose request ids that collide. Any value.</summary>
    public ulong HashSeed;
}
