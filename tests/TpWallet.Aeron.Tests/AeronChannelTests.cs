using TpWallet.Aeron.Channels;

namespace TpWallet.Aeron.Tests;

public sealed class AeronChannelTests
{
    [Fact]
    public void Channel_reads_every_parameter()
    {
        var channel = AeronChannel.Parse(
            "aeron:udp?endpoint=localhost:20121|interface=127.0.0.1|mtu=8k|term-length=1m|init-term-id=-5|term-id=7|term-offset=64|session-id=-9"
            + "|linger=500ms|rcv-wnd=256K|pub-wnd=1m|so-rcvbuf=2m|so-sndbuf=1m|reliable=false|alias=x|cc=static|fc=max");
        Assert.Equal("localhost:20121", channel.Endpoint);
        Assert.Equal(8192, channel.Mtu);
        Assert.Equal(1024 * 1024, channel.TermLength);
        Assert.Equal(-5, channel.InitialTermId);
        Assert.Equal(7, channel.TermId);
        Assert.Equal(64, channel.TermOffset);
        Assert.Equal(-9, channel.SessionId);
        Assert.Equal(TimeSpan.FromMilliseconds(500), channel.Linger);
        Assert.Equal(256 * 1024, channel.ReceiverWindow);
        Assert.Equal(1024 * 1024, channel.PublicationWindow);
        Assert.Equal(2 * 1024 * 1024, channel.SocketReceiveBufferLength);
        Assert.Equal(1024 * 1024, channel.SocketSendBufferLength);
        Assert.False(channel.IsReliable);
    }

    [Fact]
    public void Channel_has_the_protocol_defaults()
    {
        var channel = AeronChannel.Parse("aeron:udp?endpoint=127.0.0.1:1");
        Assert.Equal(1408, channel.Mtu);
        Assert.Equal(16 * 1024 * 1024, channel.TermLength);
        Assert.True(channel.IsReliable);
    }

    [Theory]
    [InlineData("aeron:ipc", "no other medium")]
    [InlineData("aeron:udp?mtu=8k", "endpoint=host:port")]
    [InlineData("aeron:udp?endpoint=a:1|mtu", "'mtu' isn't key=value")]
    [InlineData("aeron:udp?endpoint=a:1|mtu=", "'mtu=' isn't key=value")]
    [InlineData("aeron:udp?endpoint=a:1|mtu=8k|mtu=9k", "'mtu' is given twice")]
    [InlineData("aeron:udp?endpoint=a:1|mtu=1400", "mtu=1400 isn't a multiple of 32")]
    [InlineData("aeron:udp?endpoint=a:1|mtu=64k", "mtu=64k isn't a length from 64 to 65504")]
    [InlineData("aeron:udp?endpoint=a:1|term-length=100k", "term-length=100k isn't a power of two")]
    [InlineData("aeron:udp?endpoint=a:1|term-length=2g", "term-length=2g isn't a length")]
    [InlineData("aeron:udp?endpoint=a:1|term-length=99999999999999999999g", "isn't a length")]
    [InlineData("aeron:udp?endpoint=a:1|linger=5m", "linger=5m isn't a time")]
    [InlineData("aeron:udp?endpoint=a:1|linger=99999999999s", "isn't a time")]
    [InlineData("aeron:udp?endpoint=a:1|reliable=maybe", "reliable=maybe isn't true or false")]
    [InlineData("aeron:udp?endpoint=a:1|control-mode=dynamic", "'control-mode' is unknown or not supported")]
    [InlineData("aeron:udp?endpoint=a:1|cc=cubic", "no other congestion control")]
    [InlineData("aeron:udp?endpoint=a:1|term-id=3", "'term-id' needs 'init-term-id'")]
    [InlineData("aeron:udp?endpoint=a:1|init-term-id=4|term-id=3", "'term-id' is before")]
    [InlineData("aeron:udp?endpoint=a:1|term-offset=32", "'term-offset' needs 'term-id'")]
    public void Channel_says_what_is_wrong(string uri, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => AeronChannel.Parse(uri)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("127.0.0.1", "isn't host:port")]
    [InlineData("127.0.0.1:70000", "port from 0 to 65535")]
    [InlineData("::1:5000", "stands in brackets")]
    public void Endpoint_says_what_is_wrong(string endpoint, string expected) => Assert.Contains(
        expected,
        Assert.Throws<FormatException>(() => AeronChannel.Parse($"aeron:udp?endpoint={endpoint}").ResolveEndpoint()).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Endpoint_may_be_IPv6() =>
        Assert.Equal("[::1]:5000", AeronChannel.Parse("aeron:udp?endpoint=[::1]:5000").ResolveEndpoint().ToString());
}
