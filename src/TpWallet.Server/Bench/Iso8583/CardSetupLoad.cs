using TpWallet.Messages;

namespace TpWallet.Server.Bench.Iso8583;

/// <summary>Binds each wallet's card. Stops at the first refusal.</summary>
internal sealed class CardSetupLoad(uint wallets, byte[] tokenKey) : ICommandSource
{
    private const ulong BindTag = 0x5457_5042_0000_0004;

    private uint _next;

    /// <summary>The first refusal, or <see cref="ResultCode.None"/>.</summary>
    public ResultCode Refusal { get; private set; }

    public bool TryNext(int slot, ref Command command)
    {
        if (_next >= wallets || Refusal != ResultCode.None)
        {
            return false;
        }

        var wallet = _next++;
        var token = IsoBenchWorld.Token(tokenKey, wallet);
        command.Kind = CommandKind.BindInstrument;
        command.RequestId = new RequestId(BindTag, token);
        command.Instrument = new InstrumentBody { Token = token, Account = BenchAccounts.Wallet(wallet), Kind = InstrumentKind.Card };
        return true;
    }

    public void OnReply(int slot, in Reply reply)
    {
        if (reply.Result != ResultCode.Approved && Refusal == ResultCode.None)
        {
            Refusal = reply.Result;
        }
    }
}
