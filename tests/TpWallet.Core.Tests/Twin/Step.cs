using TpWallet.Messages;
using static TpWallet.Core.Tests.Requests;

namespace TpWallet.Core.Tests.Twin;

/// <summary>One step of a random script, in small numbers so that steps meet each other; prints itself as the code that makes it.</summary>
internal sealed record Step(CommandKind Kind, int Id, int Original, int Account, int Counterparty, long Amount, int Participant, int Minutes)
{
    private static readonly (AccountKind Kind, Currency Currency)[] Shapes =
    [
        (AccountKind.CustomerWallet, Currency.USD),
        (AccountKind.Merchant, Currency.USD),
        (AccountKind.ExternalClearing, Currency.USD),
        (AccountKind.CustomerWallet, Currency.JPY),
        (AccountKind.Fee, Currency.USD),
        (AccountKind.CustomerWallet, Currency.USD),
        (AccountKind.Merchant, Currency.USD),
    ];

    /// <summary>What lets a short script reach interesting places: two participants, an account of each shape, some money.</summary>
    public static IReadOnlyList<Step> Furniture { get; } =
    [
        new(CommandKind.AddParticipant, 901, 0, 0, 0, 0, 1, 0),
        new(CommandKind.AddParticipant, 902, 0, 0, 0, 0, 2, 0),
        .. Enumerable.Range(1, Shapes.Length).Select(account => new Step(CommandKind.OpenAccount, 910 + account, 0, account, 0, 0, account < 7 ? 1 : 2, 0)),
        new(CommandKind.Deposit, 930, 0, 1, 3, 100, 1, 0),
        new(CommandKind.Deposit, 931, 0, 6, 3, 100, 1, 0),
    ];

    public Command ToCommand()
    {
        var command = Of(Kind, (ulong)Id, (uint)Participant, byOperator: Kind is CommandKind.AddParticipant or CommandKind.OpenAccount or CommandKind.Deposit);
        if (Id == 0)
        {
            command.RequestId = default;
        }

        command.OriginalRequestId = Original == 0 ? default : Requests.Id((ulong)Original);
        if (Kind == CommandKind.OpenAccount)
        {
            command.OpenAccount.Account = (ulong)Account;
            (command.OpenAccount.Kind, command.OpenAccount.Currency) = Shapes[(Account + Counterparty) % Shapes.Length];
        }
        else if (Kind != CommandKind.AddParticipant)
        {
            command.Account = (ulong)Account;
            command.Counterparty = (ulong)Counterparty;
            command.Amount = Amount;
            command.Currency = Kind is CommandKind.Capture or CommandKind.Void ? Currency.None : Currency.USD;
        }

        return command;
    }

    public override string ToString() =>
        $"new(CommandKind.{Kind}, {Id}, {Original}, {Account}, {Counterparty}, {Amount}, {Participant}, {Minutes}),";
}
