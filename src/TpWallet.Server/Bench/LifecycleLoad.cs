using TpWallet.Messages;

namespace TpWallet.Server.Bench;

/// <summary>
/// The life of payments: of 100 commands about 35 authorizations, 20 captures of at least half, 15 voids, 15 purchases, 5 balance and 5 status
/// inquiries, and 5 repeats of an answered purchase, which must come back as replayed.
/// </summary>
internal sealed class LifecycleLoad(PaymentLoad payments, int window) : ICommandSource
{
    // Authorizations that wait for their end. When there is no room for another, one is ended first: the switch's table stays small.
    private const int OpenLimit = 1_024;

    private readonly (RequestId Id, long Amount)[] _open = new (RequestId, long)[OpenLimit + window];
    private readonly Command[] _sent = new Command[window];
    private int _openCount;
    private Command _answeredPurchase;

    public bool TryNext(int slot, ref Command command)
    {
        Choose(ref command);
        _sent[slot] = command;
        return true;
    }

    public void OnReply(int slot, in Reply reply)
    {
        if (reply.Result != ResultCode.Approved)
        {
            return;
        }

        switch (_sent[slot].Kind)
        {
            case CommandKind.Authorize:
                _open[_openCount++] = (reply.RequestId, reply.Amount);
                break;
            case CommandKind.Purchase:
                _answeredPurchase = _sent[slot];
                break;
        }
    }

    private void Choose(ref Command command)
    {
        var dice = payments.Random(100);
        switch (dice)
        {
            case < 35 when _openCount < OpenLimit:
                payments.Fill(CommandKind.Authorize, ref command);
                break;
            case < 70 when _openCount > 0:
                End(capture: dice % 7 < 4, ref command);
                break;
            case >= 85 and < 90:
                command.Kind = CommandKind.BalanceInquiry;
                command.RequestId = payments.NewRequestId();
                command.Account = BenchAccounts.Wallet(0);
                break;
            case >= 90 and < 95 when !_answeredPurchase.RequestId.IsNone:
                command.Kind = CommandKind.StatusInquiry;
                command.RequestId = payments.NewRequestId();
                command.OriginalRequestId = _answeredPurchase.RequestId;
                break;
            case >= 95 when !_answeredPurchase.RequestId.IsNone:
                command = _answeredPurchase;
                break;
            default:
                payments.Fill(CommandKind.Purchase, ref command);
                break;
        }
    }

    private void End(bool capture, ref Command command)
    {
        var (id, amount) = _open[--_openCount];
        command.Kind = capture ? CommandKind.Capture : CommandKind.Void;
        command.RequestId = payments.NewRequestId();
        command.OriginalRequestId = id;
        if (capture)
        {
            command.Amount = Math.Max(1, amount - payments.Random((uint)(amount / 2) + 1));
            command.Currency = BenchAccounts.Currency;
        }
    }
}
