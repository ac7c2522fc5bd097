using TpWallet.Gateway.Sessions;
using TpWallet.Messages;
using TpWallet.Server.Engine.Storage;

namespace TpWallet.Server.Tests.Engine;

public sealed class DiskWatchTests
{
    private const long Enough = 1000;
    private readonly AcceptanceGate _gate = new();
    private readonly List<string> _log = [];
    private readonly ManualTime _time = new();
    private DiskRoom _room = new(Enough, Enough);

    [Theory]
    [InlineData(99, Enough)]
    [InlineData(Enough, 9)]
    public void A_disk_without_room_closes_the_switch_and_room_opens_it_again(long free, long journal)
    {
        using var watch = Watch();
        Assert.False(watch.IsShort);

        Look(new DiskRoom(free, journal));
        Assert.Equal(ResultCode.DiskFull, _gate.Refusal);
        Assert.True(watch.IsShort);

        Look(new DiskRoom(Enough, Enough));
        Assert.Equal(ResultCode.None, _gate.Refusal);
        Assert.Equal(2, _log.Count);
    }

    [Fact]
    public void It_does_not_open_and_close_for_every_byte()
    {
        using var watch = Watch();

        Look(new DiskRoom(99, Enough));
        Look(new DiskRoom(105, Enough));
        Assert.Equal(ResultCode.DiskFull, _gate.Refusal);
        Look(new DiskRoom(110, Enough));
        Assert.Equal(ResultCode.None, _gate.Refusal);
        Look(new DiskRoom(100, Enough));
        Assert.Equal(ResultCode.None, _gate.Refusal);
    }

    [Fact]
    public void A_switch_that_starts_on_a_full_disk_takes_nothing()
    {
        _room = new DiskRoom(0, 0);
        using var watch = Watch();

        Assert.Equal(ResultCode.DiskFull, _gate.Refusal);
    }

    private DiskWatch Watch() => new(new DiskLimits(FreeBytes: 100, JournalBytes: 10), () => _room, _gate, _log.Add, _time);

    private void Look(DiskRoom room)
    {
        _room = room;
        _time.Advance(TimeSpan.FromMilliseconds(100));
    }
}
