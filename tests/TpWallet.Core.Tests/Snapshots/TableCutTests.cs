using System.Runtime.InteropServices;
using TpWallet.Core.Limits;
using TpWallet.Core.Memory;
using TpWallet.Core.Snapshots;

namespace TpWallet.Core.Tests.Snapshots;

/// <summary>One table of many regions, read while it changes.</summary>
public sealed class TableCutTests
{
    private const uint Records = 5 * TableCut.RegionRecords + 77;
    private const int Seed = 20261122;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(TableCut.RegionRecords)]
    [InlineData(Records - 1)]
    public void Table_is_read_as_it_was_from_any_slot_on(uint first)
    {
        var random = new Random(Seed + (int)first);
        using var table = NewTable();
        for (var round = 0; round < 30; round++)
        {
            var expected = Rotated(table, first);
            var budget = new PreImageBudget(long.MaxValue);
            var cut = table.BeginCut(budget, first);
            var (read, region) = (new List<byte>(), new byte[TableCut.RegionRecords * 64]);
            for (var count = Change(table, random, cut, region); count > 0; count = Change(table, random, cut, region))
            {
                read.AddRange(region.AsSpan(0, count));
            }

            Assert.True(expected.AsSpan().SequenceEqual(CollectionsMarshal.AsSpan(read)), $"Round {round} of seed {Seed}.");
            budget.Close();
            cut.Close();
        }
    }

    [Fact]
    public void Memory_of_regions_that_were_read_is_used_again()
    {
        using var table = NewTable();
        var budget = new PreImageBudget(100 * TableCut.RegionRecords);
        var cut = table.BeginCut(budget, 0);
        var region = new byte[TableCut.RegionRecords * 64];
        for (uint first = 0; first < Records; first += TableCut.RegionRecords)
        {
            for (var slot = first; slot < Math.Min(first + TableCut.RegionRecords, Records); slot++)
            {
                table.Modify(slot).Limits.PerDay = -7;
            }

            Assert.NotEqual(0, cut.ReadNext(region));
            Assert.DoesNotContain(-7, MemoryMarshal.Cast<byte, TierLimit>(region).ToArray().Select(static limit => limit.Limits.PerDay));
        }

        Assert.False(budget.IsAbandoned);
        table.Modify(0).Limits.PerDay = -8;
        Assert.Equal(0, budget.Used);
    }

    /// <summary>Changes some records, then reads the next region. As a chain does: some changes are undone.</summary>
    private static int Change(KeyedTable<uint, TierLimit> table, Random random, TableCut cut, byte[] region)
    {
        for (var change = random.Next(3_000); change > 0; change--)
        {
            var isUndone = random.Next(50) == 0;
            if (isUndone)
            {
                table.BeginRecording();
            }

            table.Modify((uint)random.Next((int)table.HighWater)).Limits.PerDay = random.Next();
            if (table.HasRoom && random.Next(20) == 0)
            {
                table.Add(table.HighWater, out _).Limits.PerDay = -1;
            }

            if (isUndone)
            {
                table.Undo();
                table.EndRecording();
            }
        }

        return cut.ReadNext(region);
    }

    private static byte[] Rotated(KeyedTable<uint, TierLimit> table, uint first) =>
        [.. table.Bytes(first, table.HighWater - first), .. table.Bytes(0, first)];

    private static KeyedTable<uint, TierLimit> NewTable()
    {
        var table = new KeyedTable<uint, TierLimit>(Records + 20_000, seed: 1);
        for (uint slot = 0; slot < Records; slot++)
        {
            table.Add(slot, out _).Limits.PerDay = slot;
        }

        return table;
    }
}
