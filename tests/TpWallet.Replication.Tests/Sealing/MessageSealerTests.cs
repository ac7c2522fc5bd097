using System.Runtime.CompilerServices;
using TpWallet.Replication.Sealing;

namespace TpWallet.Replication.Tests.Sealing;

public sealed class MessageSealerTests : IDisposable
{
    private static readonly NodeId One = new(1), Two = new(2), Three = new(3);
    private static readonly GroupKey Old = new(4, Enumerable.Repeat((byte)7, GroupKey.Length).ToArray());
    private static readonly GroupKey New = new(5, Enumerable.Repeat((byte)8, GroupKey.Length).ToArray());
    private readonly MessageSealer _sender = new(One, Old);
    private readonly MessageSealer _receiver = new(Two, Old, New);

    public void Dispose()
    {
        _sender.Dispose();
        _receiver.Dispose();
    }

    [Fact]
    public void Header_has_the_documented_size() => Assert.Equal(48, Unsafe.SizeOf<SealHeader>());

    [Fact]
    public void Message_is_opened_by_its_receiver_as_often_as_it_comes()
    {
        var bytes = Seal(_sender, Two, [1, 2, 3]);

        Assert.Equal([1, 2, 3], Open(_receiver, bytes));
        Assert.Equal([1, 2, 3], Open(_receiver, bytes));
        Assert.Equal([4], Open(_receiver, Seal(_sender, Two, [4])));
        Assert.Equal(0, _receiver.Failures);
    }

    [Fact]
    public void Same_message_never_looks_the_same_twice() =>
        Assert.NotEqual(Seal(_sender, Two, [1, 2, 3])[MessageSealer.Overhead..], Seal(_sender, Two, [1, 2, 3])[MessageSealer.Overhead..]);

    [Fact]
    public void Altered_byte_anywhere_is_noticed()
    {
        var bytes = Seal(_sender, Two, [1, 2, 3]);
        for (var index = 0; index < bytes.Length; index++)
        {
            var altered = bytes.ToArray();
            altered[index] ^= 1;

            Assert.Null(Open(_receiver, altered));
        }

        Assert.Equal(bytes.Length, _receiver.Failures);
    }

    [Fact]
    public void Shortened_or_unsealed_bytes_are_no_message()
    {
        var bytes = Seal(_sender, Two, [1, 2, 3]);

        Assert.All(Enumerable.Range(0, bytes.Length), length => Assert.Null(Open(_receiver, bytes[..length])));
        Assert.Null(Open(_receiver, new byte[500]));
    }

    [Fact]
    public void Message_to_another_member_is_not_opened() => Assert.Null(Open(_receiver, Seal(_sender, Three, [1])));

    [Fact]
    public void Keys_change_member_by_member()
    {
        using var changed = new MessageSealer(One, New, Old);
        using var unaware = new MessageSealer(Two, Old);

        Assert.Equal([1], Open(_receiver, Seal(changed, Two, [1])));
        Assert.Null(Open(unaware, Seal(changed, Two, [1])));
        Assert.Equal([1], Open(changed, Seal(unaware, One, [1])));
    }

    [Fact]
    public void Restarted_member_is_understood_however_often_it_restarts()
    {
        for (var start = 0; start < 200; start++)
        {
            using var sender = new MessageSealer(One, Old);
            Assert.Equal([9], Open(_receiver, Seal(sender, Two, [9])));
        }
    }

    [Fact]
    public void Key_never_shows_its_secret()
    {
        Assert.Equal("group key 4", Old.ToString());
        Assert.Throws<ArgumentException>(() => new GroupKey(1, new byte[31]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GroupKey(0, new byte[32]));
    }

    [Fact]
    public void Place_in_the_message_is_vouched_for()
    {
        var bytes = new byte[2 + MessageSealer.Overhead];
        _sender.Seal(Two, new MessageFragment(Message: 3, Offset: 5, MessageLength: 7), [1, 2], bytes);

        Assert.True(_receiver.TryOpen(bytes, new byte[bytes.Length], out var opened));
        Assert.Equal((One, new MessageFragment(3, 5, 7), 2, false), (opened.Sender, opened.Fragment, opened.Length, opened.IsWhole));
    }

    private static byte[] Seal(MessageSealer sealer, NodeId receiver, byte[] message)
    {
        var bytes = new byte[message.Length + MessageSealer.Overhead];
        Assert.Equal(bytes.Length, sealer.Seal(receiver, new MessageFragment(7, 0, message.Length), message, bytes));
        return bytes;
    }

    private static byte[]? Open(MessageSealer sealer, byte[] bytes)
    {
        var message = new byte[bytes.Length];
        return sealer.TryOpen(bytes, message, out var opened) && !opened.Sender.IsNone ? message[..opened.Length] : null;
    }
}
