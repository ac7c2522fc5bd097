using TpWallet.Replication.Operators;
using TpWallet.Replication.Wire;

namespace TpWallet.Replication.Tests.Operators;

public sealed class OperatorMessageTests
{
    private static readonly NodeId Sender = new(3);

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 200)]
    [InlineData(true, OperatorMessage.BodyMax)]
    public void Message_is_read_back(bool isAnswer, int length)
    {
        var body = Enumerable.Range(0, length).Select(static index => (byte)index).ToArray();

        var message = Encode(isAnswer, 17, body);

        Assert.True(OperatorMessage.IsOne(message));
        Assert.True(OperatorMessage.TryDecode(message, Sender, out var read));
        Assert.Equal((isAnswer, 17UL), (read.IsAnswer, read.Number));
        Assert.Equal(body, read.Body.ToArray());
    }

    [Fact]
    public void Replica_takes_it_for_no_message_of_its_own() => Assert.False(MessageCodec.TryDecode(Encode(true, 17, [1, 2, 3]), out _));

    [Fact]
    public void Message_under_another_name_is_refused() => Assert.False(OperatorMessage.TryDecode(Encode(true, 17, []), new NodeId(2), out _));

    [Fact]
    public void Too_long_body_and_number_zero_are_errors()
    {
        var buffer = new byte[OperatorMessage.LengthMax + 1];

        Assert.Throws<ArgumentOutOfRangeException>(() => OperatorMessage.Encode(buffer, Sender, false, 1, new byte[OperatorMessage.BodyMax + 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => OperatorMessage.Encode(buffer, Sender, false, 0, []));
        Encode(false, 1, new byte[OperatorMessage.BodyMax]).CopyTo(buffer, 0);
        Assert.False(OperatorMessage.TryDecode(buffer, Sender, out _));
    }

    [Fact]
    public void Altered_headers_never_throw_and_are_refused_or_keep_their_place()
    {
        const int seed = 4711;
        var random = new Random(seed);
        for (var round = 0; round < 20_000; round++)
        {
            var message = Encode(random.Next(2) == 0, 17, new byte[random.Next(20)]).AsSpan(0).ToArray();
            var place = random.Next(MessageHeader.Size);
            message[place] ^= (byte)(1 << random.Next(8));
            var isRead = OperatorMessage.TryDecode(message.AsSpan(0, random.Next(message.Length + 1)), Sender, out _);

            // Question or answer, and the number, are what may differ and still be a message.
            Assert.True(!isRead || place is 0 or >= 24, $"seed {seed}, round {round}: byte {place} altered, and still read");
        }
    }

    private static byte[] Encode(bool isAnswer, ulong number, byte[] body)
    {
        var buffer = new byte[OperatorMessage.LengthMax];
        return buffer[..OperatorMessage.Encode(buffer, Sender, isAnswer, number, body)];
    }
}
