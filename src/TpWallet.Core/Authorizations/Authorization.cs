using System.Runtime.InteropServices;
using TpWallet.Core.Idempotency;
using TpWallet.Core.Memory;
using TpWallet.Messages;

namespace TpWallet.Core.Authorizations;

/// <summary>A hold and what became of it, found by the request that placed it. 64 bytes: one cache line.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct Authorization : IKeyed<RequestKey>
{
    [FieldOffset(0)] public RequestId RequestId;

    /// <summary>Held, minor units.</summary>
    [FieldOffset(16)] public long Amount;

    /// <summary>Captured so far, minor units.</summary>
    [FieldOffset(24)] public long Captured;

    /// <summary>From this time on it can't be captured, milliseconds since 1970-01-01 UTC.</summary>
    [FieldOffset(32)] public long ExpiresMs;

    /// <summary>Slots of the two accounts.</summary>
    [FieldOffset(40)] public uint Payer;

    [FieldOffset(44)] public uint Merchant;

    [FieldOffset(48)] public ushort Participant;

    [FieldOffset(50)] public AuthorizationState State;

    /// <summary>The next slot, plus one, in the queue of ended authorizations; 0: the last, or not in it.</summary>
    [FieldOffset(52)] public uint NextEnded;

    public readonly bool HasKey(in RequestKey key) => RequestId == key.Id && Participant == key.Participant;

    public void SetKey(in RequestKey key)
    {
        RequestId = key.Id;
        Participant = key.Participant;
    }

    public static ulong Hash(in RequestKey key, ulong seed) => RequestKey.Hash(key, seed);
}
