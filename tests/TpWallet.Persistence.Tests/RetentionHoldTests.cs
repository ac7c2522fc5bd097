namespace TpWallet.Persistence.Tests;

public sealed class RetentionHoldTests
{
    [Fact]
    public void Nothing_is_deleted_until_every_holder_has_let_go()
    {
        var hold = new RetentionHold();
        var first = hold.Take();
        var second = hold.Take();
        first.Dispose();
        first.Dispose();
        Assert.False(hold.TryDelete(static () => Assert.Fail("It is held.")));
        second.Dispose();

        var isDeleted = false;
        Assert.True(hold.TryDelete(() => isDeleted = true));
        Assert.True(isDeleted);
    }
}
