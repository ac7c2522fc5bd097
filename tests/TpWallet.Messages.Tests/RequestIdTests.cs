using System.Runtime.InteropServices;

namespace TpWallet.Messages.Tests;

public sealed class RequestIdTests
{
    private const string Text = "00112233-4455-6677-8899-aabbccddeeff";

    [Fact]
    public void Bytes_are_those_of_the_UUID_in_network_order()
    {
        var id = RequestId.FromGuid(Guid.Parse(Text));

        Assert.Equal(Convert.FromHexString("00112233445566778899AABBCCDDEEFF"), MemoryMarshal.AsBytes([id]).ToArray());
    }

    [Theory]
    [InlineData(Text)]
    [InlineData("00112233445566778899AABBCCDDEEFF")]
    public void Text_of_a_UUID_is_read_and_written_in_lower_case_with_hyphens(string text)
    {
        Assert.True(RequestId.TryParse(text, out var id));
        Assert.Equal(Text, id.ToString());
        Assert.False(id.IsNone);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1234")]
    [InlineData("00112233-4455-6677-8899-aabbccddeefg")]
    public void Text_that_is_no_UUID_is_refused(string? text)
    {
        Assert.False(RequestId.TryParse(text, out var id));
        Assert.True(id.IsNone);
    }

    [Fact]
    public void UUID_comes_back_as_it_was()
    {
        foreach (var guid in new[] { Guid.Empty, Guid.AllBitsSet, Guid.Parse(Text) })
        {
            Assert.Equal(guid, RequestId.FromGuid(guid).ToGuid());
        }
    }

    [Fact]
    public void Time_of_version_7_is_read_and_no_other()
    {
        // The example of RFC 9562, appendix A.6.
        Assert.True(RequestId.TryParse("017F22E2-79B0-7CC3-98C4-DC0C0C07398F", out var id));
        Assert.True(id.TryGetTime(out var timeMs));
        Assert.Equal(0x017F_22E2_79B0, timeMs);

        Assert.All(["017F22E2-79B0-4CC3-98C4-DC0C0C07398F", "017F22E2-79B0-7CC3-58C4-DC0C0C07398F", "017F22E2-79B0-7CC3-D8C4-DC0C0C07398F"],
            static text => Assert.False(RequestId.TryParse(text, out var other) && other.TryGetTime(out _)));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(CommandLimits.ClockDifferenceMsMax, true)]
    [InlineData(CommandLimits.ClockDifferenceMsMax + 1, false)]
    public void Id_made_later_than_clocks_may_differ_is_not_older(long laterMs, bool mayBeOlder)
    {
        const long timeMs = 1_700_000_000_000;
        var id = RequestId.FromGuid(Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(timeMs + laterMs)));

        Assert.Equal(mayBeOlder, id.MayBeOlderThan(timeMs));
        Assert.True(RequestId.FromGuid(Guid.NewGuid()).MayBeOlderThan(timeMs));
    }

    [Fact]
    public void Only_the_all_zero_id_is_none()
    {
        Assert.True(default(RequestId).IsNone);
        Assert.False(new RequestId(1, 0).IsNone);
        Assert.False(new RequestId(0, 1UL << 63).IsNone);
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x7F)]
    [InlineData(0xFF)]
    public void Id_from_a_hash_says_no_time_whatever_the_hash(byte filling)
    {
        Span<byte> hash = stackalloc byte[32];
        hash.Fill(filling);

        var id = RequestId.FromHash(hash);

        Assert.False(id.TryGetTime(out _));
        Assert.True(id.MayBeOlderThan(long.MaxValue - 1));
        Assert.Equal(8, id.ToGuid().Version);
    }
}
