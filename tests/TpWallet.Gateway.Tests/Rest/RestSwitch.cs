using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TpWallet.Disruptor;
using TpWallet.Gateway.Health;
using TpWallet.Gateway.History;
using TpWallet.Gateway.Metrics;
using TpWallet.Gateway.Respond;
using TpWallet.Gateway.Rest;
using TpWallet.Gateway.Rest.Keys;
using TpWallet.Gateway.Sessions;
using TpWallet.Gateway.Tests.Support;
using TpWallet.Gateway.Timeline;
using TpWallet.Messages;

namespace TpWallet.Gateway.Tests.Rest;

/// <summary>The HTTP side of a switch whose core is a function of the test.</summary>
internal sealed class RestSwitch : IAsyncDisposable
{
    public const uint OwnParticipant = 7;

    private readonly string _folder = Directory.CreateTempSubdirectory("tpwallet-rest-").FullName;
    private readonly RingBuffer<Slot> _ring = new(1_024, new AdaptiveWaitStrategy());
    private readonly StagePipeline<Slot> _pipeline;
    private readonly SwitchMetrics _metrics;
    private readonly PrometheusExposition _exposition;

    private RestSwitch(RestListenerOptions? options, IRequestHistory? history, IPaymentHistory? payments, ILoggerFactory? logs)
    {
        Health = new SwitchHealth(time: Time);
        _metrics = new SwitchMetrics(Health);
        _exposition = new PrometheusExposition(_metrics);
        Sessions = new SessionRegistry(_ring.Capacity, new SessionLimits { ReservedSlots = 24 }, Time, history);
        var messages = new MessageLog(1_000, lastSequence: 0, Time);
        _pipeline = new StagePipeline<Slot>(_ring, [Core, new RespondStage(Sessions, messages)], Topology.SingleThread, _ring.Capacity);
        Keys = new ApiKeyFile(Path.Combine(_folder, ApiKeyFile.Name));
        Listener = new RestListener(
            (options ?? new RestListenerOptions()) with { Port = 0 }, Health, _exposition, logs ?? NullLoggerFactory.Instance);
        Services = new RestServices(_ring, Sessions, Keys, payments, messages);
        Acquirer = Keys.Create(ApiKeyRole.Acquirer, OwnParticipant, "").Text;
        Operator = Keys.Create(ApiKeyRole.Operator, 0, "").Text;
        ReadOnly = Keys.Create(ApiKeyRole.ReadOnly, OwnParticipant, "").Text;
    }

    public ManualTime Time { get; } = new();

    public CoreFunction Core { get; } = new();

    public SwitchHealth Health { get; }

    public SessionRegistry Sessions { get; }

    public RestListener Listener { get; }

    public RestServices Services { get; }

    public ApiKeyFile Keys { get; }

    public HttpClient Http { get; } = new();

    public string Acquirer { get; }

    public string Operator { get; }

    public string ReadOnly { get; }

    public string Metrics => _exposition.Render();

    public static async Task<RestSwitch> StartAsync(RestListenerOptions? options = null, IRequestHistory? history = null,
        IPaymentHistory? payments = null, ILoggerFactory? logs = null, bool serve = true)
    {
        var instance = new RestSwitch(options, history, payments, logs);
        instance._pipeline.Start();
        await instance.Listener.StartAsync();
        instance.Http.BaseAddress = new Uri($"http://{instance.Listener.EndPoint}");
        instance.Http.Timeout = TestSwitch.Patience;
        if (serve)
        {
            instance.Listener.Serve(instance.Services);
        }

        return instance;
    }

    public Task<RestAnswer> PostAsync(string path, string body, string? key = null, Guid? name = null) =>
        SendAsync(HttpMethod.Post, path, body, key ?? Acquirer, name ?? Guid.NewGuid());

    public Task<RestAnswer> GetAsync(string path, string? key = null, string? ifNoneMatch = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new("Bearer", key ?? Acquirer);
        if (ifNoneMatch is not null)
        {
            request.Headers.IfNoneMatch.ParseAdd(ifNoneMatch);
        }

        return SendAsync(request);
    }

    public Task<RestAnswer> SendAsync(HttpMethod method, string path, string body, string? key, Guid? name) =>
        SendAsync(method, path, new StringContent(body, Encoding.UTF8, "application/json"), key, name);

    public Task<RestAnswer> SendAsync(HttpMethod method, string path, HttpContent body, string? key, Guid? name)
    {
        var request = new HttpRequestMessage(method, path) { Content = body };
        if (key is not null)
        {
            request.Headers.Authorization = new("Bearer", key);
        }

        if (name is { } id)
        {
            request.Headers.Add("Idempotency-Key", id.ToString());
        }

        return SendAsync(request);
    }

    public async Task<RestAnswer> SendAsync(HttpRequestMessage request)
    {
        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var json = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true
            ? JsonSerializer.Deserialize<JsonElement>(text)
            : default;
        return new RestAnswer(response.StatusCode, json, text, response.Headers.ToDictionary(
            static header => header.Key, static header => string.Join(',', header.Value)), response.Content.Headers.ContentType?.MediaType);
    }

    public async ValueTask DisposeAsync()
    {
        Core.Open.Set();
        Http.Dispose();
        await Listener.DisposeAsync();
        await _pipeline.StopAsync(TestSwitch.Patience);
        Assert.Equal(0, Sessions.Count);
        Sessions.Dispose();
        _exposition.Dispose();
        _metrics.Dispose();
        Health.Dispose();
        _ring.Dispose();
        Core.Open.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>What came back.</summary>
internal sealed record RestAnswer(
    HttpStatusCode Status, JsonElement Json, string Text, IReadOnlyDictionary<string, string> Headers, string? MediaType)
{
    public string? Code => Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty("code", out var code) ? code.GetString() : null;

    public string? Detail => Json.TryGetProperty("detail", out var detail) ? detail.GetString() : null;
}

/// <summary>A core that answers as the test says, and can be held.</summary>
internal sealed class CoreFunction : IStage<Slot>
{
    private readonly Lock _gate = new();
    private readonly List<Command> _seen = [];

    public ManualResetEventSlim Open { get; } = new(initialState: true);

    public Func<Command, Reply> Answer { get; set; } = static command => new Reply
    {
        Result = ResultCode.Approved,
        Amount = command.Amount,
        Available = 1_000,
        Currency = command.Currency,
    };

    public IReadOnlyList<Command> Seen
    {
        get
        {
            lock (_gate)
            {
                return [.. _seen];
            }
        }
    }

    public void OnBatch(RingBuffer<Slot> ring, long first, long last)
    {
        Open.Wait();
        for (var sequence = first; sequence <= last; sequence++)
        {
            ref var slot = ref ring[sequence];
            var reply = Answer(slot.Command);
            reply.Class = ResultCodes.Classify(reply.Result);
            reply.RequestId = slot.Command.RequestId;
            reply.Sequence = (ulong)sequence + 1;
            slot.Reply = reply;
            lock (_gate)
            {
                _seen.Add(slot.Command);
            }
        }
    }
}
