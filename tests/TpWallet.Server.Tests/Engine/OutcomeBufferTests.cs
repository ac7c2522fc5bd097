using System.Buffers.Binary;
using TpWallet.Server.Engine.Outcomes;

namespace TpWallet.Server.Tests.Engine;

public sealed class OutcomeBufferTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void Nothing_is_seen_before_it_is_published()
    {
        using var buffer = new OutcomeBuffer(1024);

        Write(buffer, 12, 1);
        Assert.True(buffer.TryRead(TimeSpan.Zero, out var before));
        Assert.True(before.IsEmpty);
        buffer.Publish();
        Assert.True(buffer.TryRead(Patience, out var after));

        Assert.Equal(16, after.Length);
    }

    [Fact]
    public void What_was_written_before_the_end_is_read_before_the_end()
    {
        using var buffer = new OutcomeBuffer(1024);

        Write(buffer, 12, 1);
        buffer.Complete();
        Assert.True(buffer.TryRead(Patience, out var records));
        buffer.Release(records.Length);

        Assert.False(buffer.TryRead(Patience, out _));
    }

    [Fact]
    public void A_writer_that_finds_the_ring_full_is_told_when_the_reader_has_ended()
    {
        using var buffer = new OutcomeBuffer(1024);
        Write(buffer, 512, 1);
        Write(buffer, 512, 2);
        buffer.Close();

        Assert.Throws<OperationCanceledException>(() => Write(buffer, 8, 3));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Records_of_any_length_arrive_whole_and_in_order_however_often_the_ring_wraps(int seed)
    {
        const int Records = 4_000;
        using var buffer = new OutcomeBuffer(4096);
        var writer = Task.Factory.StartNew(
            () =>
            {
                var random = new Random(seed);
                for (var number = 1; number <= Records; number++)
                {
                    Write(buffer, random.Next(8, 1500), number);
                    if (random.Next(3) == 0)
                    {
                        buffer.Publish();
                    }
                }

                buffer.Complete();
            },
            TaskCreationOptions.LongRunning);

        Assert.Equal(Records, ReadAll(buffer, seed));
        await writer.WaitAsync(Patience);
    }

    /// <summary>Reads to the end and checks each record against what the writer drew. Says how many there were.</summary>
    private static int ReadAll(OutcomeBuffer buffer, int seed)
    {
        var lengths = new Random(seed);
        var expected = 1;
        while (buffer.TryRead(Patience, out var records))
        {
            var read = 0;
            while (read < records.Length)
            {
                var record = records[read..];
                var length = BinaryPrimitives.ReadInt32LittleEndian(record);
                Assert.Equal(lengths.Next(8, 1500), length);
                Assert.Equal(expected++, BinaryPrimitives.ReadInt32LittleEndian(record[4..]));
                Assert.True(record[8..length].IndexOfAnyExcept((byte)length) < 0, $"seed {seed}: record {expected} is torn");
                read += OutcomeBuffer.Aligned(length);
                lengths.Next(3);
            }

            buffer.Release(read);
        }

        return expected - 1;
    }

    private static void Write(OutcomeBuffer buffer, int length, int number)
    {
        var record = buffer.Write(length);
        BinaryPrimitives.WriteInt32LittleEndian(record, length);
        BinaryPrimitives.WriteInt32LittleEndian(record[4..], number);
        record[8..].Fill((byte)length);
    }
}
