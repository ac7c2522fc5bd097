using System.Numerics;
using TpWallet.Messages;

namespace TpWallet.Core.Tests.Twin;

/// <summary>An account as a value: every change makes a new one, so that a chain can simply be forgotten.</summary>
internal sealed record NaiveAccount(ulong Number, AccountKind Kind, Currency Currency, uint Participant, long ActivatedMs)
{
    private static readonly BigInteger LongMax = long.MaxValue;

    public AccountStatus Status { get; init; }

    public BigInteger Debits { get; init; }

    public BigInteger Credits { get; init; }

    public BigInteger HeldOut { get; init; }

    public BigInteger HeldIn { get; init; }

    public BigInteger Floor { get; init; }

    public int Tier { get; init; }

    public int PaymentsSinceActivation { get; init; }

    public BigInteger Posted => Credits - Debits;

    public bool HasFloor => Kind is not (AccountKind.ExternalClearing or AccountKind.ParticipantSettlement);

    public BigInteger Available => Posted - HeldOut - Floor;

    public bool IsCustomers => Kind is AccountKind.CustomerWallet or AccountKind.Merchant;

    public bool IsEmpty => Posted == 0 && HeldOut == 0 && HeldIn == 0;

    public bool CanSpend(BigInteger amount) => !HasFloor || Available >= amount;

    public bool FitsDebit(BigInteger amount) => Debits + HeldOut + amount <= LongMax;

    public bool FitsCredit(BigInteger amount) => Credits + HeldIn + amount <= LongMax;
}
