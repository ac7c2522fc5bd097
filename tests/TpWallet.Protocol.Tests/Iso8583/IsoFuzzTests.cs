using TpWallet.Protocol.Iso8583;
using Xunit.Abstractions;

namespace TpWallet.Protocol.Tests.Iso8583;

/// <summary>
/// Fixed seed and size. Whatever the bytes are, the decoder says something of them in order: it never throws, never points outside them, and what
/// it calls right can be written again.
/// </summary>
public sealed class IsoFuzzTests(ITestOutputHelper output)
{
    private const int Seed = 20_261_122;

    [Fact]
    public void Decoder_survives_random_bytes()
    {
        var random = NewRandom();
        var buffer = new byte[600];
        for (var round = 0; round < 40_000; round++)
        {
            random.NextBytes(buffer);
            Look(IsoTestData.All[round % IsoTestData.All.Length], buffer.AsSpan(0, random.Next(buffer.Length)));
        }
    }

    [Fact]
    public void Decoder_survives_damaged_messages()
    {
        var random = NewRandom();
        foreach (var profile in IsoTestData.All.Where(static profile => profile.Edition == IsoProfile.Edition1987))
        {
            var right = IsoTestData.Authorization(profile);
            var (accepted, refused) = (0, 0);
            for (var round = 0; round < 20_000; round++)
            {
                var damaged = right[..random.Next(right.Length / 2, right.Length + 1)];
                for (var flips = random.Next(1, 4); flips > 0; flips--)
                {
                    damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                }

                _ = Look(profile, damaged) ? accepted++ : refused++;
            }

            Assert.True(refused > 10_000 && accepted + refused == 20_000, $"{profile.Name}: {accepted} accepted, {refused} refused");
        }
    }

    [Fact]
    public void Chip_data_reader_survives_random_bytes()
    {
        var random = NewRandom();
        var buffer = new byte[255];
        for (var round = 0; round < 100_000; round++)
        {
            random.NextBytes(buffer);
            ReadOnlySpan<byte> data = buffer.AsSpan(0, random.Next(buffer.Length));
            var isRight = BerTlv.IsWellFormed(data);
            var left = data;
            while (BerTlv.TryRead(ref left, out var element))
            {
                Assert.True(element.Value.Length < data.Length);
            }

            Assert.True(!isRight || left.IsEmpty);
        }
    }

    private Random NewRandom()
    {
        output.WriteLine($"seed {Seed}");
        return new Random(Seed);
    }

    private static bool Look(IsoProfile profile, Span<byte> bytes)
    {
        var isRight = IsoDecoder.TryRead(profile, bytes, out var message, out var fault);
        Assert.Equal(isRight, fault.IsNone);
        Assert.InRange(fault.Position, 0, Math.Max(bytes.Length, 1));
        Assert.NotEmpty(fault.ToString());
        var text = new byte[4096];
        foreach (var number in message.Fields)
        {
            Assert.InRange(message.ReadText(number, text), 0, text.Length);
            Assert.InRange(message.Packed(number).Length, 0, bytes.Length);
        }

        _ = Masking.Describe(message);
        return isRight && CanBeWrittenAgain(message);
    }

    private static bool CanBeWrittenAgain(in IsoMessage message)
    {
        var writer = new IsoWriter(message.Profile, new byte[8192], message.Mti);
        foreach (var number in message.Fields)
        {
            writer.WritePacked(number, message.Packed(number));
        }

        Assert.True(writer.TryComplete(out var length), writer.Fault.ToString());
        Assert.InRange(length, message.Bytes.Length - 16, message.Bytes.Length);
        return true;
    }
}
