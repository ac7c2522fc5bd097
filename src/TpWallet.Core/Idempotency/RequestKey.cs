using System.Numerics;
using TpWallet.Core.Memory;
using TpWallet.Messages;

namespace TpWallet.Core.Idempotency;

/// <summary>What makes a request unique: the participant, by its slot, and the id that the participant chose.</summary>
internal readonly record struct RequestKey(ushort Participant, RequestId Id)
{
    /// <summary>
    /// Both halves are keyed: ids are their sender's choice, and one who could make either factor zero could make all hashes the same.
    /// </summary>
    public static ulong Hash(in RequestKey key, ulong seed) =>
        Mix.Fold(key.Id.First ^ seed, (key.Id.Second + key.Participant) ^ BitOperations.RotateLeft(seed, 32));
}
