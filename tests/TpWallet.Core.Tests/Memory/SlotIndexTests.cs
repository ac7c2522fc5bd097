using TpWallet.Core.Memory;

namespace TpWallet.Core.Tests.Memory;

/// <summary>The index against a plain dictionary, with tags that crowd into few lines.</summary>
public sealed unsafe class SlotIndexTests
{
    private const int Seed = 20261123;

    /// <summary>
    /// The largest capacities of one line, of two, and of sixteen; tags of any home, of the last home alone, of the first, and all the same.
    /// </summary>
    [Theory]
    [InlineData(6, 0, uint.MaxValue)]
    [InlineData(12, 0, uint.MaxValue)]
    [InlineData(12, 1, uint.MaxValue)]
    [InlineData(102, 0, uint.MaxValue)]
    [InlineData(102, 0xF, uint.MaxValue)]
    [InlineData(102, 0, ~0xFU)]
    [InlineData(102, 0, 0xF)]
    [InlineData(102, 0, 0)]
    public void Every_slot_is_found_under_its_tag_until_it_is_removed(int capacity, uint always, uint sometimes)
    {
        var random = new Random(Seed + capacity);
        using var index = new SlotIndex((uint)capacity);
        var tags = new uint?[capacity];
        var isFilling = true;
        for (var step = 0; step < 10_000; step++)
        {
            // Filled to the last place, then emptied, again and again, with some steps in the other direction.
            var present = tags.Count(static tag => tag is not null);
            isFilling = present == 0 || (isFilling && present < capacity);
            var slot = random.Next(capacity);
            if (tags[slot] is null == (isFilling || random.Next(8) == 0))
            {
                Toggle(index, tags, slot, SlotIndex.TagOf(always | ((ulong)random.NextInt64() & sometimes)));
            }

            AssertHolds(index, tags, $"Step {step} of seed {Seed}.");
        }
    }

    [Fact]
    public void No_hash_gives_the_tag_of_an_empty_entry()
    {
        using var index = new SlotIndex(10);

        Assert.NotEqual(0U, SlotIndex.TagOf(0));
        Assert.NotEqual(0U, SlotIndex.TagOf(5UL << 32));
        Assert.Empty(SlotsUnder(index, SlotIndex.TagOf(0)));
    }

    [Fact]
    public void Larger_index_holds_the_slots_from_the_first_one_on()
    {
        const uint First = 30;
        var random = new Random(Seed);
        using var index = new SlotIndex(100);
        using var larger = new SlotIndex(1_000);
        var (tags, moved) = (new uint?[100], new uint?[100]);
        for (uint slot = 0; slot < tags.Length; slot++)
        {
            tags[slot] = moved[(slot + tags.Length - First) % tags.Length] = SlotIndex.TagOf((ulong)random.NextInt64());
            index.Add(tags[slot]!.Value, slot);
        }

        index.CopyTo(larger, First, (uint)tags.Length);

        AssertHolds(larger, moved, $"Seed {Seed}.");
    }

    [Fact]
    public void Slot_that_is_not_there_cannot_be_removed()
    {
        using var index = new SlotIndex(10);
        index.Add(7, 1);

        Assert.Throws<InvalidOperationException>(() => index.Remove(7, 2));
        Assert.Throws<InvalidOperationException>(() => index.Remove(8, 1));
        Assert.Throws<InvalidOperationException>(() => index.Remove(9, 1));
    }

    private static void Toggle(SlotIndex index, uint?[] tags, int slot, uint tag)
    {
        if (tags[slot] is { } present)
        {
            index.Remove(present, (uint)slot);
            tags[slot] = null;
            Assert.DoesNotContain((uint)slot, SlotsUnder(index, present));
        }
        else
        {
            index.Add(tag, (uint)slot);
            tags[slot] = tag;
        }
    }

    private static void AssertHolds(SlotIndex index, uint?[] tags, string when)
    {
        foreach (var tag in tags.Where(static tag => tag is not null).Distinct())
        {
            var expected = Enumerable.Range(0, tags.Length).Where(slot => tags[slot] == tag).Select(static slot => (uint)slot);
            Assert.True(expected.SequenceEqual(SlotsUnder(index, tag!.Value).Order()), when);
        }

        Assert.All([1U << 20, 3U << 21], tag => Assert.True(tags.Contains(tag) || SlotsUnder(index, tag).Count == 0, when));
    }

    private static List<uint> SlotsUnder(SlotIndex index, uint tag)
    {
        var slots = new List<uint>();
        for (var line = index.HomeOf(tag); ; line = index.After(line))
        {
            for (var entries = SlotIndex.WithTag(line, tag); entries != 0; entries &= entries - 1)
            {
                slots.Add(SlotIndex.FirstSlot(line, entries));
            }

            if (SlotIndex.HasRoom(line))
            {
                return slots;
            }
        }
    }
}
