using System.Buffers;

namespace TpWallet.Replication.Transport;

/// <summary>Messages that wait, in order, for room on the way to one member. Bounded by the sum of their lengths.</summary>
/// <param name="bytesMax">Most bytes that wait; 0: nothing waits.</param>
internal sealed class Backlog(long bytesMax)
{
    private readonly Queue<(byte[] Rented, int Length, uint Number)> _waiting = new();
    private long _bytes;

    public int Count => _waiting.Count;

    /// <summary>The first message's bytes.</summary>
    public ReadOnlySpan<byte> First => _waiting.Peek() is var (rented, length, _) ? rented.AsSpan(0, length) : default;

    /// <summary>The first message's number.</summary>
    public uint FirstNumber => _waiting.Peek().Number;

    /// <summary>How much of the first message is sent, bytes.</summary>
    public int FirstSent { get; set; }

    /// <summary>Copies a message to the end.</summary>
    /// <param name="message">The message.</param>
    /// <param name="number">Its number.</param>
    /// <param name="sent">How much of it is sent already, bytes; only of the first.</param>
    /// <returns>False when there is no room.</returns>
    public bool TryAdd(ReadOnlySpan<byte> message, uint number, int sent)
    {
        if (_bytes + message.Length > bytesMax)
        {
            return false;
        }

        if (_waiting.Count == 0)
        {
            FirstSent = sent;
        }

        var rented = ArrayPool<byte>.Shared.Rent(message.Length);
        message.CopyTo(rented);
        _waiting.Enqueue((rented, message.Length, number));
        _bytes += message.Length;
        return true;
    }

    public void RemoveFirst()
    {
        var (rented, length, _) = _waiting.Dequeue();
        ArrayPool<byte>.Shared.Return(rented);
        _bytes -= length;
        FirstSent = 0;
    }
}
