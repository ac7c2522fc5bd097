using System.Runtime.InteropServices;
using TpWallet.Core.Memory;
using TpWallet.Messages;

namespace TpWallet.Core.Positions;

/// <summary>What one participant owes to and is owed by the others in one currency, and how much it may owe. 64 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct Position : IKeyed<uint>
{
    public const long NoCap = long.MaxValue;

    [FieldOffset(0)] public uint ParticipantAndCurrency;

    /// <summary>The most that may be owed, in flight included.</summary>
    [FieldOffset(8)] public long Cap;

    /// <summary>Held on its wallets in favour of others. As a sum over accounts it may need more than 64 bits.</summary>
    [FieldOffset(16)] public Int128 InFlight;

    /// <summary>Moved from its accounts to others', less what came from theirs.</summary>
    [FieldOffset(32)] public Int128 Owed;

    public uint Key
    {
        readonly get => ParticipantAndCurrency;
        set => ParticipantAndCurrency = value;
    }

    public static uint KeyOf(ushort participant, Currency currency) => ((uint)participant << 16) | (ushort)currency;

    public static ulong Hash(in uint key, ulong seed) => Mix.Fold(key, seed);
}
