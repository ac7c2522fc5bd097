using System.Numerics;
using TpWallet.Messages;

namespace TpWallet.Core.Tests.Twin;

internal sealed class NaiveAccount(AccountKind kind, Currency currency, uint participant)
{
    public AccountKind Kind => kind;

    public Currency Currency => currency;

    public uint Participant => participant;

    public BigInteger Posted { get; private set; }

    public BigInteger HeldOut { get; private set; }

    /// <summary>All that was ever debited, and what is held to be.</summary>
    public BigInteger Debits { get; private set; }

    /// <summary>All that was ever credited, and what is held to be.</summary>
    public BigInteger Credits { get; private set; }

    public BigInteger Available => Posted - HeldOut;

    public void Move(NaiveAccount to, BigInteger amount)
    {
        Posted -= amount;
        Debits += amount;
        to.Posted += amount;
        to.Credits += amount;
    }

    public void Hold(NaiveAccount to, BigInteger amount)
    {
        HeldOut += amount;
        Debits += amount;
        to.Credits += amount;
    }
}
