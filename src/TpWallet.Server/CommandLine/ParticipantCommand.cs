using System.CommandLine;
using TpWallet.Client;
using TpWallet.Protocol.Binary;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet participant add</c>: makes a participant known.</summary>
internal static class ParticipantCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => new("participant", "Participants: the institutions whose accounts the switch keeps.") { CreateAdd() };

    private static Command CreateAdd()
    {
        var number = new Argument<uint>("NUMBER") { Description = "The participant's number, 1 or more" };
        var requests = new RequestOptions();
        var command = new Command("add", "Make a participant known (operator). One that is known already stays as it is.") { number };
        requests.AddTo(command, withParticipant: false);
        CommandContext.SetAction(command, async (context, cancellationToken) =>
        {
            var add = PaymentCommands.AddParticipant(context.Get(number), requests.RequestIdOf(context));
            var reply = await SwitchCall.SendAsync(requests.Target(context), SessionRole.Operator, add, cancellationToken).ConfigureAwait(false);
            return AnswerReport.Write(context, reply, $"participant {add.Participant} is known");
        });
        return command;
    }
}
