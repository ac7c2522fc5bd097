using TpWallet.Messages;

namespace TpWallet.Client.Tests;

internal static class Ids
{
    public static RequestId New() => RequestId.FromGuid(Guid.NewGuid());

    public static Command Purchase(long amount = 1_234) => PaymentCommands.Purchase(7, New(), account: 100, merchant: 200, amount, Currency.USD);
}
