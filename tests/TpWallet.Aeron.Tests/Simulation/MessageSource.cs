using System.Runtime.InteropServices;
using TpWallet.Aeron.Publications;

namespace TpWallet.Aeron.Tests.Simulation;

/// <summary>Publishes numbered messages whose lengths and bytes follow from the number.</summary>
internal sealed class MessageSource(Publication publication, int maxLength)
{
    private readonly byte[] _buffer = new byte[maxLength];

    public long Sent { get; private set; }

    public long LastResult { get; private set; }

    /// <summary>Offers as many as are taken, up to a count.</summary>
    public void Offer(long upTo, int atMost = int.MaxValue)
    {
        for (var i = 0; i < atMost && Sent < upTo; i++)
        {
            LastResult = publication.Offer(Message(Sent, _buffer));
            if (LastResult > 0)
            {
                Sent++;
            }
            else if (LastResult != Publication.AdminAction)
            {
                return;
            }
        }
    }

    public static Span<byte> Message(long number, byte[] buffer)
    {
        var length = sizeof(long) + (int)((ulong)(number * 2_654_435_761) % (ulong)(buffer.Length - sizeof(long) + 1));
        var message = buffer.AsSpan(0, length);
        MemoryMarshal.Write(message, number);
        message[sizeof(long)..].Fill((byte)number);
        return message;
    }
}
