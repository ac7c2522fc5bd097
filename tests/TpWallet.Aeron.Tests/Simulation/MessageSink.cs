using System.Runtime.InteropServices;
using TpWallet.Aeron.Subscriptions;

namespace TpWallet.Aeron.Tests.Simulation;

/// <summary>Takes numbered messages and checks that each comes whole, once and in order.</summary>
internal sealed class MessageSink
{
    private readonly byte[] _expected;
    private readonly FragmentAssembler _assembler;
    private readonly bool _allowGaps;

    public MessageSink(int maxLength, bool allowGaps = false)
    {
        _expected = new byte[maxLength];
        _allowGaps = allowGaps;
        _assembler = new FragmentAssembler(OnMessage);
        Handler = _assembler.OnFragment;
    }

    public FragmentHandler Handler { get; }

    /// <summary>The number after the last one that came.</summary>
    public long Next { get; set; }

    public long Received { get; private set; }

    private void OnMessage(ReadOnlySpan<byte> message, in FragmentHeader header)
    {
        var number = MemoryMarshal.Read<long>(message);
        Assert.True(_allowGaps ? number >= Next : number == Next, $"Expected {Next}, came {number}.");
        Assert.True(message.SequenceEqual(MessageSource.Message(number, _expected)), $"Message {number} is damaged.");
        Next = number + 1;
        Received++;
    }
}
