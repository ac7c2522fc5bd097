using TpWallet.Messages;
using TpWallet.Server.Bench;

namespace TpWallet.Server.Tests.Bench;

public sealed class SetupLoadTests
{
    [Fact]
    public void What_history_is_behind_with_is_sent_again_even_at_the_end()
    {
        var setup = new SetupLoad(wallets: 2);
        var requests = new List<RequestId>();
        while (setup.HasMore)
        {
            var command = default(Command);
            Assert.True(setup.TryNext(slot: 0, ref command));
            var isNew = !requests.Contains(command.RequestId);
            requests.Add(command.RequestId);
            setup.OnReply(slot: 0, new Reply { Result = isNew ? ResultCode.HistoryBehind : ResultCode.Approved });
        }

        var unused = default(Command);
        Assert.False(setup.TryNext(slot: 0, ref unused));
        Assert.Equal((setup.Total, ResultCode.None), (setup.Answered, setup.Refusal));
        Assert.Equal(2 * setup.Total, requests.Count);
    }

    [Fact]
    public void Another_refusal_is_the_end()
    {
        var setup = new SetupLoad(wallets: 2);
        var command = default(Command);
        Assert.True(setup.TryNext(slot: 0, ref command));
        setup.OnReply(slot: 0, new Reply { Result = ResultCode.AccountsFull });
        Assert.Equal((false, ResultCode.AccountsFull), (setup.HasMore, setup.Refusal));
    }
}
