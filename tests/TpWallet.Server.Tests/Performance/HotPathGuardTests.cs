namespace TpWallet.Server.Tests.Performance;

/// <summary>
/// Notices when the hot path has become slow or begins to allocate, on any machine: it is held against a loop that runs in the same test, not
/// against a time.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class HotPathGuardTests
{
    /// <summary>
    /// How many times as long as the reference the hot path may take. It took half as long when this was set: a change that makes it
    /// three times as slow fails, another processor does not.
    /// </summary>
    private const double Limit = 1.5;

    // On a machine that is busy with other things the compiler may finish the code late: what counts is the best that was ever reached.
    private const int Attempts = 10;

    [OptimizedFact]
    public void Seal_and_apply_take_no_more_than_a_stated_multiple_of_the_reference()
    {
        var ratio = double.MaxValue;
        for (var attempt = 0; attempt < Attempts && ratio > Limit; attempt++)
        {
            using var hot = new HotPath(Race.Rounds * Race.Turns);
            var reference = new ReferenceLoop();
            ratio = Math.Min(ratio, Race.Ratio(hot.Run, reference.Run, Limit, prepare: hot.Prepare, check: hot.Check));
            Assert.Equal((0, 0), (hot.Refused, reference.Known));
        }

        Assert.True(ratio <= Limit, $"The hot path takes {ratio:0.00} times as long as the reference; {Limit} is the limit.");
    }

    [Fact]
    public void Seal_and_apply_allocate_nothing()
    {
        const int Batches = 50;
        using var hot = new HotPath(Batches);
        var allocated = new List<long>(Batches);
        for (var batch = 0; batch < Batches; batch++)
        {
            hot.Prepare();
            hot.Run();
            hot.Check();
            allocated.Add(hot.Allocated);
        }

        Assert.Equal(0, hot.Refused);

        // The runtime itself allocates a few bytes now and then when it loads a type or puts faster code in place; what the path allocates it
        // allocates with every batch.
        Assert.True(allocated.Count(static bytes => bytes > 0) <= Batches / 10, $"Bytes allocated, batch by batch: {string.Join(' ', allocated)}");
    }

    [OptimizedFact]
    public void Race_tells_three_times_the_work_from_once()
    {
        var (once, thrice) = (new ReferenceLoop(), new ReferenceLoop());
        void ThreeTimes()
        {
            thrice.Run();
            thrice.Run();
            thrice.Run();
        }

        Assert.InRange(Race.Ratio(ThreeTimes, once.Run, enough: 0, prepare: null, check: null), 1.8, 5);
    }
}
