using System.CommandLine;
using TpWallet.Protocol.Iso8583;
using TpWallet.Server.Configuration;
using TpWallet.Server.Iso8583;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet iso</c>: messages of ISO 8583 sent, read, scripted; keys and tokens.</summary>
internal static class IsoCommand
{
    /// <summary>Shows what is sensitive.</summary>
    internal static readonly Option<bool> Unmasked = new("--unmasked")
    {
        Description = "Show card numbers, stripes, PIN blocks and private data: for test data on your own screen alone",
    };

    private static readonly Option<string> ProfileOption = new("--profile")
    {
        Description = $"Profile: one of {string.Join(", ", IsoProfiles.Names)}, or a file",
        HelpName = "NAME|FILE",
        DefaultValueFactory = static _ => IsoProfiles.Names[0],
    };

    private static readonly Option<string> ConnectOption = new("--connect")
    {
        Description = "The ISO 8583 listener of a switch",
        HelpName = "HOST:PORT",
        Required = true,
    };

    /// <summary>The command.</summary>
    public static Command Create() => new("iso", "ISO 8583: send and read messages, run scripts, make keys and tokens.")
    {
        IsoSendCommand.Create(ProfileOption, ConnectOption),
        IsoDecodeCommand.Create(ProfileOption),
        IsoSimulateCommand.Create(ProfileOption, ConnectOption),
        IsoPrepareCommand.Create(),
        IsoIncidentsCommand.Create(),
        IsoKeyCommand.CreateKey(),
        IsoKeyCommand.CreateToken(),
    };

    /// <summary>Reads the profile that an option names.</summary>
    internal static IsoProfile ProfileOf(CommandContext context)
    {
        try
        {
            return IsoProfiles.Get(context.Get(ProfileOption)!);
        }
        catch (IsoProfileException exception)
        {
            throw new CommandFailure(ExitCodes.Usage, exception.Message, exception);
        }
    }

    /// <summary>Reads a key file that an option names.</summary>
    internal static byte[] KeyOf(CommandContext context, Option<string> option)
    {
        try
        {
            return TokenKeyFile.Read(context.Get(option)!);
        }
        catch (ConfigurationException exception)
        {
            throw new CommandFailure(ExitCodes.Usage, exception.Message, exception);
        }
    }
}
