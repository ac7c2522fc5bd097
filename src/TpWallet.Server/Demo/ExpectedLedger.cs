using TpWallet.Messages;

namespace TpWallet.Server.Demo;

/// <summary>
/// What every account must hold if each acknowledged request had its effect exactly once. Kept by the acquirers' side from the answers alone.
/// Safe for several writers.
/// </summary>
/// <param name="accounts">Account numbers go from 1 to this.</param>
internal sealed class ExpectedLedger(int accounts)
{
    private readonly long[] _posted = new long[accounts + 1];
    private readonly long[] _held = new long[accounts + 1];

    /// <summary>Account numbers go from 1 to this.</summary>
    public int Accounts => accounts;

    /// <summary>Takes in one answer; only an approval moves anything.</summary>
    public void Apply(in DemoRequest request, in Reply answer)
    {
        if (answer.Result != ResultCode.Approved)
        {
            return;
        }

        switch (request.Command.Kind)
        {
            case CommandKind.Deposit:
            case CommandKind.Purchase:
                Move(request.Payer, request.Payee, answer.Amount);
                break;
            case CommandKind.Authorize:
                Interlocked.Add(ref _held[request.Payer], answer.Amount);
                break;
            case CommandKind.Capture:
                Interlocked.Add(ref _held[request.Payer], -request.Held);
                Move(request.Payer, request.Payee, answer.Amount);
                break;
            case CommandKind.Void:
                Interlocked.Add(ref _held[request.Payer], -request.Held);
                break;
            default:
                break;
        }
    }

    /// <summary>Whether the answer to a balance inquiry is what the account must hold.</summary>
    public bool Matches(ulong account, in Reply balance) =>
        balance.Result == ResultCode.Approved
        && balance.Amount == Volatile.Read(ref _posted[account])
        && balance.Available == balance.Amount - Volatile.Read(ref _held[account]);

    private void Move(ulong from, ulong to, long amount)
    {
        Interlocked.Add(ref _posted[from], -amount);
        Interlocked.Add(ref _posted[to], amount);
    }
}
