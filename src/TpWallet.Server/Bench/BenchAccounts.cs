using TpWallet.Messages;

namespace TpWallet.Server.Bench;

/// <summary>
/// The participant and accounts that the load generator works with. Their numbers are far from any that a person would choose, and their
/// requests are named after them: setting them up again changes nothing.
/// </summary>
internal static class BenchAccounts
{
    /// <summary>The load generator's participant.</summary>
    public const uint Participant = 900_000;

    /// <summary>Where deposits come from.</summary>
    public const ulong Clearing = 900_000_000_000;

    /// <summary>How many merchants share the payments.</summary>
    public const uint MerchantCount = 16;

    /// <summary>Every account's currency.</summary>
    public const Currency Currency = Messages.Currency.USD;

    /// <summary>What each wallet is given: a thousand million dollars, enough for any run.</summary>
    public const long OpeningBalance = 100_000_000_000;

    private const ulong FirstMerchant = 900_000_000_001;
    private const ulong FirstWallet = 900_001_000_000;

    /// <summary>A merchant's account number.</summary>
    public static ulong Merchant(uint index) => FirstMerchant + index;

    /// <summary>A customer wallet's account number.</summary>
    public static ulong Wallet(uint index) => FirstWallet + index;
}
