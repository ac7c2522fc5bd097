using TpWallet.Messages;

namespace TpWallet.Core.Tests;

/// <summary>A core with a clock that the test holds; checks the books after every command.</summary>
internal sealed class TestSwitch(SwitchCore? core = null) : IDisposable
{
    private readonly SwitchCore _core = core ?? new SwitchCore();

    public long TimeMs { get; set; } = 1_700_000_000_000;

    public SwitchCore Core => _core;

    public List<Posting> Postings { get; } = [];

    /// <summary>Whether the test tightens the terms of accounts, which alone may leave one below its floor.</summary>
    public bool TermsMayTighten { get; set; }

    /// <summary>A switch after its genesis, with one participant, a wallet of 100.00, a merchant, and the clearing account.</summary>
    public static TestSwitch Furnished(Command? genesis = null)
    {
        var twin = new TestSwitch();
        Assert.Equal(ResultCode.Approved, twin.Send(genesis ?? Requests.Genesis()).Result);
        Assert.Equal(ResultCode.Approved, twin.Send(Requests.AddParticipant(2, Requests.Acquirer)).Result);
        Assert.Equal(ResultCode.Approved, twin.Send(Requests.AddParticipant(3, Requests.OtherAcquirer)).Result);
        Assert.Equal(ResultCode.Approved, twin.Send(Requests.OpenAccount(4, Requests.Wallet, AccountKind.CustomerWallet)).Result);
        Assert.Equal(ResultCode.Approved, twin.Send(Requests.OpenAccount(5, Requests.Merchant, AccountKind.Merchant)).Result);
        Assert.Equal(ResultCode.Approved, twin.Send(Requests.OpenAccount(6, Requests.Clearing, AccountKind.ExternalClearing)).Result);
        Assert.Equal(ResultCode.Approved, twin.Send(Requests.Deposit(7, 100_00)).Result);
        return twin;
    }

    /// <summary>
    /// A furnished switch with another wallet, a wallet and a merchant of the other participant, a fee, a settlement and a liquidity
    /// account.
    /// </summary>
    public static TestSwitch Large()
    {
        var large = Furnished();
        large.Approve(Requests.OpenAccount(800, Requests.SecondWallet, AccountKind.CustomerWallet));
        large.Approve(Requests.OpenAccount(801, Requests.ForeignWallet, AccountKind.CustomerWallet, participant: Requests.OtherAcquirer));
        large.Approve(Requests.OpenAccount(802, Requests.ForeignMerchant, AccountKind.Merchant, participant: Requests.OtherAcquirer));
        large.Approve(Requests.OpenAccount(803, Requests.FeeAccount, AccountKind.Fee));
        large.Approve(Requests.OpenAccount(804, Requests.Settlement, AccountKind.ParticipantSettlement));
        large.Approve(Requests.OpenAccount(805, Requests.Dollars, AccountKind.Liquidity));
        return large;
    }

    /// <summary>Sends what must succeed.</summary>
    public Reply Approve(in Command command)
    {
        var reply = Send(command);
        Assert.True(reply.Class == ResultClass.Success, $"{command.Kind} was answered {reply.Result}.");
        return reply;
    }

    public ResultCode Ask(in Command command) => Send(command).Result;

    public Reply[] SendChain(params Command[] commands)
    {
        var replies = new Reply[commands.Length];
        _core.ApplyChain(commands, _core.LastSequence + 1, TimeMs, replies);
        Check($"a chain of {commands.Length}");
        return replies;
    }

    public Reply Send(in Command command)
    {
        var reply = default(Reply);
        _core.Apply(command, _core.LastSequence + 1, TimeMs, ref reply);
        Check($"{command.Kind} {command.RequestId}");
        Assert.Equal(ResultCodes.Classify(reply.Result), reply.Class);
        return reply;
    }

    private void Check(string what)
    {
        foreach (ref readonly var posting in _core.Postings)
        {
            Postings.Add(posting);
        }

        var audit = _core.Audit();
        Assert.True(audit.Passed, $"The books do not balance after {what}.");
        var below = string.Join(", ", audit.BelowFloor);
        Assert.True(TermsMayTighten || below.Length == 0, $"Account {below} is below its floor after {what}.");
    }

    public (long Posted, long Available) BalanceOf(ulong account)
    {
        var reply = Send(Requests.Balance(999_999, account));
        Assert.Equal(ResultCode.Approved, reply.Result);
        return (reply.Amount, reply.Available);
    }

    public void Dispose() => _core.Dispose();
}
