using TpWallet.Client;
using TpWallet.Messages;

namespace TpWallet.Server.Demo;

/// <summary>
/// What one terminal does all day, by chance from a seed: purchases; authorizations that are captured in full, in part, or voided; now and
/// then a wallet that is nearly empty, a repeat, or a used id with another amount.
/// </summary>
internal sealed class PaymentMix(AnswerBook book, DemoAcquirer acquirer, int seed)
{
    private const int OpenMax = 16;
    private const int RecentMax = 16;
    private const long AmountMin = 100;
    private const double AmountSpread = 19_900;

    private readonly Random _random = new(seed);
    private readonly Queue<DemoRequest> _open = new(OpenMax);
    private readonly DemoRequest[] _recent = new DemoRequest[RecentMax];
    private int _answered;

    /// <summary>The next request to send.</summary>
    public DemoRequest Next()
    {
        var choice = _random.Next(100);
        if (_answered > 0 && choice < 6)
        {
            return choice < 4 ? Again() : Conflicting();
        }

        if (_open.Count == OpenMax || (_open.Count > 0 && choice < 28))
        {
            return Finish(_open.Dequeue());
        }

        return Begin(choice < 52 ? CommandKind.Authorize : CommandKind.Purchase);
    }

    /// <summary>Takes in the answer to a new request.</summary>
    public void Answered(in DemoRequest request, in Reply answer)
    {
        _recent[_answered++ % RecentMax] = request;
        if (request.Command.Kind == CommandKind.Authorize && answer.Result == ResultCode.Approved)
        {
            _open.Enqueue(request);
        }
    }

    private DemoRequest Begin(CommandKind kind)
    {
        var payer = AnyOf(_random.Next(100) < 6 ? acquirer.PoorWallets : acquirer.Wallets);
        var merchant = AnyOf(acquirer.Merchants);
        var amount = AmountMin + (long)(AmountSpread * Math.Pow(_random.NextDouble(), 3));
        var id = NextId(out var number);
        var command = kind == CommandKind.Authorize
            ? PaymentCommands.Authorize(acquirer.Participant, id, payer, merchant, amount, acquirer.Currency)
            : PaymentCommands.Purchase(acquirer.Participant, id, payer, merchant, amount, acquirer.Currency);
        command.Channel = _random.Next(4) == 0 ? Channel.Ecommerce : Channel.PointOfSale;
        command.SystemTraceAuditNumber = (uint)(number % 1_000_000);
        return new DemoRequest(command, DemoIntent.New, number, payer, merchant, 0);
    }

    /// <summary>Ends an authorization: three in ten captured in full, six in part, one voided.</summary>
    private DemoRequest Finish(in DemoRequest authorization)
    {
        var choice = _random.Next(10);
        var held = authorization.Command.Amount;
        var original = authorization.Command.RequestId;
        var id = NextId(out var number);
        var command = choice == 9
            ? PaymentCommands.Void(acquirer.Participant, id, original)
            : PaymentCommands.Capture(acquirer.Participant, id, original, choice < 3 ? held : 1 + _random.NextInt64(held), acquirer.Currency);
        return new DemoRequest(command, DemoIntent.New, number, authorization.Payer, authorization.Payee, held);
    }

    private DemoRequest Again() => Recent() with { Intent = DemoIntent.Repeat };

    private DemoRequest Conflicting()
    {
        var request = Recent();
        var command = request.Command;
        command.Amount++;
        return request with { Command = command, Intent = DemoIntent.Conflict };
    }

    private DemoRequest Recent() => _recent[_random.Next(Math.Min(_answered, RecentMax))];

    private ulong AnyOf(Range accounts) => (ulong)_random.Next(accounts.Start.Value, accounts.End.Value);

    private RequestId NextId(out int number)
    {
        number = book.Add();
        return book.IdOf(number);
    }
}
