using System.Runtime.InteropServices;
using TpWallet.Messages;

namespace TpWallet.Persistence.History;

/// <summary>What history is searched by: a participant's request id, or its retrieval reference and terminal. 24 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
internal readonly record struct HistoryKey
{
    private const uint ByRequestId = 1;
    private const uint ByReference = 2;

    private readonly uint _participant;
    private readonly uint _kind;
    private readonly ulong _first;
    private readonly ulong _second;

    private HistoryKey(uint participant, uint kind, ulong first, ulong second) =>
        (_participant, _kind, _first, _second) = (participant, kind, first, second);

    public static HistoryKey Of(uint participant, RequestId id) => new(participant, ByRequestId, id.First, id.Second);

    public static HistoryKey Of(uint participant, ulong retrievalReference, ulong terminal) =>
        new(participant, ByReference, retrievalReference, terminal);

    /// <summary>
    /// Spreads over 64 bits; the store takes the bucket from one end and a tag from the other. Stored: the index on disk depends on it.
    /// </summary>
    public long Hash()
    {
        var hash = Mix(_first ^ 0x9E37_79B9_7F4A_7C15, _second ^ 0xD6E8_FEB8_6659_FD93);
        return (long)Mix(hash ^ 0xA076_1D64_78BD_642F, ((ulong)_kind << 32 | _participant) ^ 0xE703_7ED1_A0B4_28DB);
    }

    private static ulong Mix(ulong left, ulong right)
    {
        var high = Math.BigMul(left, right, out var low);
        return high ^ low ^ (left + right);
    }
}
