using TpWallet.Persistence.Faults;

namespace TpWallet.Persistence.Tests.Faults;

public sealed class FaultSettingTests
{
    public static TheoryData<FaultPoint> Points => [.. Enum.GetValues<FaultPoint>()[1..]];

    [Theory]
    [MemberData(nameof(Points))]
    public void Every_point_is_found_by_its_name(FaultPoint point)
    {
        Assert.Equal(new FaultSetting(point, 1, null), FaultSetting.Parse(FaultPoints.NameOf(point)));
        Assert.Equal(new FaultSetting(point, 27, null), FaultSetting.Parse(FaultPoints.NameOf(point) + ":27"));
        Assert.Equal(new FaultSetting(point, 27, null, StallMs: 5), FaultSetting.Parse(FaultPoints.NameOf(point) + ":stall=5/27"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Nothing_asked_for_is_no_fault(string? value) => Assert.Equal(default, FaultSetting.Parse(value));

    [Theory]
    [InlineData("snapshot.before")]
    [InlineData("Snapshot.Before-Rename")]
    [InlineData("None")]
    [InlineData(":1")]
    [InlineData("snapshot.before-rename:")]
    [InlineData("snapshot.before-rename:0")]
    [InlineData("snapshot.before-rename:-1")]
    [InlineData("snapshot.before-rename:x")]
    [InlineData("snapshot.before-rename:stall=5")]
    [InlineData("snapshot.before-rename:stall=0/1")]
    [InlineData("snapshot.before-rename:stall=60001/1")]
    [InlineData("snapshot.before-rename:stall=5/0")]
    public void Value_that_is_no_point_is_a_mistake_that_lists_the_names(string value)
    {
        var setting = FaultSetting.Parse(value);

        Assert.Equal(FaultPoint.None, setting.Point);
        Assert.StartsWith($"TPWALLET_FAULT={value} is no fault point.", setting.Mistake, StringComparison.Ordinal);
        Assert.All(Enum.GetValues<FaultPoint>()[1..], point => Assert.Contains(FaultPoints.NameOf(point), setting.Mistake, StringComparison.Ordinal));
    }

    [Fact]
    public void Program_without_the_variable_starts_and_goes_on()
    {
        FaultPoints.Validate();
        FaultPoints.Reach(FaultPoint.SnapshotWriteMiddle);
    }
}
