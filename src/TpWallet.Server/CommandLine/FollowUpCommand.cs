using System.CommandLine;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary>What the commands about an earlier authorization or purchase share.</summary>
internal static class FollowUpCommand
{
    /// <summary>Makes a command with the earlier request's id as its argument, an optional amount, and the options of a request.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="amount">What the amount means, and what its absence; null: there is none.</param>
    /// <param name="build">Makes the switch's command; an amount that was not given is 0, its currency none.</param>
    /// <param name="text">Says an approval in words.</param>
    public static Command Create(
        string name, string description, string? amount, Func<CommandContext, FollowUp, Messages.Command> build, Func<Reply, string> text)
    {
        var original = new Argument<RequestId>("REQUEST-ID")
        {
            Description = "The UUID of the authorization or purchase",
            CustomParser = static result =>
            {
                if (!RequestId.TryParse(result.Tokens[0].Value, out var id) || id.IsNone)
                {
                    result.AddError($"REQUEST-ID must be a UUID other than zero, not '{result.Tokens[0].Value}'");
                }

                return id;
            },
        };
        var amounts = amount is null ? null : new AmountOptions(amount);
        var requests = new RequestOptions();
        var command = new Command(name, description) { original };
        amounts?.AddTo(command);
        requests.AddTo(command);
        CommandContext.SetAction(command, async (context, cancellationToken) =>
        {
            var (minorUnits, currency) = amounts?.Read(context) ?? (0, Currency.None);
            var followUp = new FollowUp(requests.Participant(context), requests.RequestIdOf(context), context.Get(original), minorUnits, currency);
            var reply = await SwitchCall.SendAsync(requests.Target(context), SessionRole.Acquirer, build(context, followUp),
                cancellationToken).ConfigureAwait(false);
            return AnswerReport.Write(context, reply, text(reply));
        });
        return command;
    }

    /// <summary>What is asked for about an earlier request.</summary>
    internal readonly record struct FollowUp(uint Participant, RequestId RequestId, RequestId Original, long Amount, Currency Currency);
}
