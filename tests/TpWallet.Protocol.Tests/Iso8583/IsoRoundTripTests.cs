using System.Text;
using TpWallet.Protocol.Iso8583;
using Xunit.Abstractions;

namespace TpWallet.Protocol.Tests.Iso8583;

/// <summary>Random messages of every profile: what is written is read as it was meant, and written again to the byte.</summary>
public sealed class IsoRoundTripTests(ITestOutputHelper output)
{
    private const int Seed = 20_261_122;
    private const int Rounds = 4_000;
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public static TheoryData<int> Profiles => [.. Enumerable.Range(0, IsoTestData.All.Length)];

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Message_survives_writing_and_reading_and_writing(int index)
    {
        output.WriteLine($"seed {Seed}");
        var profile = IsoTestData.All[index];
        var random = new Random(Seed + index);
        var (first, second) = (new byte[32_768], new byte[32_768]);
        for (var round = 0; round < Rounds; round++)
        {
            var values = RandomFields(profile, random);
            var writer = new IsoWriter(profile, first, new Mti((ushort)((profile.MtiVersion << 12) | 0x100)));
            foreach (var (field, value) in values)
            {
                writer.WriteText(field.Number, Encoding.ASCII.GetBytes(value));
            }

            Assert.True(writer.TryComplete(out var length), writer.Fault.ToString());
            var message = IsoTestData.Read(profile, first[..length]);
            AssertSame(values, message);
            Assert.Equal(length, Copy(message, second));
            Assert.True(first.AsSpan(0, length).SequenceEqual(second.AsSpan(0, length)));
        }
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(1L)]
    [InlineData(-1L)]
    [InlineData(-9_999_999_999_999_999L)]
    public void Signed_amount_is_written_with_its_sign(long value)
    {
        foreach (var profile in IsoTestData.All)
        {
            var buffer = new byte[128];
            var writer = new IsoWriter(profile, buffer, new Mti((ushort)((profile.MtiVersion << 12) | 0x500)));
            writer.WriteSigned(97, value);
            Assert.True(writer.TryComplete(out var length), writer.Fault.ToString());
            Assert.Equal($"{(value < 0 ? 'D' : 'C')}{Math.Abs(value):D16}", IsoTestData.Read(profile, buffer[..length]).Text(97));
        }
    }

    [Fact]
    public void Numbers_are_read_as_numbers_in_every_encoding()
    {
        foreach (var profile in IsoTestData.All.Where(static profile => profile.Edition == IsoProfile.Edition1987))
        {
            var message = IsoTestData.Read(profile, IsoTestData.Authorization(profile));

            Assert.Equal((true, 12_345L), (message.TryReadNumber(4, out var amount), amount));
            Assert.Equal((true, 840L), (message.TryReadNumber(49, out var currency), currency));
            Assert.Equal((true, 12_345_678_901L), (message.TryReadNumber(32, out var acquirer), acquirer));
            Assert.Equal((true, 4_761_739_001_010_119L), (message.TryReadNumber(2, out var card), card));
            Assert.False(message.TryReadNumber(41, out _));
            Assert.False(message.TryReadNumber(90, out _));
            var binary = new byte[8];
            Assert.Equal(8, message.ReadBinary(52, binary));
            Assert.Equal("0123456789ABCDEF", Convert.ToHexString(binary));
        }
    }

    [Fact]
    public void Nothing_is_allocated_to_read_and_write()
    {
        var bytes = IsoTestData.Authorization(IsoTestData.Ascii1987);
        var buffer = new byte[4096];
        ReadAndWrite(bytes, buffer);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 1_000; round++)
        {
            ReadAndWrite(bytes, buffer);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void ReadAndWrite(byte[] bytes, byte[] buffer)
    {
        IsoDecoder.TryRead(IsoTestData.Ascii1987, bytes, out var message, out _);
        var writer = new IsoWriter(IsoTestData.Ascii1987, buffer, message.Mti.Response);
        writer.WriteNumber(4, 1_000);
        writer.WritePacked(37, message.Packed(37));
        writer.WriteText(39, "00"u8);
        writer.TryComplete(out _);
    }

    private static int Copy(in IsoMessage message, byte[] buffer)
    {
        var writer = new IsoWriter(message.Profile, buffer, message.Mti);
        foreach (var number in message.Fields)
        {
            writer.WritePacked(number, message.Packed(number));
        }

        Assert.True(writer.TryComplete(out var length), writer.Fault.ToString());
        return length;
    }

    private static void AssertSame(List<(IsoField Field, string Value)> values, in IsoMessage message)
    {
        var count = 0;
        foreach (var number in message.Fields)
        {
            var (field, value) = values[count++];
            Assert.Equal((field.Number, value), (number, message.Text(number)));
            Assert.Equal(field.Content == FieldContent.Binary ? value.Length / 2 : value.Length, message.LengthOf(number));
        }

        Assert.Equal(values.Count, count);
    }

    private static List<(IsoField Field, string Value)> RandomFields(IsoProfile profile, Random random) =>
    [
        .. profile.Fields
            .Where(field => random.Next(6) == 0 && field.Structure == FieldStructure.None)
            .Select(field => (field, RandomValue(field, random.Next(field.IsFixed ? field.LengthMax : 0, field.LengthMax + 1), random))),
    ];

    private static string RandomValue(IsoField field, int length, Random random)
    {
        string Of(string characters, int count) => new([.. Enumerable.Range(0, count).Select(_ => characters[random.Next(characters.Length)])]);
        return field.Content switch
        {
            FieldContent.Number => Of("0123456789", length),
            FieldContent.Alpha => Of(Letters + " ", length),
            FieldContent.AlphaNumber => Of(Letters + " 0123456789", length),
            FieldContent.Text => Of(Letters + " 0123456789!\"#%&'()*+,-./:;<=>?@[]^_{|}~", length),
            FieldContent.Track => Of("0123456789=", length),
            FieldContent.SignedNumber => Of("CD", 1) + Of("0123456789", length - 1),
            FieldContent.Binary => Of("0123456789ABCDEF", length * 2),
        };
    }
}
