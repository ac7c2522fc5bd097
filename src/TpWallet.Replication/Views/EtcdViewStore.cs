using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace TpWallet.Replication.Views;

/// <summary>
/// The view in etcd, under one key, through the JSON gateway of its v3 API. Reads are linearizable, etcd's default; a swap is one transaction that
/// compares revision and value. Whatever goes wrong on the way makes the outcome unknown: etcd may have carried it out.
/// </summary>
public sealed class EtcdViewStore : IViewStore
{
    private const int ResponseLengthMax = 1 << 20;
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private readonly EtcdOptions _options;
    private readonly HttpClient _http;
    private readonly byte[] _key;
    private int _endpoint;
    private volatile Found? _lastFound;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <param name="options">Where to find etcd.</param>
    /// <param name="handler">What carries the requests, with client certificates for instance; null: the default. Disposed with the store.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public EtcdViewStore(EtcdOptions options, HttpMessageHandler? handler = null)
    {
        options.Validate();
        _options = options;
        _key = Encoding.UTF8.GetBytes(options.Key);
        handler ??= new SocketsHttpHandler { ConnectTimeout = options.RequestTimeout, AllowAutoRedirect = false, UseProxy = false };
        _http = new HttpClient(handler) { MaxResponseContentBufferSize = ResponseLengthMax, Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <inheritdoc/>
    public async Task<StoredView?> ReadAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var answer = await PostAsync("v3/kv/range", WriteRange, cancellationToken).ConfigureAwait(false);
                return Interpret(answer.RootElement);
            }
            catch (Exception exception) when (IsFailure(exception, cancellationToken))
            {
                UseNextEndpoint();
                if (attempt >= _options.Endpoints.Count)
                {
                    throw new ViewStoreException($"etcd doesn't answer: {exception.Message}", exception);
                }
            }
        }
    }

    /// <inheritdoc/>
    public async Task<SwapAnswer> SwapAsync(StoredView? expected, View desired, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await PostAsync("v3/kv/txn", json => WriteSwap(json, expected, desired), cancellationToken).ConfigureAwait(false);
            var succeeded = answer.RootElement.TryGetProperty("succeeded", out var property) && property.GetBoolean();
            return succeeded
                ? new SwapAnswer(SwapOutcome.Succeeded, ReadNumber(answer.RootElement.GetProperty("header"), "revision"))
                : new SwapAnswer(SwapOutcome.Refused);
        }
        catch (Exception exception) when (exception is OperationCanceledException || IsFailure(exception, cancellationToken))
        {
            UseNextEndpoint();
            return new SwapAnswer(SwapOutcome.Unknown, Reason: exception.Message);
        }
    }

    /// <inheritdoc/>
    public async Task WatchAsync(Action changed, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await WatchOnceAsync(changed, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is OperationCanceledException || IsFailure(exception, cancellationToken))
            {
                // A hint that doesn't come costs time only: the view is read now and then anyway. Try elsewhere, not at once.
                UseNextEndpoint();
            }

            await Task.Delay(_options.RequestTimeout, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task WatchOnceAsync(Action changed, CancellationToken cancellationToken)
    {
        using var request = Request("v3/watch", json =>
        {
            json.WriteStartObject("create_request");
            json.WriteBase64String("key", _key);
            json.WriteEndObject();
        });
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));

        // Each line is an event, or says that the watch exists; what it says is not relied upon.
        while (await lines.ReadLineAsync(cancellationToken).ConfigureAwait(false) is not null)
        {
            changed();
        }
    }

    private StoredView? Interpret(JsonElement answer)
    {
        if (!answer.TryGetProperty("kvs", out var values) || values.GetArrayLength() == 0)
        {
            return null;
        }

        var revision = ReadNumber(values[0], "mod_revision");
        var bytes = values[0].GetProperty("value").GetBytesFromBase64();
        if (!ViewJson.TryRead(bytes, out var view))
        {
            throw new ViewStoreException($"etcd's key '{_options.Key}' holds no view at revision {revision}.");
        }

        var stored = new StoredView(revision, view);
        _lastFound = new Found(stored, bytes);
        return stored;
    }

    private void WriteRange(Utf8JsonWriter json) => json.WriteBase64String("key", _key);

    private void WriteSwap(Utf8JsonWriter json, StoredView? expected, View desired)
    {
        json.WriteStartArray("compare");
        if (expected is null)
        {
            WriteComparison(json, "CREATE", () => json.WriteString("create_revision", "0"));
        }
        else
        {
            WriteComparison(json, "MOD", () => json.WriteString("mod_revision", expected.Revision.ToString(CultureInfo.InvariantCulture)));
            WriteComparison(json, "VALUE", () => json.WriteBase64String("value", BytesOf(expected)));
        }

        json.WriteEndArray();
        json.WriteStartArray("success");
        json.WriteStartObject();
        json.WriteStartObject("request_put");
        json.WriteBase64String("key", _key);
        json.WriteBase64String("value", ViewJson.Write(desired));
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private void WriteComparison(Utf8JsonWriter json, string target, Action writeOperand)
    {
        json.WriteStartObject();
        json.WriteBase64String("key", _key);
        json.WriteString("target", target);
        json.WriteString("result", "EQUAL");
        writeOperand();
        json.WriteEndObject();
    }

    /// <summary>The bytes as they were read: somebody may have written the same view in another layout.</summary>
    private byte[] BytesOf(StoredView expected) =>
        _lastFound is { } found && found.Stored == expected ? found.Bytes : ViewJson.Write(expected.View);

    private async Task<JsonDocument> PostAsync(string path, Action<Utf8JsonWriter> writeBody, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_options.RequestTimeout);
        using var request = Request(path, writeBody);
        using var response = await _http.SendAsync(request, timeout.Token).ConfigureAwait(false);
        var body = await response.Content.ReadAsByteArrayAsync(timeout.Token).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        return JsonDocument.Parse(body);
    }

    private HttpRequestMessage Request(string path, Action<Utf8JsonWriter> writeBody)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            writeBody(json);
            json.WriteEndObject();
        }

        var endpoint = _options.Endpoints[(int)((uint)Volatile.Read(ref _endpoint) % (uint)_options.Endpoints.Count)];
        return new HttpRequestMessage(HttpMethod.Post, new Uri(endpoint, path))
        {
            Content = new ByteArrayContent(buffer.WrittenMemory.ToArray()) { Headers = { ContentType = Json } },
        };
    }

    private void UseNextEndpoint() => Interlocked.Increment(ref _endpoint);

    /// <summary>Whether it is the store's failure: no answer in time, none at all, or none that can be understood.</summary>
    private static bool IsFailure(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        HttpRequestException or IOException or JsonException or FormatException or KeyNotFoundException or InvalidOperationException => true,
        _ => false,
    };

    /// <summary>64-bit numbers are text in this API.</summary>
    private static long ReadNumber(JsonElement json, string name) =>
        long.Parse(json.GetProperty(name).GetString() ?? "", NumberStyles.None, CultureInfo.InvariantCulture);

    private sealed record Found(StoredView Stored, byte[] Bytes);
}
