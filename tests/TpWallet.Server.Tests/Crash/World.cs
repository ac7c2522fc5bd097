using TpWallet.Client;
using TpWallet.Messages;

namespace TpWallet.Server.Tests.Crash;

/// <summary>Who takes part: two acquirers with merchants of their own, and wallets of both from which either may be paid.</summary>
internal static class World
{
    public const uint Participants = 2;
    public const int Wallets = 16;
    public const int MerchantsOfEach = 4;

    private const ulong Clearing = 1;
    private const ulong FirstWallet = 100;
    private const ulong FirstMerchant = 200;
    private const long Riches = 1_000_000_000_000;
    private const long Pittance = 100_000;

    /// <summary>The commands by which an operator brings it about.</summary>
    public static IEnumerable<Command> Preparations()
    {
        var number = 0UL;
        for (var participant = 1u; participant <= Participants; participant++)
        {
            yield return PaymentCommands.AddParticipant(participant, NextId());
        }

        yield return PaymentCommands.OpenAccount(1, NextId(), Clearing, AccountKind.ExternalClearing, Currency.USD);
        for (var index = 0; index < Wallets; index++)
        {
            var participant = 1 + ((uint)index % Participants);
            yield return PaymentCommands.OpenAccount(participant, NextId(), Wallet(index), AccountKind.CustomerWallet, Currency.USD);
            yield return PaymentCommands.Deposit(participant, NextId(), Wallet(index), Clearing, index % 4 == 0 ? Pittance : Riches, Currency.USD);
        }

        for (var participant = 1u; participant <= Participants; participant++)
        {
            for (var index = 0; index < MerchantsOfEach; index++)
            {
                yield return PaymentCommands.OpenAccount(participant, NextId(), Merchant(participant, index), AccountKind.Merchant, Currency.USD);
            }
        }

        RequestId NextId() => new(0, ++number);
    }

    public static ulong Wallet(int index) => FirstWallet + (ulong)index;

    public static ulong Merchant(uint participant, int index) => FirstMerchant + (participant * MerchantsOfEach) + (ulong)index;
}
