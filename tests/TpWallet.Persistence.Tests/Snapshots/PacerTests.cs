using TpWallet.Persistence.Snapshots;

namespace TpWallet.Persistence.Tests.Snapshots;

public sealed class PacerTests
{
    private const int MiB = 1 << 20;
    private readonly FakeTime _time = new();

    [Theory]
    [InlineData(1L << 20, 64)]
    [InlineData(100L << 20, 4000)]
    [InlineData(3L << 30, 30_000)]
    public void Pacer_keeps_the_pace(long bytesPerSecond, int pieces)
    {
        var pacer = new Pacer(() => bytesPerSecond, _time);

        Move(pacer, pieces);

        Assert.Equal(pieces * (double)Piece / bytesPerSecond, _time.Elapsed.TotalSeconds, 0.002);
    }

    [Fact]
    public void Pace_that_is_none_never_waits()
    {
        Move(new Pacer(static () => SnapshotStore.Unpaced, _time), 1000);

        Assert.Equal(TimeSpan.Zero, _time.Elapsed);
    }

    [Fact]
    public void Pace_below_the_least_counts_as_the_least()
    {
        Move(new Pacer(static () => 0, _time), 40);

        Assert.Equal(10.0, _time.Elapsed.TotalSeconds, 0.002);
    }

    [Fact]
    public void Raised_pace_takes_effect_within_a_long_wait()
    {
        var questions = 0;
        var pacer = new Pacer(() => ++questions <= 10 ? MiB : 1 << 30, _time);

        Move(pacer, 400);

        Assert.InRange(_time.Elapsed.TotalSeconds, 0.5, 0.6);
        Assert.InRange(_time.LongestWait, TimeSpan.Zero, Pacer.WaitMax);
    }

    [Fact]
    public void Cancelled_pacer_waits_no_longer()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        Assert.Throws<OperationCanceledException>(() => new Pacer(static () => MiB, _time).Wait(1, cancellation.Token));
    }

    private const int Piece = 256 << 10;

    private static void Move(Pacer pacer, int pieces)
    {
        for (var piece = 0; piece < pieces; piece++)
        {
            pacer.Wait(Piece, CancellationToken.None);
        }
    }
}
