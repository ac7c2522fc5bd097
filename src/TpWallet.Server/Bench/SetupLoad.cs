using TpWallet.Messages;

namespace TpWallet.Server.Bench;

/// <summary>
/// Adds the participant, opens its accounts, and gives each wallet its opening balance. What history hasn't caught up with is sent again; any other
/// refusal is the end.
/// </summary>
internal sealed class SetupLoad(uint wallets) : ICommandSource
{
    private const ulong ParticipantTag = 0x5457_5042_0000_0001;
    private const ulong OpenTag = 0x5457_5042_0000_0002;
    private const ulong DepositTag = 0x5457_5042_0000_0003;
    private const ulong FirstWalletStep = 2 + BenchAccounts.MerchantCount;

    private readonly Dictionary<int, ulong> _sent = [];
    private readonly Queue<ulong> _again = new();
    private ulong _step;

    /// <summary>How many commands there are.</summary>
    public long Total { get; } = (long)FirstWalletStep + (2L * wallets);

    /// <summary>How many have been answered.</summary>
    public long Answered { get; private set; }

    /// <summary>The first refusal, or <see cref="ResultCode.None"/>.</summary>
    public ResultCode Refusal { get; private set; }

    /// <summary>Whether there is something left to send.</summary>
    public bool HasMore => Refusal == ResultCode.None && (_again.Count > 0 || _step < (ulong)Total);

    public bool TryNext(int slot, ref Command command)
    {
        if (!HasMore)
        {
            return false;
        }

        var step = _again.TryDequeue(out var repeated) ? repeated : _step++;
        _sent[slot] = step;
        Fill(step, ref command);
        return true;
    }

    public void OnReply(int slot, in Reply reply)
    {
        if (reply.Result == ResultCode.HistoryBehind)
        {
            _again.Enqueue(_sent[slot]);
            return;
        }

        Answered++;
        if (reply.Result != ResultCode.Approved && Refusal == ResultCode.None)
        {
            Refusal = reply.Result;
        }
    }

    private static void Fill(ulong step, ref Command command)
    {
        switch (step)
        {
            case 0:
                command.Kind = CommandKind.AddParticipant;
                command.RequestId = new RequestId(ParticipantTag, BenchAccounts.Participant);
                break;
            case 1:
                Open(BenchAccounts.Clearing, AccountKind.ExternalClearing, ref command);
                break;
            case < FirstWalletStep:
                Open(BenchAccounts.Merchant((uint)step - 2), AccountKind.Merchant, ref command);
                break;
            default:
                var wallet = BenchAccounts.Wallet((uint)((step - FirstWalletStep) / 2));
                if ((step - FirstWalletStep) % 2 == 0)
                {
                    Open(wallet, AccountKind.CustomerWallet, ref command);
                }
                else
                {
                    Deposit(wallet, ref command);
                }

                break;
        }
    }

    private static void Open(ulong account, AccountKind kind, ref Command command)
    {
        command.Kind = CommandKind.OpenAccount;
        command.RequestId = new RequestId(OpenTag, account);
        command.OpenAccount = new OpenAccountBody { Account = account, Kind = kind, Currency = BenchAccounts.Currency };
    }

    private static void Deposit(ulong wallet, ref Command command)
    {
        command.Kind = CommandKind.Deposit;
        command.RequestId = new RequestId(DepositTag, wallet);
        command.Account = wallet;
        command.Counterparty = BenchAccounts.Clearing;
        command.Amount = BenchAccounts.OpeningBalance;
        command.Currency = BenchAccounts.Currency;
    }
}
