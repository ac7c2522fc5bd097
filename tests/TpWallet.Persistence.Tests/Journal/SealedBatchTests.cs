using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using TpWallet.Messages;
using TpWallet.Persistence.Journal;

namespace TpWallet.Persistence.Tests.Journal;

public sealed class SealedBatchTests
{
    [Fact]
    public void Layout_is_the_documented_one()
    {
        using var batch = Sealed(count: 40);
        var bytes = batch.Bytes;
        Assert.Equal("TPWBATCH", Encoding.ASCII.GetString(bytes[..8]));
        Assert.Equal(1, BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]));
        Assert.Equal(0xFFFE, BinaryPrimitives.ReadUInt16LittleEndian(bytes[10..]));
        Assert.Equal(40u, BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]));
        Assert.Equal(7ul, BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]));
        Assert.Equal(1ul, BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]));
        Assert.Equal(TestJournal.TimeOf(1), BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]));
        Assert.Equal(8192u, BinaryPrimitives.ReadUInt32LittleEndian(bytes[40..]));
        Assert.Equal(8192, bytes.Length);
        Assert.Equal(new Hash256([.. Enumerable.Repeat((byte)0xAB, 32)]).Bytes, bytes[48..80]);
        Assert.False(bytes[80..124].ContainsAnyExcept((byte)0));
        Assert.Equal(SHA256.HashData(bytes[..(128 + (40 * 128))]), batch.Hash.Bytes);
        Assert.Equal(0u, (uint)(ulong)AddressOf(bytes) % SealedBatch.BlockSize);
    }

    [Fact]
    public void Checksum_is_the_standard_CRC_32C() => Assert.Equal(0xE3069283u, Crc32C.Of("123456789"u8));

    [Fact]
    public void Sealed_batch_reads_back_for_every_kind_of_length()
    {
        foreach (var count in (int[])[1, 30, 31, 32, 62, 63, 64, 1000, 4096, SealedBatch.MaxCommands])
        {
            using var batch = Sealed(count);
            Assert.Equal(0, batch.Bytes.Length % SealedBatch.BlockSize);
            Assert.Equal(BatchDefect.None, SealedBatch.TryRead(batch.Bytes, out var view));
            Assert.Equal(count, view.Commands.Length);
            Assert.Equal((long)count, view.Commands[^1].Amount);
            Assert.Equal(batch.Hash, view.ComputeHash());
        }

        using var largest = Sealed(SealedBatch.MaxCommands);
        Assert.Equal(SealedBatch.MaxLength, largest.Bytes.Length);
    }

    [Fact]
    public void Any_altered_byte_is_found()
    {
        using var batch = Sealed(count: 3);
        var bytes = batch.Bytes.ToArray();
        for (var position = 0; position < bytes.Length; position++)
        {
            bytes[position] ^= 0x10;
            Assert.NotEqual(BatchDefect.None, SealedBatch.TryRead(bytes, out _));
            bytes[position] ^= 0x10;
        }

        Assert.Equal(BatchDefect.None, SealedBatch.TryRead(bytes, out _));
    }

    [Theory]
    [InlineData(0, 0x01, BatchDefect.WrongMagic)]
    [InlineData(8, 0x02, BatchDefect.UnknownFormat)]
    [InlineData(10, 0x01, BatchDefect.UnknownFormat)]
    [InlineData(12, 0x03, BatchDefect.CountOutOfRange)]
    [InlineData(13, 0xFF, BatchDefect.CountOutOfRange)]
    [InlineData(12, 0x80, BatchDefect.WrongLength)]
    [InlineData(16, 0x01, BatchDefect.WrongChecksum)]
    [InlineData(24, 0x01, BatchDefect.WrongChecksum)]
    [InlineData(32, 0x01, BatchDefect.WrongChecksum)]
    [InlineData(41, 0x10, BatchDefect.WrongLength)]
    [InlineData(44, 0x01, BatchDefect.WrongChecksum)]
    [InlineData(48, 0x01, BatchDefect.WrongChecksum)]
    [InlineData(80, 0x01, BatchDefect.WrongChecksum)]
    [InlineData(124, 0x01, BatchDefect.WrongChecksum)]
    [InlineData(300, 0x01, BatchDefect.WrongChecksum)]
    [InlineData(4095, 0x01, BatchDefect.PaddingNotZero)]
    internal void Defect_is_named_precisely(int position, byte flip, BatchDefect expected)
    {
        using var batch = Sealed(count: 3);
        var bytes = batch.Bytes.ToArray();
        bytes[position] ^= flip;
        Assert.Equal(expected, SealedBatch.TryRead(bytes, out _));
    }

    [Fact]
    public void Cut_batch_is_incomplete_and_newer_format_is_told_apart()
    {
        using var batch = Sealed(count: 3);
        var bytes = batch.Bytes.ToArray();
        Assert.Equal(BatchDefect.HeaderIncomplete, SealedBatch.TryRead(bytes.AsSpan(0, 127), out _));
        Assert.Equal(BatchDefect.CommandsIncomplete, SealedBatch.TryRead(bytes.AsSpan(0, 4095), out _));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), 2);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(10), 0xFFFD);
        Assert.Equal(BatchDefect.NewerFormat, SealedBatch.TryRead(bytes, out _));
    }

    [Fact]
    public void Batch_used_again_carries_nothing_over()
    {
        using var batch = Sealed(count: 20);
        batch.Reset();
        batch.Append(TestJournal.CommandOf(1));
        batch.Seal(1, TestJournal.TimeOf(1), 7, default);
        using var fresh = new SealedBatch(1);
        fresh.Append(TestJournal.CommandOf(1));
        fresh.Seal(1, TestJournal.TimeOf(1), 7, default);
        Assert.Equal(fresh.Bytes, batch.Bytes);
    }

    [Fact]
    public void Misuse_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SealedBatch(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SealedBatch(SealedBatch.MaxCommands + 1));
        using var batch = new SealedBatch(1);
        Assert.Throws<InvalidOperationException>(() => batch.Seal(1, 0, 0, default));
        Assert.Throws<InvalidOperationException>(() => batch.Bytes.Length);
        batch.Append(default(Command));
        Assert.Throws<InvalidOperationException>(() => batch.Append(default(Command)));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.Seal(0, 0, 0, default));
        batch.Seal(1, 0, 0, default);
        Assert.Throws<InvalidOperationException>(() => batch.Seal(1, 0, 0, default));
        batch.Dispose();
        Assert.Throws<ObjectDisposedException>(() => batch.Commands.Length);
    }

    private static SealedBatch Sealed(int count)
    {
        var batch = new SealedBatch(count);
        for (var index = 1; index <= count; index++)
        {
            batch.Append(TestJournal.CommandOf((ulong)index));
        }

        batch.Seal(1, TestJournal.TimeOf(1), 7, new Hash256([.. Enumerable.Repeat((byte)0xAB, 32)]));
        return batch;
    }

    private static unsafe nuint AddressOf(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
        {
            return (nuint)first;
        }
    }
}
