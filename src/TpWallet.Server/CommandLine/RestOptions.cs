using System.CommandLine;
using System.Text;
using TpWallet.Server.Configuration;

namespace TpWallet.Server.CommandLine;

/// <summary>Where a command finds the switch's REST, and the key that it shows. One instance for each command.</summary>
internal sealed class RestOptions
{
    /// <summary>The environment variable that holds the key: an option would show it in the list of processes.</summary>
    public const string KeyVariable = "TPWALLET_KEY";

    private readonly Option<string> _rest = new("--rest")
    {
        Description = "The switch's REST, HOST:PORT",
        HelpName = "HOST:PORT",
        DefaultValueFactory = static _ => $"127.0.0.1:{new RestConfiguration().Port}",
    };

    private readonly Option<string> _keyFile = new("--key-file")
    {
        Description = $"File that holds a key of 'tpwallet keys create' [default: the environment variable {KeyVariable}]",
        HelpName = "FILE",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_rest);
        command.Add(_keyFile);
    }

    /// <summary>The address of REST.</summary>
    /// <exception cref="CommandFailure">It is not a host and a port.</exception>
    public Uri Address(CommandContext context) =>
        Uri.TryCreate($"http://{context.Get(_rest)}", UriKind.Absolute, out var address) && address is { AbsolutePath: "/", Query: "" }
            ? address
            : throw new CommandFailure(ExitCodes.Usage, $"--rest must be HOST:PORT, not '{context.Get(_rest)}'");

    /// <summary>The key.</summary>
    /// <exception cref="CommandFailure">There is none, or its file can't be read.</exception>
    public string Key(CommandContext context)
    {
        try
        {
            var key = context.Get(_keyFile) is { } file
                ? File.ReadAllText(file, Encoding.ASCII).Trim()
                : Environment.GetEnvironmentVariable(KeyVariable);
            return string.IsNullOrEmpty(key)
                ? throw new CommandFailure(ExitCodes.Usage, $"a key is needed: set {KeyVariable} or name a file with --key-file")
                : key;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCodes.Usage, $"the key can't be read: {exception.Message}", exception);
        }
    }
}
