using System.Runtime.InteropServices;
using TpWallet.Replication.Log;

namespace TpWallet.Replication.Wire;

/// <summary>What follows the header of an acknowledgement: under this journal, everything through this position is durable.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct AcknowledgementBody
{
    public const int Size = 56;

    [FieldOffset(0)] public Guid JournalId;
    [FieldOffset(16)] public LogPosition Position;
}
