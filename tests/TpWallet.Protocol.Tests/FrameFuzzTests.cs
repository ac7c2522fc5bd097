using TpWallet.Protocol.Binary;
using Xunit.Abstractions;

namespace TpWallet.Protocol.Tests;

/// <summary>
/// Fixed seed and size. The decoder may say what it likes of garbage, but in order: never throws, advances or reports, and says the same of the
/// same bytes however they are cut.
/// </summary>
public sealed class FrameFuzzTests(ITestOutputHelper output)
{
    private const int Seed = 20_261_122;

    [Fact]
    public void Decoder_survives_random_bytes()
    {
        var random = NewRandom();
        var buffer = new byte[512];
        for (var round = 0; round < 50_000; round++)
        {
            random.NextBytes(buffer);
            Walk(buffer.AsMemory(0, random.Next(buffer.Length)), random);
        }
    }

    [Fact]
    public void Decoder_survives_mutated_streams()
    {
        var random = NewRandom();
        for (var round = 0; round < 20_000; round++)
        {
            var stream = RandomStream(random, frames: 6);
            for (var flips = random.Next(1, 4); flips > 0; flips--)
            {
                stream[random.Next(stream.Length)] = (byte)random.Next(256);
            }

            Walk(stream.AsMemory(0, random.Next(stream.Length + 1)), random);
        }
    }

    [Fact]
    public void Decoder_finds_every_frame_of_a_valid_stream()
    {
        var random = NewRandom();
        for (var round = 0; round < 5_000; round++)
        {
            var frames = random.Next(1, 20);
            var (found, left, status) = Walk(RandomStream(random, frames), random);
            Assert.Equal((frames, 0, FrameStatus.Incomplete), (found, left, status));
        }
    }

    private Random NewRandom()
    {
        output.WriteLine($"seed {Seed}");
        return new Random(Seed);
    }

    private static byte[] RandomStream(Random random, int frames)
    {
        var stream = new List<byte>();
        for (var index = 0; index < frames; index++)
        {
            stream.AddRange(Frames.Build(Frames.AllTypes[random.Next(Frames.AllTypes.Length)], (ulong)random.NextInt64(), random));
        }

        return [.. stream];
    }

    /// <summary>Takes frames until there is none, each decoded both contiguous and cut in three.</summary>
    private static (int Found, int Left, FrameStatus Status) Walk(ReadOnlyMemory<byte> input, Random random)
    {
        Span<byte> scratch = stackalloc byte[BinaryProtocol.FrameLengthMax];
        var found = 0;
        while (true)
        {
            var status = FrameDecoder.Decode(input.Span, out var frame);
            var cut = random.Next(input.Length + 1);
            var pieces = SegmentedSequence.Cut(input, cut, random.Next(cut, input.Length + 1));
            Assert.Equal(status, FrameDecoder.Decode(pieces, scratch, out var same));
            Assert.Equal((frame.Type, frame.Correlation, frame.Length, frame.Fault), (same.Type, same.Correlation, same.Length, same.Fault));
            Assert.True(frame.Body.SequenceEqual(same.Body));

            if (status != FrameStatus.Complete)
            {
                Assert.Equal(status == FrameStatus.Malformed, !frame.Fault.IsNone);
                return (found, input.Length, status);
            }

            Assert.Equal(FrameTypes.LengthOf(frame.Type), frame.Length);
            Assert.InRange(frame.Length, FramePrefix.Size, input.Length);
            AssertRunAgrees(input.Span, frame);
            found++;
            input = input[frame.Length..];
        }
    }

    private static void AssertRunAgrees(ReadOnlySpan<byte> input, Frame frame)
    {
        Assert.Equal(frame.Type == FrameType.Request, !FrameDecoder.LeadingRequests(input).IsEmpty);
        Assert.Equal(frame.Type == FrameType.Reply, !FrameDecoder.LeadingReplies(input).IsEmpty);
    }
}
