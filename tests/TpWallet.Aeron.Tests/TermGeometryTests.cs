using System.Numerics;
using TpWallet.Aeron.Logs;

namespace TpWallet.Aeron.Tests;

public sealed class TermGeometryTests
{
    [Fact]
    public void Geometry_agrees_with_arithmetic_of_unlimited_numbers()
    {
        const int Seed = 20_260_101;
        var random = new Random(Seed);
        for (var i = 0; i < 200_000; i++)
        {
            var shift = random.Next(16, 31);
            var initial = Edgy(random);
            var geometry = new TermGeometry(1 << shift, initial);
            var terms = new BigInteger(i % 3 == 0 ? int.MaxValue - random.Next(4) : random.NextInt64(1L << 31));
            var offset = random.Next((1 << shift) / 32) * 32;
            var position = (terms << shift) + offset;
            var termId = (int)(uint)((initial + terms) & uint.MaxValue);

            Assert.True(termId == geometry.TermIdAt((long)position), $"seed {Seed}, case {i}");
            Assert.True(offset == geometry.OffsetAt((long)position), $"seed {Seed}, case {i}");
            Assert.True(position == geometry.PositionOf(termId, offset), $"seed {Seed}, case {i}");
            Assert.True((int)(terms % 3) == geometry.IndexAt((long)position), $"seed {Seed}, case {i}");
        }
    }

    [Fact]
    public void Position_is_negative_before_the_initial_term()
    {
        var geometry = new TermGeometry(65_536, int.MinValue);
        Assert.Equal(-65_536, geometry.PositionOf(int.MaxValue, 0));
        Assert.Equal(65_536, geometry.PositionOf(int.MinValue + 1, 0));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 32)]
    [InlineData(32, 32)]
    [InlineData(33, 64)]
    public void Align_rounds_up_to_32(int length, int expected) => Assert.Equal(expected, TermGeometry.Align(length));

    [Theory]
    [InlineData(0)]
    [InlineData(65_535)]
    [InlineData(32_768)]
    [InlineData(98_304)]
    [InlineData(int.MinValue)]
    public void Geometry_refuses_other_than_powers_of_two_in_range(int termLength) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new TermGeometry(termLength, 0));

    private static int Edgy(Random random) => random.Next(4) switch
    {
        0 => int.MaxValue - random.Next(4),
        1 => int.MinValue + random.Next(4),
        2 => random.Next(-4, 4),
        _ => (int)random.NextInt64(int.MinValue, (long)int.MaxValue + 1),
    };
}
