using System.Net.Sockets;
using TpWallet.Gateway.Sessions;
using TpWallet.Gateway.Tests.Support;
using TpWallet.Protocol.Binary;
using Xunit.Abstractions;

namespace TpWallet.Gateway.Tests;

public sealed class FuzzTests(ITestOutputHelper log)
{
    private const int Seed = 20_261_122;
    private const int Clients = 8;
    private const int ConnectionsEach = 60;

    [Fact]
    public async Task Listener_survives_whatever_clients_send()
    {
        log.WriteLine($"Seed {Seed}");
        var unobserved = 0;
        void Count(object? sender, UnobservedTaskExceptionEventArgs arguments) => Interlocked.Increment(ref unobserved);
        TaskScheduler.UnobservedTaskException += Count;
        await using var host = await TestSwitch.StartAsync(limits: new SessionLimits { ReservedSlots = 24 });

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(() => AttackAsync(host, new Random(Seed + client)))));

        await host.UntilEmptyAsync();
        Assert.Equal(1000, host.Sessions.WindowLeft);
        Assert.Equal(0, host.Counters[GatewayCounter.ConnectionsFaulted]);
        Assert.False(host.Pipeline.Completion.IsCompleted);
        Assert.Equal(host.Counters[GatewayCounter.RequestsEntered],
            host.Counters[GatewayCounter.RepliesWritten] + host.Counters[GatewayCounter.RepliesDiscarded]);

        using var good = await host.SignOnAsync(window: 1000);
        await good.SendRequestsAsync(1, 100);
        for (ulong correlation = 1; correlation <= 100; correlation++)
        {
            Assert.Equal(correlation, (await good.ReadAsync(FrameType.Reply)).Correlation);
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        TaskScheduler.UnobservedTaskException -= Count;
        Assert.Equal(0, unobserved);
    }

    private static async Task AttackAsync(TestSwitch host, Random random)
    {
        for (var connection = 0; connection < ConnectionsEach; connection++)
        {
            using var client = await host.ConnectAsync();
            try
            {
                foreach (var piece in Pieces(random))
                {
                    await client.SendAsync(piece);
                }

                await EndAsync(client, random);
            }
            catch (IOException)
            {
                // The server has closed on what it was sent: as it should.
            }
        }
    }

    private static async Task EndAsync(RawClient client, Random random)
    {
        switch (random.Next(3))
        {
            case 0:
                client.Reset();
                break;
            case 1:
                client.Socket.Shutdown(SocketShutdown.Send);
                await client.DrainAsync();
                break;
            default:
                client.Dispose();
                break;
        }
    }

    private static byte[][] Pieces(Random random)
    {
        var bytes = Stream(random);
        for (var flips = random.Next(4); flips > 0 && bytes.Length > 0; flips--)
        {
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        }

        var length = random.Next(2) == 0 ? bytes.Length : random.Next(bytes.Length + 1);
        return [.. bytes[..length].Chunk(1 + random.Next(2000))];
    }

    private static byte[] Stream(Random random)
    {
        if (random.Next(5) == 0)
        {
            var noise = new byte[random.Next(4096)];
            random.NextBytes(noise);
            return noise;
        }

        var frames = new List<byte>();
        if (random.Next(10) != 0)
        {
            frames.AddRange(RawClient.SignOnFrame((SessionRole)random.Next(1, 3), (uint)random.Next(0, 3), (uint)random.Next(1, 40)));
        }

        for (var count = random.Next(12); count > 0; count--)
        {
            frames.AddRange(random.Next(6) switch
            {
                0 => RawClient.PrefixFrame(FrameType.Heartbeat, (ulong)count),
                1 => RawClient.PrefixFrame((FrameType)random.Next(40), (ulong)count),
                _ => RawClient.RequestFrames((ulong)count, random.Next(1, 20), (uint)random.Next(0, 3)),
            });
        }

        return [.. frames];
    }
}
