using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using TpWallet.Protocol.Iso8583;
using Xunit.Abstractions;

namespace TpWallet.Gateway.Tests.Iso8583;

/// <summary>Card numbers that are known are sent in every way, right and wrong; nothing that the gateway keeps or says has one.</summary>
public sealed class CanaryTests(ITestOutputHelper output)
{
    private const int Seed = 20_261_122;

    private static readonly string[] Canaries = ["4761730123456785", "5413330089020029", "374245455400126", "6011000991300009"];

    [Fact]
    public async Task No_card_number_is_in_anything_that_is_kept_or_said()
    {
        output.WriteLine($"seed {Seed}");
        using var log = new CapturingLog();
        var host = await IsoSwitch.StartAsync(IsoSwitch.Options() with { UnreadableMax = 50 }, loggers: log.Factory);
        await using (host)
        {
            var random = new Random(Seed);
            for (var round = 0; round < 300; round++)
            {
                await AttackAsync(host, random, Canaries[round % Canaries.Length]);
            }

            await host.UntilEmptyAsync();
            var kept = new StringBuilder();
            host.Records.Incidents.Latest().ToList().ForEach(incident => kept.AppendLine($"{incident}"));
            for (ulong sequence = 0; sequence <= (ulong)host.Echo.Handled; sequence++)
            {
                kept.AppendLine($"{host.Records.Messages.Find(sequence)}");
            }

            kept.AppendJoin('\n', log.Lines);
            Assert.True(host.Records.Incidents.Count > 100 && host.Echo.Handled > 20, $"{host.Records.Incidents.Count}, {host.Echo.Handled}");
            AssertNone(kept.ToString());
            Assert.Contains("476173******6785", kept.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void No_exception_of_the_codec_has_a_card_number()
    {
        var profile = IsoProfiles.Get("1987-ascii");
        foreach (var canary in Canaries)
        {
            var frame = IsoClient.Frame(profile, "0100", IsoClient.Payment((2, canary)));
            for (var length = 0; length < frame.Length; length++)
            {
                IsoDecoder.TryRead(profile, frame.AsSpan(2, Math.Max(0, length - 2)), out var message, out var fault);
                AssertNone(fault.ToString() + string.Join('\n', Masking.Describe(message)));
            }
        }
    }

    /// <summary>Neither whole nor all digits but those that may be shown.</summary>
    private static void AssertNone(string text)
    {
        foreach (var canary in Canaries)
        {
            Assert.DoesNotContain(canary, text, StringComparison.Ordinal);
            Assert.DoesNotContain(canary[4..^3], text, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToHexString(Encoding.ASCII.GetBytes(canary)), text, StringComparison.OrdinalIgnoreCase);
        }
    }

    private static async Task AttackAsync(IsoSwitch host, Random random, string canary)
    {
        using var client = await host.ConnectAsync();
        try
        {
            await client.SignOnAsync();
            for (var count = random.Next(6); count >= 0; count--)
            {
                await client.SendAsync(Message(host.Profile, random, canary));
            }

            if (random.Next(2) == 0)
            {
                client.Socket.LingerState = new LingerOption(enable: true, seconds: 0);
            }
        }
        catch (IOException)
        {
            // The server has closed on what it was sent: as it should.
        }
    }

    private static byte[] Message(IsoProfile profile, Random random, string canary)
    {
        (int, string)[] places =
        [
            (2, canary), (35, $"{canary}=28122011000"), (42, canary[..15]), (43, $"to {canary}".PadRight(40)), (45, $"B{canary}^X"), (102, canary),
            (41, canary[^8..]), (48, $"CN{canary.Length:D2}{canary}"),
        ];
        var type = ((string[])["0100", "0110", "0200", "0220", "0420", "0600"])[random.Next(6)];
        var place = places[random.Next(places.Length)];
        var frame = IsoClient.Frame(profile, type, IsoClient.Payment((11, $"{random.Next(1_000_000):D6}"), (2, canary), place));
        switch (random.Next(6))
        {
            case 0: // a wrong length: what follows is shifted
                var at = 2 + 4 + 16;
                frame[at + random.Next(2)] = (byte)('0' + random.Next(10));
                break;
            case 1: // anything, anywhere behind the frame's length
                frame[random.Next(2, frame.Length)] = (byte)random.Next(256);
                break;
            case 2: // cut off
                return frame[..random.Next(2, frame.Length)];
        }

        return frame;
    }

    private sealed class CapturingLog : ILoggerProvider, ILogger
    {
        public CapturingLog() => Factory = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(this));

        public ILoggerFactory Factory { get; }

        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{formatter(state, exception)} {exception}");

        void IDisposable.Dispose() => Factory.Dispose();
    }
}
