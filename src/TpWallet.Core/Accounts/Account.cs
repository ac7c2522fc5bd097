using System.Runtime.InteropServices;
using TpWallet.Core.Memory;
using TpWallet.Messages;

namespace TpWallet.Core.Accounts;

/// <summary>
/// An account's balances as four totals, so that no single signed number can hide a mistake: what is pending and what is posted, debits and
/// credits apart. Posted totals only grow. 64 bytes: one cache line.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct Account : IKeyed<ulong>
{
    /// <summary>The floor of an account that may go below zero without limit.</summary>
    public const long NoFloor = long.MinValue;

    [FieldOffset(0)] public ulong Number;

    /// <summary>Held to be paid: the sum of open holds on this account.</summary>
    [FieldOffset(8)] public long DebitsPending;

    /// <summary>Held to be received: the sum of open holds in this account's favour.</summary>
    [FieldOffset(16)] public long CreditsPending;

    [FieldOffset(24)] public long DebitsPosted;

    [FieldOffset(32)] public long CreditsPosted;

    /// <summary>The lowest balance that may be left after all holds, minor units; <see cref="NoFloor"/>: any.</summary>
    [FieldOffset(40)] public long Floor;

    [FieldOffset(48)] public Currency Currency;

    [FieldOffset(50)] public AccountKind Kind;

    /// <summary>Slot of the participant that it belongs to.</summary>
    [FieldOffset(52)] public ushort Participant;

    /// <summary>When it was opened, milliseconds since 1970-01-01 UTC.</summary>
    [FieldOffset(56)] public long OpenedMs;

    /// <summary>Posted balance, credits less debits, minor units. Can't overflow: both totals are between 0 and 2^63 - 1.</summary>
    public readonly long Posted => CreditsPosted - DebitsPosted;

    /// <summary>
    /// What may still be spent: posted balance less holds, above the floor. Never overflows where there is a floor: pending and posted debits
    /// together stay within 64 bits (<see cref="HasRoomForDebit"/>).
    /// </summary>
    public readonly long Available => Posted - DebitsPending - (Floor == NoFloor ? 0 : Floor);

    /// <summary>Whether the amount may be spent or held.</summary>
    public readonly bool CanSpend(long amount) => Floor == NoFloor || Available >= amount;

    /// <summary>Whether a debit, held or posted, keeps the sum of all debits within 64 bits, so that what is held can always be posted.</summary>
    public readonly bool HasRoomForDebit(long amount) => long.MaxValue - DebitsPending - DebitsPosted >= amount;

    /// <summary>Whether a credit, held or posted, keeps the sum of all credits within 64 bits.</summary>
    public readonly bool HasRoomForCredit(long amount) => long.MaxValue - CreditsPending - CreditsPosted >= amount;

    public readonly bool HasKey(in ulong key) => Number == key;

    public void SetKey(in ulong key) => Number = key;

    public static ulong Hash(in ulong key, ulong seed) => Mix.Fold(key, seed);
}
