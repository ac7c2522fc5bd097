using Microsoft.Extensions.Logging.Abstractions;
using TpWallet.Disruptor;
using TpWallet.Gateway.Binary;
using TpWallet.Gateway.Health;
using TpWallet.Gateway.History;
using TpWallet.Gateway.Metrics;
using TpWallet.Gateway.Respond;
using TpWallet.Gateway.Sessions;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Gateway.Tests.Support;

/// <summary>A whole switch with an echo for a core: Kestrel on a free port, ring, pipeline, Respond stage.</summary>
internal sealed class TestSwitch : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    public static readonly Guid LedgerId = new("6f9619ff-8b86-4d01-b42d-00cf4fc964ff");

    private TestSwitch(BinaryListenerOptions options, SessionLimits limits, int ringCapacity, TimeProvider? time, IRequestHistory? history,
        SwitchMetrics? metrics)
    {
        Ring = new RingBuffer<Slot>(ringCapacity, new AdaptiveWaitStrategy());
        Sessions = new SessionRegistry(ringCapacity, limits, time, history);
        IStage<Slot>[] stages = [Echo, new RespondStage(Sessions)];
        var measured = metrics is null ? null : new MeasuredPipeline(Ring, [("core", stages[0]), ("respond", stages[1])], metrics, time);
        Watermarks = measured?.Watermarks ?? [];
        Pipeline = new StagePipeline<Slot>(Ring, measured?.Stages ?? stages, Topology.SingleThread, ringCapacity);
        var identity = new SwitchIdentity(Durability.Memory, ClockSource.Sequencer, LedgerId);
        Listener = new BinaryListener(options with { Port = 0 }, Ring, Sessions, identity, NullLoggerFactory.Instance);
    }

    public RingBuffer<Slot> Ring { get; }

    public SessionRegistry Sessions { get; }

    public StagePipeline<Slot> Pipeline { get; }

    public BinaryListener Listener { get; }

    public EchoStage Echo { get; } = new();

    public IReadOnlyList<IWatermark> Watermarks { get; }

    public GatewayCounters Counters => Sessions.Counters;

    public static async Task<TestSwitch> StartAsync(BinaryListenerOptions? options = null, SessionLimits? limits = null,
        int ringCapacity = 1024, TimeProvider? time = null, IRequestHistory? history = null, SwitchMetrics? metrics = null)
    {
        var instance = new TestSwitch(options ?? new BinaryListenerOptions(), limits ?? new SessionLimits { ReservedSlots = 24 }, ringCapacity, time,
            history, metrics);
        instance.Pipeline.Start();
        await instance.Listener.StartAsync();
        return instance;
    }

    public Task<RawClient> ConnectAsync() => RawClient.ConnectAsync(Listener.EndPoint);

    public async Task<RawClient> SignOnAsync(SessionRole role = SessionRole.Acquirer, uint participant = 7, uint window = 16)
    {
        var client = await ConnectAsync();
        await client.SignOnAsync(role, participant, window);
        return client;
    }

    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (!condition())
        {
            Assert.False(deadline.IsCancellationRequested, $"Waited too long for: {what}");
            await Task.Yield();
        }
    }

    /// <summary>Every place and window has come back: nothing leaks, whatever was done to the listener.</summary>
    public Task UntilEmptyAsync() =>
        UntilAsync(() => Sessions.Count == 0 && Listener.Connections == 0, "all sessions to end");

    public async ValueTask DisposeAsync()
    {
        Echo.Release();
        await Listener.DisposeAsync();
        await Pipeline.StopAsync(Patience);
        Sessions.Dispose();
        Ring.Dispose();
        Echo.Dispose();
    }
}
