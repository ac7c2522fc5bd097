using System.CommandLine;
using TpWallet.Protocol.Binary;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary>What the operator's commands that set something share.</summary>
internal static class SettingCommand
{
    /// <summary>Makes a command that sends what <paramref name="build"/> makes in an operator's session.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="symbols">Its own arguments and options.</param>
    /// <param name="build">Makes the switch's command.</param>
    /// <param name="text">Says an approval in words.</param>
    /// <param name="withParticipant">False where it concerns no participant.</param>
    public static Command Create(
        string name,
        string description,
        IEnumerable<Symbol> symbols,
        Func<CommandContext, RequestOptions, Messages.Command> build,
        Func<CommandContext, string> text,
        bool withParticipant = true)
    {
        var requests = new RequestOptions();
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
            {
                command.Add(argument);
            }
            else
            {
                command.Add((Option)symbol);
            }
        }

        requests.AddTo(command, withParticipant);
        CommandContext.SetAction(command, async (context, cancellationToken) =>
        {
            var reply = await SwitchCall.SendAsync(
                requests.Target(context), SessionRole.Operator, build(context, requests), cancellationToken).ConfigureAwait(false);
            return AnswerReport.Write(context, reply, text(context));
        });
        return command;
    }
}
