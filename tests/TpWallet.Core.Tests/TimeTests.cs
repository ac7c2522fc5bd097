using TpWallet.Messages;
using static TpWallet.Core.Tests.Requests;

namespace TpWallet.Core.Tests;

public sealed class TimeTests
{
    [Fact]
    public void Time_never_goes_back()
    {
        using var target = TestSwitch.Furnished();
        var time = target.TimeMs;
        target.TimeMs -= 5_000;

        Assert.Equal(time, target.Send(Payment(CommandKind.Purchase, 10, 1)).TimeMs);
    }

    [Fact]
    public void With_an_external_clock_only_ticks_move_time()
    {
        using var target = TestSwitch.Furnished(Genesis(clock: ClockSource.External));
        Assert.Equal(0, target.Send(Payment(CommandKind.Purchase, 10, 1)).TimeMs);
        Assert.Equal(ResultCode.Approved, target.Send(Tick(11, 86_400_000)).Result);
        Assert.Equal(86_400_000, target.Send(Payment(CommandKind.Purchase, 12, 1)).TimeMs);

        // Repeating a recorded file sends its ticks again.
        Assert.Equal(ResultCode.Approved, target.Send(Tick(13, 1)).Result);
        Assert.Equal(86_400_000, target.Send(Payment(CommandKind.Purchase, 14, 1)).TimeMs);
        Assert.Equal(ResultCode.TimeOutOfRange, target.Send(Tick(15, -1)).Result);
    }

    [Fact]
    public void A_switch_that_keeps_its_own_time_takes_none_from_a_tick()
    {
        using var target = TestSwitch.Furnished();

        Assert.Equal(ResultCode.TimeOutOfRange, target.Send(Tick(10, 5)).Result);
    }
}
