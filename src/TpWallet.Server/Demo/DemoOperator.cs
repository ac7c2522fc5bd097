using TpWallet.Client;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;
using TpWallet.Server.CommandLine;

namespace TpWallet.Server.Demo;

/// <summary>The operator's part: brings participants, accounts and money about; after the restart asks for those answers and all balances.</summary>
internal sealed class DemoOperator(DemoWorld world, DemoLedgers ledgers)
{
    /// <summary>Sends all preparations, in their order.</summary>
    /// <exception cref="CommandFailure">The switch refused one, or did not answer.</exception>
    public async Task PrepareAsync(SwitchTarget target)
    {
        var answers = await SendAllAsync(target, [.. world.Preparations.Select(static preparation => preparation.Command)]).ConfigureAwait(false);
        if (Array.TrueForAll(answers, static answer => answer.Flags.HasFlag(ReplyFlags.Replayed)))
        {
            throw new CommandFailure(ExitCodes.Usage, "this switch has seen the demonstration before: it needs one whose books are empty");
        }

        foreach (var (preparation, answer) in world.Preparations.Zip(answers))
        {
            if (answer.Result != ResultCode.Approved)
            {
                throw new CommandFailure(ExitCodes.Declined, $"{preparation.Command.Kind} was refused: {answer.Result}");
            }

            world.Book.Record(preparation.Number, answer);
            ledgers.Expected.Apply(preparation, answer);
        }
    }

    /// <summary>Asks for the answer to each preparation and for the balances of each account.</summary>
    /// <exception cref="CommandFailure">The switch did not answer.</exception>
    public async Task ProveAsync(SwitchTarget target)
    {
        var inquiries = world.Preparations.Select(static preparation => StatusInquiry(preparation.Command)).ToArray();
        var stored = await SendAllAsync(target, inquiries).ConfigureAwait(false);
        foreach (var (preparation, answer) in world.Preparations.Zip(stored))
        {
            ledgers.Proof.JudgeAgain(preparation.Command.RequestId, world.Book.Compare(preparation.Number, answer));
        }

        var balances = await SendAllAsync(
            target, [.. Enumerable.Range(1, world.Accounts).Select(static account =>
                PaymentCommands.BalanceInquiry(DemoWorld.Issuer, InquiryId, (ulong)account))])
            .ConfigureAwait(false);
        for (var account = 1; account <= world.Accounts; account++)
        {
            ledgers.Proof.JudgeBalance((ulong)account, balances[account - 1], ledgers.Expected);
        }
    }

    /// <summary>Inquiries are not remembered, so that all may have the same id.</summary>
    private static RequestId InquiryId => new(ulong.MaxValue, 1);

    /// <summary>The answer that made a participant known is remembered with the operator, number 0; all others with their participant.</summary>
    private static Command StatusInquiry(in Command command) =>
        PaymentCommands.StatusInquiry(command.Kind == CommandKind.AddParticipant ? 0 : command.Participant, InquiryId, command.RequestId);

    private static async Task<Reply[]> SendAllAsync(SwitchTarget target, Command[] commands)
    {
        var options = target.Options(SessionRole.Operator, participant: 0, (int)BinaryProtocol.WindowDefault);
        var client = await AcquirerClient.ConnectAsync(options).ConfigureAwait(false);
        await using (client.ConfigureAwait(false))
        {
            var outcomes = await Task.WhenAll(commands.Select(command => client.SendAsync(command).AsTask())).ConfigureAwait(false);
            return Array.TrueForAll(outcomes, static outcome => outcome.IsAnswered)
                ? Array.ConvertAll(outcomes, static outcome => outcome.Reply)
                : throw new CommandFailure(ExitCodes.OutcomeUnknown, "the switch stopped answering");
        }
    }
}
