namespace TpWallet.Aeron.Tests.Simulation;

/// <summary>Endpoints, their network and their clock, all driven by one seed.</summary>
internal sealed class World : IDisposable
{
    public const string Channel = "aeron:udp?endpoint=127.0.0.1:20121|term-length=64k";
    public const int Stream = 1001;
    private readonly List<AeronEndpoint> _endpoints = [];
    private readonly Random _random;

    public World(int seed)
    {
        Seed = seed;
        _random = new Random(seed);
        Clock = new SimulatedClock();
        Network = new SimulatedNetwork(Clock, seed);
    }

    public int Seed { get; }

    public SimulatedClock Clock { get; }

    public SimulatedNetwork Network { get; }

    public long Now => Clock.NanoTime;

    public AeronEndpoint AddEndpoint(Func<AeronOptions, AeronOptions>? change = null) => AddEndpoint(out _, change);

    public AeronEndpoint AddEndpoint(out SimulatedHost host, Func<AeronOptions, AeronOptions>? change = null)
    {
        host = Network.AddHost();
        var options = new AeronOptions { Clock = Clock, Network = host, Random = new Random(_random.Next()) };
        var endpoint = new AeronEndpoint(change is null ? options : change(options));
        _endpoints.Add(endpoint);
        return endpoint;
    }

    /// <summary>Takes an endpoint out without a word to the others, as a crash does.</summary>
    public void Crash(AeronEndpoint endpoint)
    {
        _endpoints.Remove(endpoint);
        endpoint.Dispose();
    }

    /// <summary>One cycle of every endpoint; if none has anything to do, time goes on to the next event.</summary>
    public void Step()
    {
        Network.Deliver();
        var work = 0;
        foreach (var endpoint in _endpoints)
        {
            work += endpoint.DoWork();
        }

        if (work == 0)
        {
            AdvanceToNextEvent();
        }
    }

    /// <summary>Steps until a condition holds; fails when it doesn't within the given simulated time.</summary>
    public void RunUntil(Func<bool> condition, TimeSpan? limit = null)
    {
        var end = Now + (limit ?? TimeSpan.FromMinutes(5)).Ticks * 100;
        while (!condition())
        {
            Assert.True(Now < end, $"Not within the simulated time; seed {Seed}.");
            Step();
        }
    }

    public void RunFor(TimeSpan time)
    {
        var end = Now + (time.Ticks * 100);
        RunUntil(() => Now >= end, time + TimeSpan.FromSeconds(10));
    }

    public void Dispose()
    {
        foreach (var endpoint in _endpoints)
        {
            endpoint.Dispose();
        }
    }

    private void AdvanceToNextEvent()
    {
        var next = Network.NextArrival;
        foreach (var endpoint in _endpoints)
        {
            next = Math.Min(next, endpoint.NextDeadline);
        }

        // An application may be waiting for nothing but the time to pass.
        Clock.AdvanceTo(Math.Min(Math.Max(next, Now + 1_000), Now + 1_000_000));
    }
}
