using System.Runtime.CompilerServices;
using TpWallet.Messages;
using TpWallet.Persistence.Events;

namespace TpWallet.Persistence.Tests.Events;

public sealed class OutcomeBlockTests
{
    [Fact]
    public void Headers_have_the_documented_sizes()
    {
        Assert.Equal(64, Unsafe.SizeOf<OutcomeBlockHeader>());
        Assert.Equal(32, Unsafe.SizeOf<OutcomeRecordHeader>());
        Assert.Equal(80, Unsafe.SizeOf<EventSegment>());
        Assert.Equal("TPWEVENT", string.Concat(BitConverter.GetBytes(OutcomeBlockHeader.ExpectedMagic).Select(static letter => (char)letter)));
    }

    [Fact]
    public void Block_gives_back_what_was_packed()
    {
        var block = new byte[OutcomeBlock.MaxLength];
        OutcomeBlock.Begin(block);
        var count = 0ul;
        while (TestEvents.TryAppend(block, 10 + count))
        {
            count++;
        }

        OutcomeBlock.Seal(block);
        Assert.Equal(BlockDefect.None, OutcomeBlockView.Read(block, out var view));
        Assert.Equal((10ul, 9 + count, (int)count), (view.FirstSequence, view.LastSequence, view.Count));
        Assert.Equal((TestEvents.TimeOf(10), TestEvents.TimeOf(9 + count)), (view.FirstTimeMs, view.LastTimeMs));
        Assert.Equal(((int)count, 9 + count, view.Length),
            (OutcomeBlock.CountOf(block), OutcomeBlock.LastSequenceOf(block), OutcomeBlock.LengthOf(block)));
        var checker = new TestEvents.Checker(10);
        checker.OnBlock(view, 0);
        Assert.Equal(10 + count, checker.Next);
        Assert.True(block.Length - view.Length < OutcomeRecordHeader.LengthOf(3));
    }

    [Fact]
    public void Outcome_that_does_not_fit_changes_nothing()
    {
        var block = new byte[OutcomeBlock.LengthFor(1)];
        OutcomeBlock.Begin(block);
        var before = block.ToArray();
        Assert.False(TestEvents.TryAppend(block, 2));
        Assert.Equal(before, block);
        Assert.True(TestEvents.TryAppend(block, 5));
        Assert.False(TestEvents.TryAppend(block, 6));
        Assert.Equal(1, OutcomeBlock.CountOf(block));
    }

    [Fact]
    public void Outcome_out_of_order_is_refused()
    {
        var block = new byte[4096];
        OutcomeBlock.Begin(block);
        Assert.True(TestEvents.TryAppend(block, 5));
        Assert.Throws<InvalidOperationException>(() => TestEvents.TryAppend(block, 7));
        Assert.Throws<InvalidOperationException>(() => TestEvents.TryAppend(block, 5));
        Assert.Equal(5ul, OutcomeBlock.LastSequenceOf(block));
    }

    [Fact]
    public void Buffer_of_a_wrong_size_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => OutcomeBlock.Begin(new byte[OutcomeBlock.LengthFor(0) - 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => OutcomeBlock.Begin(new byte[OutcomeBlock.MaxLength + 1]));
    }

    [Fact]
    public void Flipped_bit_anywhere_in_a_block_is_seen()
    {
        var block = Sealed(6);
        for (var at = 0; at < block.Length; at++)
        {
            block[at] ^= 0x10;
            Assert.NotEqual(BlockDefect.None, OutcomeBlockView.Read(block, out _));
            block[at] ^= 0x10;
        }

        Assert.Equal(BlockDefect.None, OutcomeBlockView.Read(block, out _));
        Assert.NotEqual(BlockDefect.None, OutcomeBlockView.Read(block.AsSpan(0, block.Length - 1), out _));
    }

    [Fact]
    public void Any_bytes_are_read_without_an_exception()
    {
        const int seed = 20_262;
        var random = new Random(seed);
        var whole = Sealed(4);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = whole[..random.Next(whole.Length + 1)];
            for (var change = random.Next(1, 4); change > 0 && bytes.Length > 0; change--)
            {
                random.NextBytes(bytes.AsSpan(random.Next(bytes.Length))[..1]);
            }

            _ = OutcomeBlockView.Read(bytes, out _);
        }
    }

    [Fact]
    public void Newer_format_is_told_from_damage()
    {
        var block = Sealed(2);
        (block[8], block[10]) = (2, unchecked((byte)~2));
        Assert.Equal(BlockDefect.NewerFormat, OutcomeBlockView.Read(block, out _));
        block[10] = 0;
        Assert.Equal(BlockDefect.NotABlock, OutcomeBlockView.Read(block, out _));
    }

    [Fact]
    public void Packing_allocates_nothing()
    {
        var block = new byte[OutcomeBlock.MaxLength];
        var command = TestEvents.CommandOf(1);
        var reply = TestEvents.ReplyOf(1);
        var postings = new Posting[2];
        Pack(10);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Pack(100);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Pack(ulong count)
        {
            OutcomeBlock.Begin(block);
            for (var sequence = 1ul; sequence <= count; sequence++)
            {
                OutcomeBlock.TryAppend(block, command, reply, sequence, 0, 0, postings);
            }
        }
    }

    private static byte[] Sealed(ulong count)
    {
        var block = new byte[OutcomeBlock.MaxLength];
        OutcomeBlock.Begin(block);
        for (var sequence = 1ul; sequence <= count; sequence++)
        {
            Assert.True(TestEvents.TryAppend(block, sequence));
        }

        OutcomeBlock.Seal(block);
        return block[..OutcomeBlock.LengthOf(block)];
    }
}
