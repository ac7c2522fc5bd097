using System.Runtime.InteropServices;
using TpWallet.Core.Memory;
using TpWallet.Messages;
using static TpWallet.Core.Tests.Requests;

namespace TpWallet.Core.Tests;

/// <summary>Memory that is taken before it is used.</summary>
public sealed unsafe partial class TableMemoryTests
{
    private const int PageSize = 4_096;
    private const long Piece = 2 * 1024 * 1024;

    [Fact]
    public void There_is_none_before_the_genesis()
    {
        using var core = new SwitchCore();

        Assert.Null(core.TableMemory());
    }

    [Fact]
    public void All_of_it_is_taken_in_small_pieces_and_the_state_stays()
    {
        using var large = TestSwitch.Furnished(Genesis(duplicates: 1_000_000, authorizations: 50_000));
        var hash = large.Core.StateHash();
        var memory = large.Core.TableMemory()!;
        var pieces = 0;
        for (long before = 0; memory.TakeNext(); before = memory.Taken)
        {
            Assert.InRange(memory.Taken - before, 1, Piece);
            pieces++;
        }

        Assert.Equal(memory.Bytes, memory.Taken);
        Assert.InRange(pieces, memory.Bytes / Piece, int.MaxValue);
        Assert.Equal(hash, large.Core.StateHash());
    }

    [Fact]
    public void Ahead_means_the_indexes_and_no_more_records_than_asked_for_until_they_are_used()
    {
        const uint Duplicates = 1_000_000;
        using var large = TestSwitch.Furnished(Genesis(duplicates: Duplicates, authorizations: 50_000));
        var memory = large.Core.TableMemory()!;
        while (memory.TakeNext(ahead: 1))
        {
        }

        var atFirst = memory.Taken;
        Assert.InRange(atFirst, 1, memory.Bytes - (Duplicates * 64L) + Piece);
        var reply = default(Reply);
        for (ulong id = 100; id < 100 + (2 * Piece / 64); id++)
        {
            large.Core.Apply(Deposit(id, 1), large.Core.LastSequence + 1, large.TimeMs, ref reply);
        }

        while (memory.TakeNext(ahead: 1))
        {
        }

        Assert.InRange(memory.Taken - atFirst, 2 * Piece, 3 * Piece);
    }

    [Fact]
    public void Tables_that_have_grown_meanwhile_do_no_harm()
    {
        using var grown = TestSwitch.Furnished(Genesis(duplicates: 100_000, authorizations: 10_000));
        var memory = grown.Core.TableMemory()!;
        var grow = Of(CommandKind.GrowTables, 100, participant: 0, byOperator: true);
        (grow.TableSizes.DuplicateEntries, grow.TableSizes.OpenAuthorizations) = (200_000, 20_000);
        grown.Approve(grow);
        var hash = grown.Core.StateHash();

        while (memory.TakeNext())
        {
        }

        Assert.Equal(memory.Bytes, memory.Taken);
        Assert.Equal(hash, grown.Core.StateHash());
    }

    [Fact]
    public void What_is_taken_is_there_and_what_was_in_it_stays()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var array = new NativeArray<long>(4 * 1024 * 1024);
        array[3] = 7;
        array.Populate(0, array.Size / 2);

        Assert.Equal(7, array[3]);
        var resident = Resident(array);
        Assert.All(resident[..(resident.Length / 2)], static page => Assert.Equal(1, page & 1));
        Assert.Equal(0, resident[^1] & 1);
    }

    private static byte[] Resident(NativeArray<long> array)
    {
        var pages = new byte[array.Size / PageSize];
        fixed (byte* first = pages)
        {
            Assert.Equal(0, Look(array.Items, (nuint)array.Size, first));
        }

        return pages;
    }

    [LibraryImport("libc", EntryPoint = "mincore")]
    private static partial int Look(void* address, nuint length, byte* pages);
}
