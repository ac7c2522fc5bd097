using System.CommandLine;
using TpWallet.Messages;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary>The options of an amount of money. One instance for each command.</summary>
internal sealed class AmountOptions
{
    private readonly Option<string> _amount = new("--amount")
    {
        Description = "In the currency's major unit, with at most its decimals, such as 12.34",
        HelpName = "AMOUNT",
        Required = true,
    };

    private readonly Option<Currency> _currency = CurrencyOption();

    /// <summary>A currency by its three- or four-letter code.</summary>
    public static Option<Currency> CurrencyOption() => new("--currency")
    {
        Description = $"One of {string.Join(", ", Currencies.All.ToArray())}",
        HelpName = "CODE",
        Required = true,
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

    /// <summary>The amount in minor units, with its currency.</summary>
    /// <exception cref="CommandFailure">It isn't a positive amount of the currency.</exception>
    public (long Amount, Currency Currency) Read(CommandContext context)
    {
        var currency = context.Get(_currency);
        if (!MinorUnits.TryParse(context.Get(_amount)!, currency, out var amount, out var error))
        {
            throw new CommandFailure(ExitCodes.Usage, error);
        }

        return amount is > 0 and <= CommandLimits.AmountMax
            ? (amount, currency)
            : throw new CommandFailure(
                ExitCodes.Usage, $"--amount must be more than 0 and at most {MinorUnits.Format(CommandLimits.AmountMax, currency)} {currency}");
    }
}
