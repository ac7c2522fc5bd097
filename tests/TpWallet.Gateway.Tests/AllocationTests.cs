using System.Net.Sockets;
using TpWallet.Gateway.Tests.Support;
using TpWallet.Protocol.Binary;

namespace TpWallet.Gateway.Tests;

[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests
{
    private const int Window = 256;

    [Fact]
    public async Task Nothing_is_allocated_per_request_from_socket_to_socket()
    {
        const int Rounds = 400;
        await using var host = await TestSwitch.StartAsync();
        // Never asynchronous: such a socket allocates when it waits.
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(host.Listener.EndPoint);
        client.Send(RawClient.SignOnFrame(SessionRole.Acquirer, 7, Window));
        ReceiveAll(client, new byte[FrameTypes.LengthOf(FrameType.SignedOn)]);
        var requests = RawClient.RequestFrames(1, Window);
        var replies = new byte[Window * ReplyFrame.Size];
        Exchange(client, requests, replies, Rounds);

        var before = GC.GetTotalAllocatedBytes(precise: true);
        Exchange(client, requests, replies, Rounds);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        // What remains are the pool's and the runtime's own occasional objects, not ours: far below a byte a request.
        Assert.True(allocated < Rounds * Window / 2, $"{allocated} bytes for {Rounds * Window} requests");
    }

    private static void Exchange(Socket socket, byte[] requests, byte[] replies, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            socket.Send(requests);
            ReceiveAll(socket, replies);
        }
    }

    private static void ReceiveAll(Socket socket, byte[] buffer)
    {
        for (var received = 0; received < buffer.Length;)
        {
            var read = socket.Receive(buffer.AsSpan(received));
            received += read > 0 ? read : throw new IOException("The server closed.");
        }
    }
}
