using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using TpWallet.Gateway.History;
using TpWallet.Gateway.Rest.Docs;
using TpWallet.Messages;

namespace TpWallet.Gateway.Tests.Rest;

/// <summary>Canaries: keys and card numbers that are sent must not come back in an error, a log or a metric.</summary>
public sealed class SecrecyTests
{
    private const string CardNumber = "4929000000000006";

    [Fact]
    public async Task No_key_and_no_card_number_is_repeated_anywhere()
    {
        using var logs = new KeptLogs();
        await using var served = await RestSwitch.StartAsync(logs: logs, payments: new FaultyHistory());
        var unknownKey = $"tpw_0123456789_{new string('a', 64)}";
        string[] bodies =
        [
            $$"""{"{{CardNumber}}":1}""", $$"""{"account":"{{CardNumber}}"}""", $$"""{"terminal":"{{CardNumber}}"}""", CardNumber, $"\"{CardNumber}",
            $$"""{"currency":"{{CardNumber}}"}""", $$"""{"account":{{CardNumber}}{{CardNumber}}}""",
        ];
        var told = new List<string>();
        foreach (var body in bodies)
        {
            foreach (var key in (string[])[served.Acquirer, served.Operator, unknownKey])
            {
                told.Add((await served.PostAsync("/authorizations", body, key)).Text);
            }
        }

        string[] urls = [$"/accounts/{CardNumber}x", $"/inquiries/{CardNumber}", $"/payments?limit={CardNumber}", $"/{CardNumber}"];
        foreach (var url in urls)
        {
            told.Add((await served.GetAsync(url)).Text);
        }

        Assert.Equal(500, (int)(await served.GetAsync($"/payments/{Guid.NewGuid()}")).Status);
        told.AddRange([served.Metrics, (await served.GetAsync("/health/ready")).Text, (await served.GetAsync(OpenApiDocument.Path)).Text,
            .. logs.Lines]);

        Assert.NotEmpty(logs.Lines);
        foreach (var secret in (string[])[CardNumber, served.Acquirer[4..], served.Operator[4..], unknownKey[4..], served.Acquirer[^64..]])
        {
            Assert.DoesNotContain(told, text => text.Contains(secret, StringComparison.OrdinalIgnoreCase));
        }
    }

    /// <summary>A defect of the switch.</summary>
    private sealed class FaultyHistory : IPaymentHistory
    {
        public ValueTask<PaymentAnswer> FindAsync(uint participant, RequestId requestId, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("a defect");

        public ValueTask<PaymentAnswer> FindAsync(
            uint participant, ulong retrievalReference, ulong terminal, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("a defect");

        public ValueTask<PaymentPage> ReadAsync(uint participant, ulong before, int limit, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("a defect");
    }

    /// <summary>Keeps every line of every category and level, with exceptions.</summary>
    private sealed class KeptLogs : ILoggerFactory, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IEnumerable<string> Lines => _lines;

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
