using System.Runtime.InteropServices;
using TpWallet.Replication.Log;

namespace TpWallet.Replication.Wire;

/// <summary>What follows the header of a heartbeat.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct HeartbeatBody
{
    public const int Size = 48;

    [FieldOffset(0)] public LogPosition Committed;

    /// <summary>Sequence of the primary's last batch: what a standby lags behind.</summary>
    [FieldOffset(40)] public ulong TailSequence;
}
