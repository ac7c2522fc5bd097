using System.Runtime.InteropServices;
using TpWallet.Aeron.Publications;
using TpWallet.Aeron.Subscriptions;
using TpWallet.Aeron.Tests.Simulation;

namespace TpWallet.Aeron.Tests;

public sealed class WrapTests
{
    [Fact]
    public void Stream_of_24_GiB_passes_through_every_term_buffer_and_the_wrap_of_the_term_id()
    {
        const long Target = 24L << 30;
        using var world = new World(24);

        // Half of the 24,576 terms lie before the wrap of the 32-bit term id, half after it.
        const int Initial = int.MaxValue - 12_288;
        var channel = $"aeron:udp?endpoint=127.0.0.1:20121|term-length=1m|mtu=65504|rcv-wnd=512k|init-term-id={Initial}";
        var publication = world.AddEndpoint().AddPublication(channel, World.Stream);
        var subscription = world.AddEndpoint().AddSubscription(channel, World.Stream);
        world.RunUntil(() => publication.IsConnected && subscription.IsConnected);

        // A claim that is aborted takes its room in the log but travels as a header only.
        long sent = 0;
        long received = 0;
        FragmentHandler handler = (payload, in header) =>
        {
            Assert.Equal(received++, MemoryMarshal.Read<long>(payload));
            Assert.Equal(unchecked(Initial + (int)((header.Position - 64) >> 20)), header.TermId);
        };
        while (subscription.Images[0].Position < Target)
        {
            while (publication.Position < Target && Advance(publication, ref sent))
            {
            }

            subscription.Poll(handler, 1_000);
            world.Step();
        }

        Assert.Equal(sent, received);
        Assert.InRange(sent, 300_000, 500_000);
        Assert.True(publication.InitialTermId > 0 && publication.Position >= Target);
    }

    private static bool Advance(Publication publication, ref long sent)
    {
        var result = publication.Offer(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in sent)));
        if (result > 0)
        {
            sent++;
            result = publication.TryClaim(publication.MaxPayloadLength, out var claim);
            if (result > 0)
            {
                claim.Abort();
            }
        }

        return result is > 0 or Publication.AdminAction;
    }
}
