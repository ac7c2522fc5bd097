using TpWallet.Aeron.Logs;

namespace TpWallet.Aeron.Subscriptions;

/// <summary>Puts the fragments of one session's messages together. Its buffer grows to the longest message seen, and no further.</summary>
internal sealed class MessageBuilder
{
    private const int InitialCapacity = 4096;
    private byte[] _buffer = new byte[InitialCapacity];
    private long _next = -1;

    /// <summary>How much of the current message is here.</summary>
    public int Length { get; private set; }

    /// <summary>The message so far.</summary>
    public ReadOnlySpan<byte> Message => _buffer.AsSpan(0, Length);

    /// <summary>Starts a message.</summary>
    public void Begin(ReadOnlySpan<byte> payload, long nextPosition)
    {
        Length = 0;
        Append(payload, nextPosition);
    }

    /// <summary>Continues a message if the fragment follows the one before; if something is missing, forgets the message.</summary>
    public bool TryContinue(ReadOnlySpan<byte> payload, long position, long nextPosition)
    {
        if (position != _next || Length + payload.Length > TermGeometry.MaxMessageLength)
        {
            Reset();
            return false;
        }

        Append(payload, nextPosition);
        return true;
    }

    /// <summary>Takes the last fragment back, which will be delivered again.</summary>
    public void Undo(int payloadLength, long position)
    {
        Length -= payloadLength;
        _next = position;
    }

    /// <summary>Forgets the message.</summary>
    public void Reset()
    {
        Length = 0;
        _next = -1;
    }

    private void Append(ReadOnlySpan<byte> payload, long nextPosition)
    {
        if (Length + payload.Length > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(2 * _buffer.Length, Length + payload.Length));
        }

        payload.CopyTo(_buffer.AsSpan(Length));
        Length += payload.Length;
        _next = nextPosition;
    }
}
