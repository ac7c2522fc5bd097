using System.Collections.Immutable;
using System.Numerics;
using TpWallet.Messages;

namespace TpWallet.Core.Tests.Twin;

/// <summary>All that a chain may change, as one value.</summary>
internal sealed record NaiveBooks
{
    public ImmutableDictionary<ulong, NaiveAccount> Accounts { get; init; } = ImmutableDictionary<ulong, NaiveAccount>.Empty;

    public ImmutableDictionary<(uint Participant, RequestId Id), NaivePayment> Payments { get; init; } =
        ImmutableDictionary<(uint Participant, RequestId Id), NaivePayment>.Empty;

    /// <summary>Everything that was ever counted against limits, what was given back as negative.</summary>
    public ImmutableList<(ulong Account, ulong Instrument, int Date, BigInteger Amount, int Count)> Counted { get; init; } = [];

    /// <summary>What each participant's customers have paid to others', less what they got.</summary>
    public ImmutableDictionary<(uint Participant, Currency Currency), BigInteger> Owed { get; init; } =
        ImmutableDictionary<(uint Participant, Currency Currency), BigInteger>.Empty;
}
