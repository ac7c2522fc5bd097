using TpWallet.Messages;
using TpWallet.Server.Bench.Core;

namespace TpWallet.Server.Bench;

/// <summary>One kind of payment, again and again: a wallet, random unless a picker chooses it, pays a random merchant 0.01 to 1.00.</summary>
internal sealed class PaymentLoad(CommandKind kind, uint wallets, ulong runId, int connection, ulong seed, WalletPicker? picker = null)
    : ICommandSource
{
    private const uint LargestAmount = 100;
    private const ulong VersionMask = 0xFUL << 52;
    private const ulong Version8 = 8UL << 52;

    private SplitMix64 _random = new(seed + (ulong)connection);
    private ulong _counter;

    public bool TryNext(int slot, ref Command command)
    {
        Fill(kind, ref command);
        return true;
    }

    public void OnReply(int slot, in Reply reply)
    {
    }

    /// <summary>A new payment under a new request id.</summary>
    public void Fill(CommandKind payment, ref Command command)
    {
        command.Kind = payment;
        command.RequestId = NewRequestId();
        command.Account = BenchAccounts.Wallet(picker?.Next() ?? _random.Below(wallets));
        command.Counterparty = BenchAccounts.Merchant(_random.Below(BenchAccounts.MerchantCount));
        command.Amount = 1 + _random.Below(LargestAmount);
        command.Currency = BenchAccounts.Currency;
        command.SystemTraceAuditNumber = (uint)(_counter % 1_000_000);
        command.Channel = Channel.Ecommerce;
    }

    /// <summary>A request id that no other command has: of version 8, which says no time.</summary>
    public RequestId NewRequestId() => new((runId & ~VersionMask) | Version8, ((ulong)(uint)connection << 40) | ++_counter);

    /// <summary>A random number from 0 to below the bound.</summary>
    public uint Random(uint bound) => _random.Below(bound);
}
