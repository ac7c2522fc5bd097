using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using TpWallet.Server.CommandLine;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.Replay;

/// <summary>The command line of <c>tpwallet replay</c>.</summary>
internal sealed class ReplayOptions
{
    private readonly Argument<string> _file = new("file")
    {
        Description = "CSV with a header, plain or compressed with gzip",
        HelpName = "FILE.csv[.gz]",
    };

    private readonly Option<double> _rate = new("--rate")
    {
        Description = "Payments due in a second, 1 to 10000000, or max: as fast as the window allows [default: max]",
        HelpName = "N|max",
        CustomParser = ParseRate,
    };

    private readonly Option<string> _target = new("--target")
    {
        Description = "A running switch, or all members of a group, separated by commas, in its own time "
            + "[default: an own switch in the file's time]",
        HelpName = SwitchTarget.Help,
    };

    private readonly Option<string> _data = new("--data")
    {
        Description = "Folder of the own switch's journal, kept afterwards; a second run on it changes nothing [default: a temporary one]",
        HelpName = "DIR",
    };

    private readonly Option<string> _decisions = new("--decisions")
    {
        Description = "Write tx_id,decision,result_code,latency_us for each payment to this file",
        HelpName = "FILE",
    };

    private readonly Option<bool> _strict = new("--strict") { Description = "Stop at the first bad row instead of passing over it" };

    private readonly Option<long> _openingBalance = Numbers.Option(
        "--opening-balance", "What each card's account holds at first, in whole units of its currency", ReplaySettings.OpeningUnitsDefault, 0,
        ReplaySettings.OpeningUnitsMax);

    private readonly Option<uint> _participant = Numbers.Option("--participant",
        "The participant that owns the accounts and sends the payments", 1u, 1u, uint.MaxValue);

    private readonly Option<uint> _window = Numbers.Option("--window", "Commands that may be unanswered", 2_048u, 1u, 65_536u);

    /// <summary>The options' values.</summary>
    internal sealed record Values(
        string File, double Rate, string? Target, string? Data, string? Decisions, bool Strict, long OpeningUnits, uint Participant, uint Window);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_file);
        Option[] options = [_rate, _target, _data, _decisions, _strict, _openingBalance, _participant, _window];
        foreach (var option in options)
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetResult(_target) is not null && result.GetResult(_data) is not null)
            {
                result.AddError("--data is the folder of an own switch and has no meaning with --target");
            }
        });
    }

    /// <summary>Reads the values.</summary>
    public Values Read(CommandContext context) => new(
        context.Get(_file)!, context.Get(_rate), context.Get(_target), context.Get(_data), context.Get(_decisions), context.Get(_strict),
        context.Get(_openingBalance), context.Get(_participant), context.Get(_window));

    private static double ParseRate(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text == "max")
        {
            return 0;
        }

        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) || rate is < 1 or > 10_000_000)
        {
            result.AddError($"--rate must be max or a number from 1 to 10000000, not '{text}'");
        }

        return rate;
    }
}
