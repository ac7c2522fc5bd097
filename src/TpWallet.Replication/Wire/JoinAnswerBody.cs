using System.Runtime.InteropServices;
using TpWallet.Replication.Log;

namespace TpWallet.Replication.Wire;

/// <summary>What follows the header of an answer to a join; the header repeats the session of the request.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct JoinAnswerBody
{
    public const int Size = 48;

    [FieldOffset(0)] public JoinOutcome Outcome;
    [FieldOffset(4)] public uint Reserved;
    [FieldOffset(8)] public LogPosition Position;
}
