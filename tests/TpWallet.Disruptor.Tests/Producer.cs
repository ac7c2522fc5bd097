namespace TpWallet.Disruptor.Tests;

/// <summary>Fills and publishes slots with consecutive counters.</summary>
internal sealed class Producer(RingBuffer<Payload> ring, long number)
{
    public long Published { get; private set; }

    /// <summary>Claims and publishes slots one by one.</summary>
    public void Publish(int count)
    {
        for (; count > 0; count--)
        {
            Assert.Equal(ClaimResult.Claimed, ring.Claim(1, Matrix.Generous, out var sequence));
            Fill(sequence, 1);
            ring.Publish(sequence, sequence);
        }
    }

    /// <summary>Claims batches of random sizes, some blocking and some not, and publishes a third of them back half first.</summary>
    public void PublishBatches(int total, int batchMax, Random random)
    {
        for (var left = total; left > 0;)
        {
            var count = random.Next(1, Math.Min(batchMax, left) + 1);
            if (!Claim(count, random.Next(2) == 0, out var first))
            {
                return;
            }

            Fill(first, count);
            PublishFilled(first, count, random.Next(3) == 0);
            left -= count;
        }
    }

    public void Fill(long first, int count)
    {
        for (var offset = 0; offset < count; offset++)
        {
            ring[first + offset].Fill(number, Published++);
        }
    }

    private bool Claim(int count, bool blocking, out long first)
    {
        if (!blocking && ring.TryClaim(count, out first))
        {
            return true;
        }

        var result = ring.Claim(count, Matrix.Generous, out first);
        Assert.NotEqual(ClaimResult.TimedOut, result);
        return result == ClaimResult.Claimed;
    }

    private void PublishFilled(long first, int count, bool backHalfFirst)
    {
        var last = first + count - 1;
        if (!backHalfFirst || count == 1)
        {
            ring.Publish(first, last);
            return;
        }

        var middle = first + (count / 2);
        ring.Publish(middle, last);
        ring.Publish(first, middle - 1);
    }
}
