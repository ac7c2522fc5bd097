using System.CommandLine;
using TpWallet.Client;
using TpWallet.Messages;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet limit set</c>: the limits of a tier.</summary>
internal static class LimitCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => new("limit", "Limits on what the wallets of a tier, or an instrument, may spend.") { CreateSet() };

    private static Command CreateSet()
    {
        var tier = new Argument<ushort>("TIER") { Description = "The tier's number, 1 or more" };
        var currency = AmountOptions.CurrencyOption();
        var single = Amount("--per-transaction", "The largest single amount");
        var day = Amount("--per-day", "The largest sum of a business date");
        var month = Amount("--per-month", "The largest sum of a month");
        var dayCount = Numbers.Option("--per-day-count", "The most payments of a business date", uint.MaxValue, 0u, uint.MaxValue);
        var monthCount = Numbers.Option("--per-month-count", "The most payments of a month", uint.MaxValue, 0u, uint.MaxValue);
        return SettingCommand.Create(
            "set",
            "Set the limits of one tier in one currency (operator). What is left out has no limit.",
            [tier, currency, single, day, month, dayCount, monthCount],
            (context, requests) => PaymentCommands.SetTierLimit(requests.RequestIdOf(context), new TierLimitBody
            {
                Tier = context.Get(tier),
                Currency = context.Get(currency),
                PerTransaction = Limit(context, single, currency),
                PerDay = Limit(context, day, currency),
                PerMonth = Limit(context, month, currency),
                PerDayCount = context.Get(dayCount),
                PerMonthCount = context.Get(monthCount),
            }),
            context => $"the limits of tier {context.Get(tier)} in {context.Get(currency)} are set",
            withParticipant: false);
    }

    private static Option<string?> Amount(string name, string description) =>
        new(name) { Description = $"{description} [default: no limit]", HelpName = "AMOUNT" };

    private static long Limit(CommandContext context, Option<string?> option, Option<Currency> currency) =>
        context.Get(option) is { } text ? AmountOptions.Parse(text, context.Get(currency)) : long.MaxValue;
}
