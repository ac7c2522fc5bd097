using System.Runtime.InteropServices;
using TpWallet.Core.Memory;

namespace TpWallet.Core.Participants;

/// <summary>An acquirer or issuer that takes part in the switch. Slot 0 is the operator itself, number 0.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct Participant : IKeyed<uint>
{
    [FieldOffset(0)] public uint Number;

    /// <summary>When it was added, milliseconds since 1970-01-01 UTC.</summary>
    [FieldOffset(8)] public long AddedMs;

    public readonly bool HasKey(in uint key) => Number == key;

    public void SetKey(in uint key) => Number = key;

    public static ulong Hash(in uint key, ulong seed) => Mix.Fold(key, seed);
}
