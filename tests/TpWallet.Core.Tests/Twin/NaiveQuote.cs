using System.Numerics;
using TpWallet.Messages;

namespace TpWallet.Core.Tests.Twin;

/// <summary>What a quote promises.</summary>
internal sealed record NaiveQuote(Currency Sell, Currency Buy, BigInteger Numerator, BigInteger Denominator, BigInteger Maximum,
    ulong Takes, ulong Gives, ulong Rounding);
