using Microsoft.Extensions.Logging;
using TpWallet.Disruptor;
using TpWallet.Gateway.History;
using TpWallet.Gateway.Iso8583;
using TpWallet.Gateway.Respond;
using TpWallet.Gateway.Sessions;
using TpWallet.Gateway.Tests.Support;
using TpWallet.Messages;
using TpWallet.Protocol.Iso8583;

namespace TpWallet.Gateway.Tests.Iso8583;

/// <summary>A whole switch with an echo for a core and one link for an acquirer that speaks ISO 8583.</summary>
internal sealed class IsoSwitch : IAsyncDisposable
{
    public const uint Participant = 7;
    public const ulong Merchant = 2_001;
    public static readonly byte[] TokenKey = [.. Enumerable.Range(1, 32).Select(static value => (byte)value)];

    private IsoSwitch(IsoListenerOptions options, TimeProvider? time, IRequestHistory? history, IReferenceLookup? lookup, ILoggerFactory loggers)
    {
        const int RingCapacity = 1_024;
        Ring = new RingBuffer<Slot>(RingCapacity, new AdaptiveWaitStrategy());
        Sessions = new SessionRegistry(RingCapacity, new SessionLimits { ReservedSlots = 24 }, time, history);
        Pipeline = new StagePipeline<Slot>(Ring, [Echo, new RespondStage(Sessions)], Topology.SingleThread, RingCapacity);
        Records = new IsoRecords(lookup);
        Profile = options.Profile;
        Listener = new IsoListener(options, Ring, Sessions, Records, loggers);
    }

    public RingBuffer<Slot> Ring { get; }

    public SessionRegistry Sessions { get; }

    public StagePipeline<Slot> Pipeline { get; }

    public IsoListener Listener { get; }

    public IsoRecords Records { get; }

    public IsoProfile Profile { get; }

    public EchoStage Echo { get; } = new();

    public GatewayCounters Counters => Sessions.Counters;

    public static IsoListenerOptions Options(string profile = "1987-ascii") => new()
    {
        Name = "test link",
        Profile = IsoProfiles.Get(profile),
        Participant = Participant,
        TokenKey = TokenKey,
        Merchants = new Dictionary<string, ulong> { ["MERCHANT0000001"] = Merchant },
        Window = 16,
    };

    public static async Task<IsoSwitch> StartAsync(IsoListenerOptions? options = null, TimeProvider? time = null, IRequestHistory? history = null,
        IReferenceLookup? lookup = null, ILoggerFactory? loggers = null)
    {
        var instance = new IsoSwitch(options ?? Options(), time, history, lookup,
            loggers ?? Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        instance.Pipeline.Start();
        await instance.Listener.StartAsync();
        return instance;
    }

    public Task<IsoClient> ConnectAsync() => IsoClient.ConnectAsync(Listener.EndPoint, Profile);

    /// <summary>A connection that has signed on.</summary>
    public async Task<IsoClient> SignOnAsync()
    {
        var client = await ConnectAsync();
        await client.SignOnAsync();
        return client;
    }

    public Task UntilEmptyAsync() =>
        TestSwitch.UntilAsync(() => Sessions.Count == 0 && Listener.Connections == 0, "all sessions to end");

    public async ValueTask DisposeAsync()
    {
        Echo.Release();
        await Listener.DisposeAsync();
        await Pipeline.StopAsync(TestSwitch.Patience);
        Sessions.Dispose();
        Ring.Dispose();
        Echo.Dispose();
    }
}
