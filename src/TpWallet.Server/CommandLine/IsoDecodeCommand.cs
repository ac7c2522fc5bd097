using System.CommandLine;
using TpWallet.Protocol.Iso8583;
using TpWallet.Server.Iso8583;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet iso decode</c>: takes a message apart.</summary>
internal static class IsoDecodeCommand
{
    private static readonly Argument<string> Hex = new("HEX")
    {
        Description = "The message as hexadecimal digits, blanks allowed; '-' or nothing: standard input",
        DefaultValueFactory = static _ => "-",
    };

    private static readonly Option<bool> Framed = new("--framed")
    {
        Description = "It begins with the profile's length and header and ends with its trailer",
    };

    /// <summary>The command.</summary>
    public static Command Create(Option<string> profile)
    {
        var command = new Command("decode", "Take a message apart. Ends with 1 when something is wrong with it.")
        {
            Hex, profile, Framed, IsoCommand.Unmasked,
        };
        CommandContext.SetAction(command, static (context, _) => Task.FromResult(Run(context)));
        return command;
    }

    private static int Run(CommandContext context)
    {
        var profile = IsoCommand.ProfileOf(context);
        var given = context.Get(Hex)!;
        ReadOnlySpan<byte> bytes = BytesOf(given == "-" ? Console.In.ReadToEnd() : given);
        if (context.Get(Framed))
        {
            bytes = Unwrap(profile, bytes);
        }

        if (context.Json)
        {
            context.WriteJson(MaskedDump.Json(profile, bytes, context.Get(IsoCommand.Unmasked)));
        }
        else
        {
            MaskedDump.Write(context, "message", profile, bytes, context.Get(IsoCommand.Unmasked));
        }

        return IsoDecoder.TryRead(profile, bytes, out _, out _) ? ExitCodes.Success : ExitCodes.CheckFailed;
    }

    private static ReadOnlySpan<byte> Unwrap(IsoProfile profile, ReadOnlySpan<byte> frame)
    {
        var framing = profile.Framing;
        return frame.Length >= framing.LengthBytes && framing.TryReadLength(frame, out var length) && length == frame.Length
            && framing.TryUnwrap(frame, out var message) ? message
            : throw new CommandFailure(ExitCodes.Usage, $"not one whole frame of profile {profile.Name}");
    }

    private static byte[] BytesOf(string hex)
    {
        try
        {
            return Convert.FromHexString(string.Concat(hex.Where(static character => !char.IsWhiteSpace(character))));
        }
        catch (FormatException exception)
        {
            throw new CommandFailure(ExitCodes.Usage, "not an even number of hexadecimal digits", exception);
        }
    }
}
