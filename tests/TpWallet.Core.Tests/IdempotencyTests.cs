using TpWallet.Messages;
using static TpWallet.Core.Tests.Requests;

namespace TpWallet.Core.Tests;

public sealed class IdempotencyTests : IDisposable
{
    private readonly TestSwitch _switch = TestSwitch.Furnished();

    public void Dispose() => _switch.Dispose();

    [Fact]
    public void Repeat_gets_the_first_answer_and_has_no_effect()
    {
        var first = _switch.Send(Payment(CommandKind.Purchase, 10, 30_00));
        _switch.Send(Payment(CommandKind.Purchase, 11, 5_00));
        _switch.TimeMs += 1000;

        var repeat = _switch.Send(Payment(CommandKind.Purchase, 10, 30_00));

        Assert.Equal(ReplyFlags.Replayed, repeat.Flags);
        repeat.Flags = first.Flags;
        Assert.Equal(first, repeat);
        Assert.Equal((65_00, 65_00), _switch.BalanceOf(Wallet));
    }

    [Fact]
    public void A_decline_stays_a_decline_for_its_request_id()
    {
        var declined = _switch.Send(Payment(CommandKind.Purchase, 10, 200_00));
        _switch.Send(Deposit(11, 500_00));

        var repeat = _switch.Send(Payment(CommandKind.Purchase, 10, 200_00));

        Assert.Equal((ResultCode.InsufficientFunds, declined.Available), (repeat.Result, repeat.Available));
        Assert.Equal(ResultCode.Approved, _switch.Send(Payment(CommandKind.Purchase, 12, 200_00)).Result);
    }

    [Fact]
    public void Every_bit_of_the_body_counts_but_what_the_gateway_stamps()
    {
        var original = Payment(CommandKind.Purchase, 10, 30_00);
        _switch.Send(original);
        var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(new Span<Command>(ref original));
        for (var bit = 0; bit < Command.Size * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            var reply = _switch.Send(original);
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));

            var isGatewaysField = bit / 8 is >= 24 and < 32;
            var isReplay = reply.Flags == ReplyFlags.Replayed && reply.Result == ResultCode.Approved;
            Assert.True(isGatewaysField == isReplay, $"Bit {bit % 8} of byte {bit / 8}: {reply.Result}.");
            Assert.True(isGatewaysField || reply.Class != ResultClass.Success || bit / 8 is >= 8 and < 24, $"Bit {bit}: {reply.Result}.");
        }
    }

    [Fact]
    public void Participants_may_use_the_same_request_id_without_knowing_of_each_other()
    {
        _switch.Send(OpenAccount(20, 2002, AccountKind.Merchant, participant: OtherAcquirer));
        var mine = _switch.Send(Payment(CommandKind.Purchase, 10, 1_00));
        var theirs = _switch.Send(Payment(CommandKind.Purchase, 10, 2_00, to: 2002, participant: OtherAcquirer));

        Assert.Equal((ResultCode.Approved, ResultCode.Approved), (mine.Result, theirs.Result));
        Assert.Equal(ResultCode.UnknownRequest, _switch.Send(About(CommandKind.StatusInquiry, 11, 4_711, participant: OtherAcquirer)).Result);
    }

    [Fact]
    public void Status_inquiry_gives_the_stored_answer_without_using_up_its_own_id()
    {
        var first = _switch.Send(Authorize(10, 30_00));

        var status = _switch.Send(About(CommandKind.StatusInquiry, 11, 10));

        Assert.Equal((first.RequestId, first.Sequence, first.Amount, first.ApprovalCode),
            (status.RequestId, status.Sequence, status.Amount, status.ApprovalCode));
        Assert.Equal(ResultCode.Approved, _switch.Send(Authorize(11, 1_00)).Result);
    }

    [Fact]
    public void Malformed_commands_leave_the_request_id_free()
    {
        Assert.Equal(ResultCode.AmountOutOfRange, _switch.Send(Payment(CommandKind.Purchase, 10, 0)).Result);
        Assert.Equal(ResultCode.Approved, _switch.Send(Payment(CommandKind.Purchase, 10, 1_00)).Result);
    }

    [Fact]
    public void Full_table_refuses_what_it_could_not_remember_until_it_grows()
    {
        using var small = TestSwitch.Furnished(Genesis(duplicates: 8));
        for (ulong id = 10; small.Core.Usage.DuplicateEntries < 8; id++)
        {
            Assert.Equal(ResultCode.Approved, small.Send(Payment(CommandKind.Purchase, id, 1)).Result);
        }

        Assert.Equal(ResultCode.DuplicatesFull, small.Send(Payment(CommandKind.Purchase, 100, 1)).Result);
        Assert.Equal(ReplyFlags.Replayed, small.Send(Payment(CommandKind.Purchase, 10, 1)).Flags);

        var grow = Of(CommandKind.GrowTables, 101, participant: 0, byOperator: true);
        grow.TableSizes.DuplicateEntries = 16;
        Assert.Equal(ResultCode.Approved, small.Send(grow).Result);
        Assert.Equal(ResultCode.Approved, small.Send(Payment(CommandKind.Purchase, 100, 1)).Result);
        Assert.Equal(ReplyFlags.Replayed, small.Send(grow).Flags);
    }
}
