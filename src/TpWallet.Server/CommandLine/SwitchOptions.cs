using System.CommandLine;
using TpWallet.Messages;
using TpWallet.Persistence.Journal;
using TpWallet.Server.Configuration;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary>The options that lay themselves over a configuration file. One instance for each command that starts a switch.</summary>
internal sealed class SwitchOptions
{
    private static readonly SwitchConfiguration Defaults = new();

    private readonly Option<string> _config = new("--config")
    {
        Description = $"Configuration file, JSON with comments [default: {SwitchConfigurationFile.DefaultPath} if it exists]",
        HelpName = "FILE",
    };

    private readonly Option<string> _data = Named("--data", "DIR", $"Folder of the journal, created when missing [default: {Defaults.Data}]");

    private readonly Option<string> _address = Named(
        "--address", "IP", $"Address to listen on; one that isn't loopback needs --insecure [default: {Defaults.Address}]");

    private readonly Option<int?> _port = Numbers.Optional(
        "--port", $"TCP port to listen on, 0: any free one [default: {Defaults.Port}]", 0, 65_535);

    private readonly Option<int?> _restPort = Numbers.Optional(
        "--rest-port", $"TCP port of REST, health and metrics, 0: any free one [default: {Defaults.Rest.Port}]", 0, 65_535);

    private readonly Option<bool> _insecure = new("--insecure")
    {
        Description = "Allow an address that isn't loopback although nothing is encrypted",
    };

    private readonly Option<JournalKind?> _journal = Choice<JournalKind>("--journal", "Write-ahead journal", Defaults.Journal);

    private readonly Option<DurabilityMode?> _durability = Choice<DurabilityMode>(
        "--durability", "When a reply may leave; memory doesn't wait for the disk and is for benchmarks alone", Defaults.Durability);

    private readonly Option<uint?> _accounts = Size("--accounts", "Accounts of a new switch", Defaults.Genesis.Accounts);

    private readonly Option<uint?> _openAuthorizations = Size(
        "--open-authorizations", "Open authorizations of a new switch, ended payments remembered in what is left",
            Defaults.Genesis.OpenAuthorizations);

    private readonly Option<uint?> _duplicateEntries = Size(
        "--duplicate-entries", "Remembered request ids of a new switch", Defaults.Genesis.DuplicateEntries);

    private readonly Option<uint?> _instruments = Size("--instruments", "Instruments of a new switch", Defaults.Genesis.Instruments);

    private readonly Option<uint?> _participants = Size("--participants", "Participants of a new switch", Defaults.Genesis.Participants);

    private readonly Option<ClockSource?> _clock = Choice<ClockSource>(
        "--clock", "Whose time a new switch keeps; external: only an operator's tick moves it", Defaults.Genesis.Clock);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        Option[] options =
        [
            _config, _data, _address, _port, _restPort, _insecure, _journal, _durability,
            _accounts, _openAuthorizations, _duplicateEntries, _instruments, _participants, _clock,
        ];
        foreach (var option in options)
        {
            command.Add(option);
        }
    }

    /// <summary>Adds only the option that names the configuration file.</summary>
    public void AddFileTo(Command command) => command.Add(_config);

    /// <summary>Whether a configuration file was named.</summary>
    public bool NamesFile(CommandContext context) => context.Get(_config) is not null;

    /// <summary>The configuration file with the given options laid over it, checked.</summary>
    /// <param name="context">The command line.</param>
    /// <param name="data">The data folder, whatever the file says; null: what the file or the option says.</param>
    /// <exception cref="CommandFailure">The file or an option is wrong.</exception>
    public SwitchConfiguration Read(CommandContext context, string? data = null)
    {
        try
        {
            var file = SwitchConfigurationFile.Load(context.Get(_config));
            var configuration = file with
            {
                Data = data ?? context.Get(_data) ?? file.Data,
                Address = context.Get(_address) ?? file.Address,
                Port = context.Get(_port) ?? file.Port,
                Insecure = context.Get(_insecure) || file.Insecure,
                Rest = file.Rest with { Port = context.Get(_restPort) ?? file.Rest.Port },
                Journal = context.Get(_journal) ?? file.Journal,
                Durability = context.Get(_durability) ?? file.Durability,
                Genesis = file.Genesis with
                {
                    Accounts = context.Get(_accounts) ?? file.Genesis.Accounts,
                    OpenAuthorizations = context.Get(_openAuthorizations) ?? file.Genesis.OpenAuthorizations,
                    DuplicateEntries = context.Get(_duplicateEntries) ?? file.Genesis.DuplicateEntries,
                    Instruments = context.Get(_instruments) ?? file.Genesis.Instruments,
                    Participants = context.Get(_participants) ?? file.Genesis.Participants,
                    Clock = context.Get(_clock) ?? file.Genesis.Clock,
                },
            };
            SwitchConfigurationCheck.Check(configuration);
            Iso8583.IsoLinks.Load(configuration);
            return configuration;
        }
        catch (ConfigurationException exception)
        {
            throw new CommandFailure(ExitCodes.Usage, exception.Message, exception);
        }
    }

    private static Option<string> Named(string name, string helpName, string description) => new(name)
    {
        Description = description,
        HelpName = helpName,
    };

    private static Option<uint?> Size(string name, string description, uint standard) =>
        Numbers.Optional(name, $"{description} [default: {standard}]", 1u, uint.MaxValue);

    private static Option<T?> Choice<T>(string name, string description, T standard)
        where T : struct, Enum => Choices.Option<T>(name, $"{description} [default: {Choices.Name(standard)}]");
}
