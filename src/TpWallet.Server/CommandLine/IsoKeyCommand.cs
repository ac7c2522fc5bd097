using System.CommandLine;
using System.Text;
using TpWallet.Gateway.Iso8583;
using TpWallet.Protocol.Iso8583;
using TpWallet.Server.Configuration;
using TpWallet.Server.Iso8583;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet iso key</c> and <c>iso token</c>: what stands for a card in the switch.</summary>
internal static class IsoKeyCommand
{
    /// <summary>Writes a new key.</summary>
    public static Command CreateKey()
    {
        var file = new Argument<string>("FILE") { Description = "The file to write; it must not exist" };
        var command = new Command(
            "key", "Write a new random key for instrument tokens, readable by you alone. Tokens of another key are other tokens.")
        {
            file,
        };
        CommandContext.SetAction(command, (context, _) =>
        {
            try
            {
                TokenKeyFile.Create(context.Get(file)!);
            }
            catch (ConfigurationException exception)
            {
                throw new CommandFailure(ExitCodes.Usage, exception.Message, exception);
            }

            context.WriteResult(new { file = context.Get(file) }, $"{context.Get(file)} written");
            return Task.FromResult(ExitCodes.Success);
        });
        return command;
    }

    /// <summary>Tells the token of a card.</summary>
    public static Command CreateToken()
    {
        var key = new Option<string>("--key") { Description = "The key's file", HelpName = "FILE", Required = true };
        var command = new Command("token", "Tell the instrument token of the card number on standard input; bind it with 'tpwallet instrument bind'.")
        {
            key,
        };
        CommandContext.SetAction(command, (context, _) =>
        {
            var digits = Encoding.ASCII.GetBytes((Console.In.ReadLine() ?? "").Trim());
            if (!Masking.IsCardNumber(digits))
            {
                throw new CommandFailure(ExitCodes.Usage, "standard input does not begin with a card number");
            }

            var token = InstrumentToken.Of(IsoCommand.KeyOf(context, key), digits);
            context.WriteResult(new { token }, $"{token}");
            return Task.FromResult(ExitCodes.Success);
        });
        return command;
    }
}
