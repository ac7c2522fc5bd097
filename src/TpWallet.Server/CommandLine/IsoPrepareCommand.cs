using System.CommandLine;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;
using TpWallet.Server.Iso8583.Conformance;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet iso prepare</c>: sets up what the scripts speak of.</summary>
internal static class IsoPrepareCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var script = new Option<string>("--script")
        {
            Description = "A script, or a folder of scripts with their world.json",
            HelpName = "FILE|DIR",
            DefaultValueFactory = static _ => "config/iso8583/conformance",
        };
        var key = new Option<string>("--key") { Description = "The key file of the link's tokens", HelpName = "FILE", Required = true };
        var target = new Option<string>("--target")
        {
            Description = "The switch's binary listener",
            HelpName = "HOST:PORT",
            DefaultValueFactory = static _ => "127.0.0.1:7400",
        };
        var command = new Command(
            "prepare", "Set up the test participant, wallets, merchants and cards of the scripts (operator). Again changes nothing.")
        {
            script, key, target,
        };
        CommandContext.SetAction(command, async (context, cancellationToken) =>
        {
            var count = 0;
            try
            {
                foreach (var request in TestWorld.Load(context.Get(script)!).Commands(IsoCommand.KeyOf(context, key)))
                {
                    var reply = await SwitchCall.SendAsync(context.Get(target)!, SessionRole.Operator, request, cancellationToken)
                        .ConfigureAwait(false);
                    if (reply.Class != ResultClass.Success)
                    {
                        throw new CommandFailure(ExitCodes.Declined, $"{request.Kind} was refused: {ResultText.Of(reply.Result)}");
                    }

                    count++;
                }
            }
            catch (ScriptException exception)
            {
                throw new CommandFailure(ExitCodes.Usage, exception.Message, exception);
            }

            context.WriteResult(new { commands = count }, $"{count} commands done");
            return ExitCodes.Success;
        });
        return command;
    }
}
