using System.Runtime.InteropServices;
using TpWallet.Core.Limits;
using TpWallet.Core.Memory;
using TpWallet.Messages;

namespace TpWallet.Core.Accounts;

/// <summary>
/// An account's balances as four totals, so that no single signed number can hide a mistake: what is pending and what is posted, debits and
/// credits apart. Posted totals only grow. 128 bytes: the first cache line decides, the second counts.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
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

    [FieldOffset(51)] public AccountStatus Status;

    /// <summary>Slot of the participant that it belongs to.</summary>
    [FieldOffset(52)] public ushort Participant;

    /// <summary>Whose limits apply; 0: none.</summary>
    [FieldOffset(54)] public ushort Tier;

    /// <summary>When it was opened or last re-activated, milliseconds since 1970-01-01 UTC: the cold start counts from here.</summary>
    [FieldOffset(56)] public long ActivatedMs;

    [FieldOffset(64)] public Usage Usage;

    /// <summary>Payments approved since it was opened or last re-activated.</summary>
    [FieldOffset(96)] public uint PaymentsSinceActivation;

    /// <summary>Posted balance, credits less debits, minor units. Can't overflow: both totals are between 0 and 2^63 - 1.</summary>
    public readonly long Posted => CreditsPosted - DebitsPosted;

    /// <summary>What may still be spent: posted balance less holds, above the floor; at the edge of 64 bits rather too little than wrapped.</summary>
    public readonly long Available
    {
        get
        {
            var floor = Floor == NoFloor ? 0 : Floor;
            var unheld = Posted - DebitsPending;
            var free = unheld - floor;

            // A difference has wrapped if its operands' signs differ and its own is not the first one's.
            return (((Posted ^ DebitsPending) & (Posted ^ unheld)) | ((unheld ^ floor) & (unheld ^ free))) >= 0 ? free : ClampedAvailable(floor);
        }
    }

    /// <summary>Whether nothing is on it and nothing is held.</summary>
    public readonly bool IsEmpty => DebitsPosted == CreditsPosted && (DebitsPending | CreditsPending) == 0;

    public ulong Key
    {
        readonly get => Number;
        set => Number = value;
    }

    /// <summary>Whether the amount may be spent or held.</summary>
    public readonly bool CanSpend(long amount) => Floor == NoFloor || Available >= amount;

    /// <summary>Whether a debit, held or posted, keeps the sum of all debits within 64 bits, so that what is held can always be posted.</summary>
    public readonly bool HasRoomForDebit(long amount) => long.MaxValue - DebitsPending - DebitsPosted >= amount;

    /// <summary>Whether a credit, held or posted, keeps the sum of all credits within 64 bits.</summary>
    public readonly bool HasRoomForCredit(long amount) => long.MaxValue - CreditsPending - CreditsPosted >= amount;

    /// <summary>Whether the account is one that its owner spends from or collects on, rather than the switch's own.</summary>
    public readonly bool IsCustomers => Kind is AccountKind.CustomerWallet or AccountKind.Merchant;

    private readonly long ClampedAvailable(long floor) =>
        (long)Int128.Clamp((Int128)Posted - DebitsPending - floor, long.MinValue, long.MaxValue);

    public static ulong Hash(in ulong key, ulong seed) => Mix.Fold(key, seed);
}
