using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TpWallet.Persistence.Journal;
using TpWallet.Replication.Log;

namespace TpWallet.Replication.Wire;

/// <summary>Bytes to messages and back. What decodes has a known kind, the length of that kind, and nothing in reserved places.</summary>
internal static class MessageCodec
{
    /// <summary>Checks a message as far as it can be checked without knowing the state of the replica.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> message, out MessageHeader header)
    {
        if (!MemoryMarshal.TryRead(message, out header) || header.Version != MessageHeader.CurrentVersion || header.Reserved != 0
            || (header.Flags & ~MessageFlags.All) != 0 || header.Sender.IsNone || header.Epoch == 0)
        {
            return false;
        }

        var body = message[MessageHeader.Size..];
        return header.Kind switch
        {
            MessageKind.Heartbeat => body.Length == HeartbeatBody.Size,
            MessageKind.Batch => SealedBatch.TryRead(body, out var batch) == BatchDefect.None && batch.Header.Length == body.Length,
            MessageKind.JoinRequest => IsJoinRequest(body),
            MessageKind.JoinAnswer => IsJoinAnswer(body),
            MessageKind.Acknowledgement => body.Length == AcknowledgementBody.Size,
            MessageKind.CommitNotice or MessageKind.TakeOverRequest => body.Length == LogPosition.Size,
            MessageKind.Promise => body.Length == Unsafe.SizeOf<Guid>(),
            MessageKind.PromiseRequest or MessageKind.EpochNotice => body.Length == 0,
            MessageKind.None or MessageKind.OperatorQuestion or MessageKind.OperatorAnswer or _ => false,
        };
    }

    /// <summary>The body of a message that <see cref="TryDecode"/> accepted.</summary>
    public static T Body<T>(ReadOnlySpan<byte> message)
        where T : unmanaged => MemoryMarshal.Read<T>(message[MessageHeader.Size..]);

    /// <summary>The positions of a join request that <see cref="TryDecode"/> accepted.</summary>
    public static ReadOnlySpan<LogPosition> Samples(ReadOnlySpan<byte> message) =>
        MemoryMarshal.Cast<byte, LogPosition>(message[(MessageHeader.Size + JoinRequestBody.Size)..]);

    /// <summary>Writes a message of header and body.</summary>
    /// <returns>Its length.</returns>
    public static int Encode<T>(Span<byte> buffer, in MessageHeader header, in T body)
        where T : unmanaged
    {
        MemoryMarshal.Write(buffer, header);
        MemoryMarshal.Write(buffer[MessageHeader.Size..], body);
        return MessageHeader.Size + Unsafe.SizeOf<T>();
    }

    /// <summary>Writes a message whose body is bytes.</summary>
    /// <returns>Its length.</returns>
    public static int Encode(Span<byte> buffer, in MessageHeader header, ReadOnlySpan<byte> body)
    {
        MemoryMarshal.Write(buffer, header);
        body.CopyTo(buffer[MessageHeader.Size..]);
        return MessageHeader.Size + body.Length;
    }

    /// <summary>Writes a join request.</summary>
    /// <returns>Its length.</returns>
    public static int Encode(Span<byte> buffer, in MessageHeader header, Guid journalId, ReadOnlySpan<LogPosition> samples)
    {
        var length = Encode(buffer, header, new JoinRequestBody { JournalId = journalId, Count = (uint)samples.Length });
        MemoryMarshal.AsBytes(samples).CopyTo(buffer[length..]);
        return length + (samples.Length * LogPosition.Size);
    }

    private static bool IsJoinRequest(ReadOnlySpan<byte> body)
    {
        if (!MemoryMarshal.TryRead(body, out JoinRequestBody request) || request.Reserved != 0
            || request.Count is 0 or > MessageLimits.JoinSamplesMax || body.Length != JoinRequestBody.Size + (request.Count * LogPosition.Size))
        {
            return false;
        }

        var samples = MemoryMarshal.Cast<byte, LogPosition>(body[JoinRequestBody.Size..]);
        for (var sample = 1; sample < samples.Length; sample++)
        {
            if (samples[sample].Sequence <= samples[sample - 1].Sequence)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsJoinAnswer(ReadOnlySpan<byte> body) =>
        body.Length == JoinAnswerBody.Size && MemoryMarshal.Read<JoinAnswerBody>(body) is
        { Outcome: JoinOutcome.Common or JoinOutcome.Differs or JoinOutcome.Released, Reserved: 0 };
}
