using System.Text;
using TpWallet.Gateway.Iso8583;
using TpWallet.Protocol.Iso8583;
using Xunit.Abstractions;

namespace TpWallet.Gateway.Tests.Iso8583;

/// <summary>Whatever a client sends: it is answered where it can be told apart, counted and kept otherwise, and harms nobody else.</summary>
public sealed class IsoMalformedTests(ITestOutputHelper log)
{
    private const int Seed = 20_261_122;

    [Fact]
    public async Task Message_that_can_be_told_apart_gets_a_format_error()
    {
        await using var host = await IsoSwitch.StartAsync();
        using var client = await host.SignOnAsync();
        var frame = IsoClient.Frame(host.Profile, "0100", IsoClient.Payment());
        frame[Encoding.ASCII.GetString(frame).IndexOf("000000001000", StringComparison.Ordinal)] = (byte)'x';

        await client.SendAsync(frame);
        var answer = await client.ReadAsync();

        Assert.Equal(("0110", "30", "000123", "632615000123"), (answer.Type, answer.Code, answer[11], answer[37]));
        var incident = Assert.Single(host.Records.Incidents.Latest());
        Assert.Equal((IsoIncidentKind.FormatError, "0100", "000123", "****0001"),
            (incident.Kind, incident.MessageType, incident.SystemTraceAuditNumber, incident.Terminal));
        Assert.StartsWith("DE 4 at byte", incident.Reason, StringComparison.Ordinal);
        Assert.Equal(1, host.Counters[GatewayCounter.IsoFormatErrors]);
        Assert.Equal("00", (await client.ExchangeAsync("0100", IsoClient.Payment())).Code);
    }

    [Fact]
    public async Task Link_is_closed_after_so_many_messages_that_can_not_be_told_apart()
    {
        await using var host = await IsoSwitch.StartAsync(IsoSwitch.Options() with { UnreadableMax = 2 });
        using var client = await host.SignOnAsync();
        for (var count = 0; count < 3; count++)
        {
            await client.SendAsync("\0\x04XXXX"u8.ToArray());
        }

        await client.ExpectCloseAsync();
        await host.UntilEmptyAsync();
        Assert.Equal(3, host.Counters[GatewayCounter.IsoMessagesMalformed]);
        Assert.Equal(3, host.Records.Incidents.Count);
    }

    [Theory]
    [InlineData("0000")]
    [InlineData("FFFF")]
    public async Task Length_that_no_message_has_closes_the_link(string length)
    {
        await using var host = await IsoSwitch.StartAsync();
        using var client = await host.SignOnAsync();

        await client.SendAsync(Convert.FromHexString(length));

        await client.ExpectCloseAsync();
        await host.UntilEmptyAsync();
        Assert.Equal(1, host.Counters[GatewayCounter.IsoMessagesMalformed]);
    }

    [Fact]
    public async Task Answer_to_nothing_that_was_asked_is_kept()
    {
        await using var host = await IsoSwitch.StartAsync();
        using var client = await host.SignOnAsync();

        await client.SendAsync("0110", IsoClient.Payment((2, ""), (39, "00")));

        Assert.Equal("00", (await client.ManageAsync("301")).Code);
        var incident = Assert.Single(host.Records.Incidents.Latest());
        Assert.Equal((IsoIncidentKind.Unmatched, "0110"), (incident.Kind, incident.MessageType));
    }

    [Fact]
    public async Task Incidents_are_bounded_and_the_latest_are_kept()
    {
        await using var host = await IsoSwitch.StartAsync(IsoSwitch.Options() with { UnreadableMax = 1_000 });
        using var client = await host.SignOnAsync();
        for (var number = 0; number < IsoRecords.IncidentsMax + 10; number++)
        {
            await client.SendAsync("0110", IsoClient.Payment((2, ""), (11, $"{number:D6}"), (39, "00")));
        }

        await client.ManageAsync("301");
        var latest = host.Records.Incidents.Latest();
        Assert.Equal((IsoRecords.IncidentsMax, (long)IsoRecords.IncidentsMax + 10), (latest.Count, host.Records.Incidents.Count));
        Assert.Equal($"{IsoRecords.IncidentsMax + 9:D6}", latest[0].SystemTraceAuditNumber);
    }

    [Fact]
    public async Task Messages_may_come_in_any_pieces()
    {
        await using var host = await IsoSwitch.StartAsync();
        using var client = await host.SignOnAsync();
        var frame = IsoClient.Frame(host.Profile, "0100", IsoClient.Payment());

        await client.SendAsync(frame.AsMemory(0, 1));
        await client.SendAsync(frame.AsMemory(1, 40));
        await client.SendAsync((byte[])[.. frame[41..], .. frame[..30]]);
        Assert.Equal("00", (await client.ReadAsync()).Code);
        await client.SendAsync(frame.AsMemory(30));
        Assert.Equal("00", (await client.ReadAsync()).Code);
    }

    [Fact]
    public async Task Listener_survives_whatever_clients_send()
    {
        log.WriteLine($"seed {Seed}");
        await using var host = await IsoSwitch.StartAsync(IsoSwitch.Options() with { UnreadableMax = 20 });

        await Task.WhenAll(Enumerable.Range(0, 6).Select(number => Task.Run(() => AttackAsync(host, new Random(Seed + number)))));

        await host.UntilEmptyAsync();
        Assert.Equal(1_000, host.Sessions.WindowLeft);
        Assert.Equal(0, host.Counters[GatewayCounter.ConnectionsFaulted]);
        Assert.Equal(0, host.Counters[GatewayCounter.IsoAnswersFailed]);
        Assert.False(host.Pipeline.Completion.IsCompleted);
        Assert.Equal(host.Counters[GatewayCounter.RequestsEntered],
            host.Counters[GatewayCounter.RepliesWritten] + host.Counters[GatewayCounter.RepliesDiscarded]);
        using var good = await host.SignOnAsync();
        Assert.Equal("00", (await good.ExchangeAsync("0100", IsoClient.Payment())).Code);
    }

    private static async Task AttackAsync(IsoSwitch host, Random random)
    {
        for (var connection = 0; connection < 40; connection++)
        {
            using var client = await host.ConnectAsync();
            try
            {
                await client.SignOnAsync();
                for (var count = random.Next(20); count > 0; count--)
                {
                    await client.SendAsync(Damage(Message(host.Profile, random), random));
                }

                if (random.Next(2) == 0)
                {
                    client.Socket.LingerState = new System.Net.Sockets.LingerOption(enable: true, seconds: 0);
                }
            }
            catch (IOException)
            {
                // The server has closed on what it was sent: as it should.
            }
        }
    }

    private static byte[] Message(IsoProfile profile, Random random)
    {
        string[] codes = ["001", "002", "201", "301", "999"];
        string[] types = ["0100", "0101", "0120", "0200", "0220", "0400", "0421", "0110", "0600"];
        return random.Next(6) switch
        {
            0 => IsoClient.Frame(profile, "0800", (7, "1122150637"), (11, "000001"), (70, codes[random.Next(codes.Length)])),
            1 => IsoClient.Frame(profile, "0500", (7, "1122150637"), (11, "000001"), (50, "840"), (74, "1"), (76, "1"), (86, "1"), (88, "1")),
            _ => IsoClient.Frame(profile, types[random.Next(types.Length)], IsoClient.Payment(
                (11, $"{random.Next(5):D6}"), (3, random.Next(2) == 0 ? "000000" : "200000"), (37, $"{random.Next(100):D12}"))),
        };
    }

    private static byte[] Damage(byte[] frame, Random random)
    {
        var first = random.Next(8) == 0 ? 0 : 2; // mostly what the frame holds, sometimes its length
        for (var flips = random.Next(4); flips > 0; flips--)
        {
            frame[random.Next(first, frame.Length)] ^= (byte)(1 << random.Next(8));
        }

        return frame;
    }
}
