using System.CommandLine;

namespace TpWallet.Server.CommandLine;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    /// <summary>On every command: results as one JSON object a line on standard output, errors as one on standard error.</summary>
    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Write results as JSON, one object a line, and errors as JSON on standard error",
        Recursive = true,
    };

    /// <summary>Whether a command line asks for JSON; also answers for one that is otherwise wrong.</summary>
    public static bool WantsJson(ParseResult parse) => parse.Tokens.Any(static token => token.Value == Json.Name);

    /// <summary>Where the switch listens.</summary>
    public static Option<string> Target() => new("--target")
    {
        Description = "The switch to talk to; of a group all members, separated by commas: the primary is found",
        HelpName = SwitchTarget.Help,
        DefaultValueFactory = static _ => "127.0.0.1:7400",
    };
}
