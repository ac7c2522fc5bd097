using Xunit.Abstractions;

namespace TpWallet.Messages.Tests;

public sealed class RetrievalReferenceTests(ITestOutputHelper output)
{
    /// <summary>36 to the power of 12: how many references there are.</summary>
    private const ulong Count = 4_738_381_338_321_616_896;

    [Theory]
    [InlineData("", 0, "000000000000")]
    [InlineData("0", 0, "000000000000")]
    [InlineData("Z", 35, "00000000000Z")]
    [InlineData("10", 36, "000000000010")]
    [InlineData("000000000010", 36, "000000000010")]
    [InlineData("zzzzzzzzzzzz", Count - 1, "ZZZZZZZZZZZZ")]
    public void Reference_is_packed_as_a_number_of_base_36(string text, ulong packed, string unpacked)
    {
        Assert.True(RetrievalReference.TryPack(text, out var value));
        Assert.Equal(packed, value);
        Assert.Equal(unpacked, RetrievalReference.Unpack(value));
    }

    [Theory]
    [InlineData("0000000000000")]
    [InlineData("12345678901 ")]
    [InlineData("-1")]
    [InlineData("12.4")]
    [InlineData("A\0")]
    public void Text_that_is_no_reference_is_refused(string text)
    {
        Assert.False(RetrievalReference.TryPack(text, out var packed));
        Assert.Equal(0UL, packed);
    }

    [Fact]
    public void Only_ASCII_letters_and_digits_are_taken()
    {
        for (var code = 0; code <= char.MaxValue; code++)
        {
            var character = (char)code;
            Assert.True(
                char.IsAsciiLetterOrDigit(character) == RetrievalReference.TryPack([character], out _),
                $"U+{code:X4} is taken or refused wrongly");
        }
    }

    [Fact]
    public void Unpacked_reference_is_packed_to_the_same_number()
    {
        var random = new SeededRandom(output);
        for (var round = 0; round < SeededRandom.Rounds; round++)
        {
            var packed = random.NextBelow(Count);
            var text = RetrievalReference.Unpack(packed);

            Assert.Equal(RetrievalReference.Length, text.Length);
            Assert.True(RetrievalReference.TryPack(text, out var again));
            Assert.Equal(packed, again);
        }
    }
}
