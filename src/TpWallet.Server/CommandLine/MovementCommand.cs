using System.CommandLine;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary>What the commands that move or hold an amount between two accounts share.</summary>
internal static class MovementCommand
{
    /// <summary>Makes a command with the options <c>--from</c>, <c>--to</c>, amount and request.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="from">What the first account is.</param>
    /// <param name="to">What the second account is.</param>
    /// <param name="role">Whose session it needs.</param>
    /// <param name="build">Makes the switch's command.</param>
    /// <param name="text">Says an approval in words.</param>
    public static Command Create(
        string name,
        string description,
        string from,
        string to,
        SessionRole role,
        Func<CommandContext, Movement, Messages.Command> build,
        Func<Movement, Reply, string> text)
    {
        var fromOption = new Option<ulong>("--from") { Description = from, HelpName = "ACCOUNT", Required = true };
        var toOption = new Option<ulong>("--to") { Description = to, HelpName = "ACCOUNT", Required = true };
        var amounts = new AmountOptions();
        var requests = new RequestOptions();
        var command = new Command(name, description) { fromOption, toOption };
        amounts.AddTo(command);
        requests.AddTo(command);
        CommandContext.SetAction(command, async (context, cancellationToken) =>
        {
            var (amount, currency) = amounts.Read(context);
            var movement = new Movement(
                requests.Participant(context), requests.RequestIdOf(context), context.Get(fromOption), context.Get(toOption), amount, currency);
            var reply = await SwitchCall.SendAsync(requests.Target(context), role, build(context, movement), cancellationToken).ConfigureAwait(false);
            return AnswerReport.Write(context, reply, text(movement, reply));
        });
        return command;
    }

    /// <summary>An amount on its way from one account to another.</summary>
    internal readonly record struct Movement(uint Participant, RequestId RequestId, ulong From, ulong To, long Amount, Currency Currency);
}
