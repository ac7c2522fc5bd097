using System.CommandLine;
using TpWallet.Messages;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary>The options of an amount of money. One instance for each command.</summary>
/// <param name="optional">What the amount means where it may be left out; null: it must be given.</param>
internal sealed class AmountOptions(string? optional = null)
{
    private readonly Option<string> _amount = new("--amount")
    {
        Description = optional ?? "In the currency's major unit, with at most its decimals, such as 12.34",
        HelpName = "AMOUNT",
        Required = optional is null,
    };

    private readonly Option<Currency> _currency = CurrencyOption(optional is null);

    /// <summary>A currency by its three- or four-letter code.</summary>
    public static Option<Currency> CurrencyOption(bool required = true) => new("--currency")
    {
        Description = $"One of {string.Join(", ", Currencies.All.ToArray())}",
        HelpName = "CODE",
        Required = required,
        CustomParser = static result =>
        {
            if (!Currencies.TryParse(result.Tokens[0].Value, out var currency))
            {
                result.AddError($"the ledger doesn't keep the currency '{result.Tokens[0].Value}'; it keeps "
                    + $"{string.Join(", ", Currencies.All.ToArray())}");
            }

            return currency;
        },
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_amount);
        command.Add(_currency);
    }

    /// <summary>An amount in minor units, 0 or more.</summary>
    /// <exception cref="CommandFailure">It isn't an amount of the currency.</exception>
    public static long Parse(string text, Currency currency) =>
        MinorUnits.TryParse(text, currency, out var amount, out var error) ? amount : throw new CommandFailure(ExitCodes.Usage, error);

    /// <summary>The amount in minor units, with its currency; zero where it may be left out and is.</summary>
    /// <exception cref="CommandFailure">It isn't a positive amount of the currency, or one of both is missing.</exception>
    public (long Amount, Currency Currency) Read(CommandContext context)
    {
        var currency = context.Get(_currency);
        if (optional is not null && !context.IsGiven(_amount))
        {
            return (0, currency);
        }

        if (currency == Currency.None)
        {
            throw new CommandFailure(ExitCodes.Usage, "--amount needs --currency");
        }

        var amount = Parse(context.Get(_amount)!, currency);
        return amount is > 0 and <= CommandLimits.AmountMax
            ? (amount, currency)
            : throw new CommandFailure(
                ExitCodes.Usage, $"--amount must be more than 0 and at most {MinorUnits.Format(CommandLimits.AmountMax, currency)} {currency}");
    }
}
