using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TpWallet.Disruptor.Sequences;
using TpWallet.Disruptor.Waiting;

namespace TpWallet.Disruptor.Tests;

public sealed class LayoutTests
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.NonPublic;

    /// <summary>Header and method table of an object, bytes.</summary>
    private const int ObjectOverhead = 16;

    [Fact]
    public unsafe void A_padded_word_has_128_bytes_on_either_side()
    {
        var padded = default(PaddedLong);

        Assert.Equal(128, Unsafe.ByteOffset(ref Unsafe.As<PaddedLong, long>(ref padded), ref padded.Value));
        Assert.Equal(128 + sizeof(long) + 128, sizeof(PaddedLong));
    }

    [Theory]
    [InlineData(typeof(Sequence))]
    [InlineData(typeof(WaitPoint))]
    public void A_shared_word_lies_in_its_object_with_its_padding(Type type)
    {
        var padded = Assert.Single(type.GetFields(Fields), field => field.FieldType == typeof(PaddedLong));
        var others = type.GetFields(Fields).Count(field => field != padded);

        Assert.Equal(ObjectOverhead + (others * IntPtr.Size) + Unsafe.SizeOf<PaddedLong>(), SizeOf(type));
    }

    [Fact]
    public unsafe void The_first_slot_is_aligned_and_slots_lie_side_by_side_and_zeroed()
    {
        using var ring = new RingBuffer<Payload>(4, new AdaptiveWaitStrategy());

        Assert.Equal(256, sizeof(Payload));
        Assert.Equal(0, (long)Unsafe.AsPointer(ref ring[0]) % RingBuffer<Payload>.Alignment);
        Assert.Equal(256, Unsafe.ByteOffset(ref ring[0], ref ring[1]));
        Assert.True(Unsafe.AreSame(ref ring[1], ref ring[5]));
        for (var sequence = 0; sequence < ring.Capacity; sequence++)
        {
            Assert.Equal(-1, MemoryMarshal.AsBytes(new ReadOnlySpan<Payload>(in ring[sequence])).IndexOfAnyExcept((byte)0));
        }
    }

    private static long SizeOf(Type type)
    {
        const int Count = 100;
        var kept = new object[Count];
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var index = 0; index < Count; index++)
        {
            kept[index] = RuntimeHelpers.GetUninitializedObject(type);
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Count;
    }
}
