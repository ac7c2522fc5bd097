using System.Net;
using TpWallet.Client;
using TpWallet.Messages;

namespace TpWallet.Server.Tests.Crash;

/// <summary>Pays one request at a time at one switch after another on the same folder, and asks for all of it again.</summary>
internal sealed class Payer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Findings _findings = new();
    private readonly Till _till = new(participant: 1, number: 1, seed: 1);
    private readonly List<TrackedRequest> _requests = [];
    private IPEndPoint _endpoint = new(IPAddress.Loopback, 0);
    private AcquirerClient? _client;

    /// <summary>Signs on at a switch that knows nothing, and makes accounts.</summary>
    public async Task FurnishAsync(ServeProcess process)
    {
        await SignOnAsync(process);
        _requests.AddRange(World.Preparations().Select(static command => new TrackedRequest(command)));
        await new Interrogation(_endpoint, _findings).SendAgainAsync(_requests, new Dictionary<TrackedRequest, Reply>());
        _findings.AssertNone();
    }

    public async Task SignOnAsync(ServeProcess process)
    {
        await DisposeAsync();
        _endpoint = await process.Ready.WaitAsync(Patience);
        _client = await AcquirerClient.ConnectAsync(new ClientOptions
        {
            Port = _endpoint.Port,
            Participant = _till.Participant,
            ConnectTimeout = Patience,
            RequestDeadline = Patience,
            ReconnectAttemptsMax = 0,
        });
    }

    /// <summary>Pays until one is answered so; <see cref="ResultCode.None"/>: not at all.</summary>
    public Task PayUntilAsync(ResultCode result) => PayUntilAsync(last => last == result);

    /// <summary>Pays, repeats and asks too much, until it is enough.</summary>
    public async Task PayUntilAsync(Func<ResultCode, bool> isEnough)
    {
        using var patience = new CancellationTokenSource(Patience);
        var last = await SendAsync(_till.Next());
        while (!isEnough(last))
        {
            Assert.False(last == ResultCode.None || patience.IsCancellationRequested, $"What was awaited didn't come; the last answer was {last}.");
            last = await SendAsync(_till.Next());
        }

        _findings.AssertNone();
    }

    /// <summary>Makes so many new payments.</summary>
    /// <returns>The answers that came.</returns>
    public async Task<HashSet<ResultCode>> PayManyAsync(int count)
    {
        var results = new HashSet<ResultCode>();
        for (; count > 0; count--)
        {
            results.Add(await SendAsync(_till.NextPayment()));
        }

        _findings.AssertNone();
        return results;
    }

    /// <summary>Asks for the answer to a request that was answered.</summary>
    public async Task<ResultCode> InquireAsync() => (await _client!.SendAsync(PaymentCommands.StatusInquiry(
        _till.Participant, new RequestId(ulong.MaxValue, 1), _requests[^1].Command.RequestId))).Reply.Result;

    /// <summary>Whatever was acknowledged is known, and nothing was done that was refused.</summary>
    public async Task AssertRememberedAsync()
    {
        _requests.AddRange(_till.TakeNew());
        await new Interrogation(_endpoint, _findings).AskAgainAsync(_requests).WaitAsync(Patience);
        _findings.AssertNone();
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.DisposeAsync();
        }
    }

    private async Task<ResultCode> SendAsync(Sending sending)
    {
        var outcome = await _client!.SendAsync(sending.Command);
        if (outcome.IsAnswered)
        {
            sending.Take(outcome.Reply, _findings);
            return outcome.Reply.Result;
        }

        if (outcome.Kind == OutcomeKind.OutcomeUnknown)
        {
            sending.Lose();
        }

        return ResultCode.None;
    }
}
