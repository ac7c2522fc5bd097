using System.Runtime.CompilerServices;
using TpWallet.Replication.Wire;

namespace TpWallet.Replication.Tests.Wire;

public sealed class SnapshotCodecTests
{
    private static readonly NodeId One = new(1), Two = new(2);
    private readonly byte[] _buffer = new byte[SnapshotCodec.LengthMax];

    [Fact]
    public void Layout_is_as_documented()
    {
        Assert.Equal(40, Unsafe.SizeOf<SnapshotRequestBody>());
        Assert.Equal(40, Unsafe.SizeOf<SnapshotChunkBody>());
        Assert.Equal(72, SnapshotCodec.DataOffset);
    }

    [Fact]
    public void Request_comes_back_as_it_was_sent()
    {
        var sent = new SnapshotRequestBody { Fetch = 1, Sequence = 2, Offset = 3, Limit = 4, Again = 1 };
        var message = _buffer.AsSpan(0, SnapshotCodec.Encode(_buffer, One, sent));

        Assert.True(SnapshotCodec.TryDecode(message, One, out var request));
        Assert.Equal(sent, request);
        Assert.False(SnapshotCodec.TryDecode(message, Two, out _));
        Assert.False(SnapshotCodec.TryDecode(message[..^1], One, out _));
        Assert.False(SnapshotCodec.TryDecode(message, One, out _, out _));
    }

    [Fact]
    public void Chunk_comes_back_as_it_was_sent()
    {
        var message = Chunk(new SnapshotChunkBody { Outcome = SnapshotOutcome.Data, Sequence = 5, Offset = 10, FileLength = 13 }, dataLength: 3);

        Assert.True(SnapshotCodec.TryDecode(message, One, out var chunk, out var data));
        Assert.Equal((5UL, 10L, 3), (chunk.Sequence, chunk.Offset, data.Length));
    }

    [Fact]
    public void Chunk_that_can_not_be_is_refused()
    {
        Assert.False(IsChunk(new SnapshotChunkBody { Outcome = SnapshotOutcome.Data, Offset = 11, FileLength = 13 }, dataLength: 3));
        Assert.False(IsChunk(new SnapshotChunkBody { Outcome = SnapshotOutcome.Data, Offset = -1, FileLength = 13 }, dataLength: 3));
        Assert.False(IsChunk(new SnapshotChunkBody { Outcome = SnapshotOutcome.Data, FileLength = long.MinValue }, dataLength: 3));
        Assert.False(IsChunk(new SnapshotChunkBody { Outcome = SnapshotOutcome.Data, FileLength = 13 }, dataLength: 0));
        Assert.False(IsChunk(new SnapshotChunkBody { Outcome = SnapshotOutcome.Busy }, dataLength: 1));
        Assert.False(IsChunk(new SnapshotChunkBody { Outcome = (SnapshotOutcome)9 }, dataLength: 0));
        Assert.True(IsChunk(new SnapshotChunkBody { Outcome = SnapshotOutcome.Unavailable }, dataLength: 0));
    }

    [Fact]
    public void Replica_refuses_what_is_about_snapshots() =>
        Assert.False(MessageCodec.TryDecode(Chunk(new SnapshotChunkBody { Outcome = SnapshotOutcome.Unavailable }, 0), out _));

    [Fact]
    public void Altered_messages_are_refused_or_read_but_never_thrown_at()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var round = 0; round < 20_000; round++)
        {
            var message = Chunk(new SnapshotChunkBody { Outcome = SnapshotOutcome.Data, FileLength = 100 }, random.Next(4));
            for (var change = random.Next(1, 5); change > 0; change--)
            {
                message[random.Next(message.Length)] = (byte)random.Next(256);
            }

            var cut = message.AsSpan(0, random.Next(message.Length + 1));
            if (SnapshotCodec.TryDecode(cut, One, out var chunk, out var data))
            {
                Assert.True(data.IsEmpty || (chunk.Offset >= 0 && chunk.Offset + data.Length <= chunk.FileLength), $"seed {seed}");
            }

            _ = SnapshotCodec.TryDecode(cut, One, out _);
        }
    }

    private bool IsChunk(in SnapshotChunkBody chunk, int dataLength) => SnapshotCodec.TryDecode(Chunk(chunk, dataLength), One, out _, out _);

    private byte[] Chunk(in SnapshotChunkBody chunk, int dataLength) => _buffer[..(SnapshotCodec.Encode(_buffer, One, chunk) + dataLength)];
}
