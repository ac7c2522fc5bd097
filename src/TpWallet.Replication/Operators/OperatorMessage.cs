using System.Runtime.InteropServices;
using TpWallet.Replication.Wire;

namespace TpWallet.Replication.Operators;

/// <summary>
/// A question that one member asks another for an operator, or the answer to it. It travels sealed like every message, beside the protocol: a replica
/// never sees it. Header as in every message, with the number of the question in the place of the session; then up to <see cref="BodyMax"/> bytes.
/// </summary>
public readonly ref struct OperatorMessage
{
    /// <summary>Longest body, bytes.</summary>
    public const int BodyMax = 16 * 1024;

    /// <summary>Longest message, bytes.</summary>
    public const int LengthMax = MessageHeader.Size + BodyMax;

    private OperatorMessage(bool isAnswer, ulong number, ReadOnlySpan<byte> body)
    {
        IsAnswer = isAnswer;
        Number = number;
        Body = body;
    }

    /// <summary>Whether it answers a question of the receiver's.</summary>
    public bool IsAnswer { get; }

    /// <summary>The number that the one who asked gave to the question, 1 or more.</summary>
    public ulong Number { get; }

    /// <summary>What is asked or answered.</summary>
    public ReadOnlySpan<byte> Body { get; }

    /// <summary>Whether a message is of this sort, well formed or not, and none of the replica's business.</summary>
    public static bool IsOne(ReadOnlySpan<byte> message) =>
        MemoryMarshal.TryRead(message, out ushort kind) && (MessageKind)kind is MessageKind.OperatorQuestion or MessageKind.OperatorAnswer;

    /// <summary>Writes a message.</summary>
    /// <param name="buffer">At least <see cref="LengthMax"/> bytes.</param>
    /// <param name="sender">This member.</param>
    /// <param name="isAnswer">Whether it answers.</param>
    /// <param name="number">The question's number.</param>
    /// <param name="body">What is asked or answered.</param>
    /// <returns>Its length.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The body is too long, or the number 0.</exception>
    public static int Encode(Span<byte> buffer, NodeId sender, bool isAnswer, ulong number, ReadOnlySpan<byte> body)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(body.Length, BodyMax, nameof(body));
        ArgumentOutOfRangeException.ThrowIfZero(number);
        var header = new MessageHeader
        {
            Kind = isAnswer ? MessageKind.OperatorAnswer : MessageKind.OperatorQuestion,
            Version = MessageHeader.CurrentVersion,
            SenderNumber = sender.Number,
            Session = number,
        };
        return MessageCodec.Encode(buffer, header, body);
    }

    /// <summary>Reads a message; its body is part of the bytes given.</summary>
    /// <param name="message">The bytes.</param>
    /// <param name="from">Who sealed it.</param>
    /// <param name="read">What it says.</param>
    /// <returns>False when it isn't one, or not the sender's own.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> message, NodeId from, out OperatorMessage read)
    {
        read = default;
        if (!IsOne(message) || !MemoryMarshal.TryRead(message, out MessageHeader header) || message.Length > LengthMax
            || header is not { Version: MessageHeader.CurrentVersion, Flags: MessageFlags.None, Reserved: 0, Epoch: 0, ViewVersion: 0, Session: > 0 }
            || header.Sender != from || from.IsNone)
        {
            return false;
        }

        read = new OperatorMessage(header.Kind == MessageKind.OperatorAnswer, header.Session, message[MessageHeader.Size..]);
        return true;
    }
}
