using TpWallet.Core.Accounts;
using TpWallet.Core.Idempotency;
using TpWallet.Core.Payments;
using TpWallet.Messages;
using static TpWallet.Core.Tests.Requests;

namespace TpWallet.Core.Tests;

/// <summary>
/// All orders of one transaction's messages, up to seven of them: the request and its repeat after a lost answer, its reversal and the
/// repeat of that, another reversal, captures, a void, a refund, the deadline that passes, and the tick that acts on it. Whatever the
/// order, it ends in an allowed state with balanced books.
/// </summary>
public sealed class InterleavingTests : IDisposable
{
    private const long Amount = 100;
    private const int OrdersPerCore = 20_000;

    private SwitchCore _core = new();
    private long _timeMs = 1_700_000_000_000;
    private ulong _transaction;
    private int _orders;
    private int _lengthMax;
    private long _heldMs;

    public void Dispose() => _core.Dispose();

    [Theory]
    [InlineData(CommandKind.Authorize, 7)]
    [InlineData(CommandKind.Purchase, 5)]
    public void Every_order_of_messages_ends_well(CommandKind kind, int lengthMax)
    {
        _lengthMax = lengthMax;
        Message[] alphabet =
        [
            new("request", Times: 2), new("reversal", Times: 2), new("another reversal", 1), new("reversal in part", 1), new("capture", 1),
                new("part capture", 1),
            new("void", 1), new("refund", 1), new("deadline passes", 1), new("tick", 1),
        ];
        var sequence = new List<int>();
        Extend(kind, alphabet, [.. alphabet.Select(static message => message.Times)], sequence);

        Assert.True(_orders > 20_000, $"Only {_orders} orders were tried.");
    }

    /// <summary>Tries every sub-multiset of the messages in every order: equal messages are not told apart, so no order comes twice.</summary>
    private void Extend(CommandKind kind, Message[] alphabet, int[] left, List<int> sequence)
    {
        if (sequence.Count > 0)
        {
            TryOrder(kind, alphabet, sequence);
        }

        if (sequence.Count == _lengthMax)
        {
            return;
        }

        for (var next = 0; next < alphabet.Length; next++)
        {
            if (left[next] > 0)
            {
                left[next]--;
                sequence.Add(next);
                Extend(kind, alphabet, left, sequence);
                sequence.RemoveAt(sequence.Count - 1);
                left[next]++;
            }
        }
    }

    private void TryOrder(CommandKind kind, Message[] alphabet, List<int> sequence)
    {
        if (_orders++ % OrdersPerCore == 0)
        {
            Refurnish();
        }

        _transaction += 20;
        var (payer, payee) = (Find(Wallet), Find(Merchant));
        var answers = new Dictionary<ulong, ResultCode>();
        foreach (var index in sequence)
        {
            if (alphabet[index].Name == "deadline passes")
            {
                _timeMs += 60_000;
                continue;
            }

            var command = ToCommand(kind, alphabet[index].Name);
            var reply = Apply(command);
            if (command.Kind != CommandKind.Tick && !answers.TryAdd(command.RequestId.First, reply.Result))
            {
                var isSame = answers[command.RequestId.First] == reply.Result && reply.Flags == ReplyFlags.Replayed && _core.Postings.IsEmpty;
                Require(isSame, "a repeat had another answer or an effect");
            }

            CheckBooks(payer, payee);
        }

        // What still holds money ends when its time comes.
        _timeMs += 60_000;
        Apply(ToCommand(kind, "tick"));
        CheckBooks(payer, payee);
        Require(_core.Usage.OpenAuthorizations == 0 && Find(Wallet).DebitsPending == 0 && Find(Merchant).CreditsPending == 0, "something stays held");

        void Require(bool condition, string what)
        {
            if (!condition)
            {
                Assert.Fail($"{what}: {string.Join(", ", sequence.Select(index => alphabet[index].Name))}");
            }
        }

        void CheckBooks(in Account payerBefore, in Account payeeBefore)
        {
            var state = _core.State!;
            state.Participants.TryFind(Acquirer, out var sender);
            var status = state.Payments.StateOf(new RequestKey((ushort)sender, Id(_transaction)), out var slot);
            var payment = status == PaymentState.Unknown ? default : state.Payments[slot];
            var (wallet, merchant) = (Find(Wallet), Find(Merchant));
            var moved = payment.Captured - payment.Refunded;
            Require(moved is >= 0 and <= Amount && payment.Held + payment.Captured <= Amount && payment.Held >= 0, "more moved than was authorized");
            Require(payment.Held > 0 == (status is PaymentState.Held or PaymentState.PartlyCaptured),
                "a state that holds has no hold, or the other way round");
            Require(payment.Captured > 0 == (status is PaymentState.PartlyCaptured or PaymentState.Captured),
                "a captured state has no money, or the other way round");
            Require(wallet.Posted == payerBefore.Posted - moved && merchant.Posted == payeeBefore.Posted + moved, "money was lost or made");
            Require(wallet.DebitsPending == payment.Held && merchant.CreditsPending == payment.Held, "holds are not what the payment holds");
            Require(wallet.Usage.DayAmount - payerBefore.Usage.DayAmount == payment.Held + payment.Captured,
                "the limits' amount is not what was spent");
            Require(wallet.Usage.DayCount - payerBefore.Usage.DayCount == (payment.Held + payment.Captured > 0 ? 1 : 0),
                "the limits' count is not what was spent");
            foreach (ref readonly var posting in _core.Postings)
            {
                _heldMs = posting.Kind == PostingKind.Hold ? _timeMs : _heldMs;
                Require(posting.Kind != PostingKind.PostHeld || _timeMs < _heldMs + 60_000, "a late capture moved money");
            }
        }
    }

    private Command ToCommand(CommandKind kind, string name) => name switch
    {
        "request" => Payment(kind, _transaction, Amount) with { HoldSeconds = 60 },
        "reversal" => About(CommandKind.Reversal, _transaction + 1, _transaction),
        "another reversal" => About(CommandKind.Reversal, _transaction + 2, _transaction),
        "reversal in part" => About(CommandKind.Reversal, _transaction + 3, _transaction, 70),
        "capture" => About(CommandKind.Capture, _transaction + 4, _transaction),
        "part capture" => About(CommandKind.Capture, _transaction + 5, _transaction, 40) with { Flags = CommandFlags.MoreCapturesFollow },
        "void" => About(CommandKind.Void, _transaction + 6, _transaction),
        "refund" => About(CommandKind.Refund, _transaction + 7, _transaction),
        _ => Tick(_transaction + 8, 0),
    };

    private Reply Apply(in Command command)
    {
        var reply = default(Reply);
        _core.Apply(command, _core.LastSequence + 1, _timeMs, ref reply);
        return reply;
    }

    private Account Find(ulong number)
    {
        Assert.True(_core.State!.Accounts.TryFind(number, out var slot));
        return _core.State.Accounts[slot];
    }

    private void Refurnish()
    {
        _core.Dispose();
        _core = new SwitchCore();
        _transaction = 1_000;
        Command[] furniture =
        [
            Genesis(duplicates: OrdersPerCore * 8 + 100), AddParticipant(2, Acquirer), OpenAccount(3, Wallet, AccountKind.CustomerWallet),
            OpenAccount(4, Merchant, AccountKind.Merchant), OpenAccount(5, Clearing, AccountKind.ExternalClearing), Deposit(6, 1_000_000_000),
        ];
        foreach (var command in furniture)
        {
            Assert.Equal(ResultCode.Approved, Apply(command).Result);
        }
    }

    private sealed record Message(string Name, int Times);
}
