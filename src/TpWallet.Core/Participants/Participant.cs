using System.Runtime.InteropServices;
using TpWallet.Core.Limits;
using TpWallet.Core.Memory;
using TpWallet.Messages;

namespace TpWallet.Core.Participants;

/// <summary>An acquirer or issuer that takes part in the switch. Slot 0 is the operator itself, number 0.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct Participant : IKeyed<uint>
{
    [FieldOffset(0)] public uint Number;

    [FieldOffset(4)] public ParticipantRights Rights;

    /// <summary>When it was added, milliseconds since 1970-01-01 UTC.</summary>
    [FieldOffset(8)] public long AddedMs;

    /// <summary>Its business date and the month that this belongs to.</summary>
    [FieldOffset(16)] public BusinessPeriod Period;

    public uint Key
    {
        readonly get => Number;
        set => Number = value;
    }

    public static ulong Hash(in uint key, ulong seed) => Mix.Fold(key, seed);
}
