using System.Runtime.InteropServices;

namespace TpWallet.Replication.Wire;

/// <summary>Bytes to the messages about snapshots and back. They name no epoch, so that a replica would refuse them.</summary>
internal static class SnapshotCodec
{
    /// <summary>Most bytes of a file in one message.</summary>
    public const int DataMax = 128 << 10;

    /// <summary>Where the data of a chunk begin in its message.</summary>
    public const int DataOffset = MessageHeader.Size + SnapshotChunkBody.Size;

    /// <summary>Longest message about a snapshot, bytes.</summary>
    public const int LengthMax = DataOffset + DataMax;

    public static int Encode(Span<byte> buffer, NodeId sender, in SnapshotRequestBody request) =>
        MessageCodec.Encode(buffer, Header(MessageKind.SnapshotRequest, sender), request);

    /// <summary>Writes what stands before the data of a chunk.</summary>
    public static int Encode(Span<byte> buffer, NodeId sender, in SnapshotChunkBody chunk) =>
        MessageCodec.Encode(buffer, Header(MessageKind.SnapshotChunk, sender), chunk);

    public static bool TryDecode(ReadOnlySpan<byte> message, NodeId from, out SnapshotRequestBody request)
    {
        request = default;
        return IsHeader(message, MessageKind.SnapshotRequest, from)
            && message.Length == MessageHeader.Size + SnapshotRequestBody.Size
            && MemoryMarshal.TryRead(message[MessageHeader.Size..], out request)
            && request is { Offset: >= 0, Again: 0 or 1, Reserved: 0 } && request.Limit >= request.Offset;
    }

    public static bool TryDecode(ReadOnlySpan<byte> message, NodeId from, out SnapshotChunkBody chunk, out ReadOnlySpan<byte> data)
    {
        data = default;
        if (!IsHeader(message, MessageKind.SnapshotChunk, from) || !MemoryMarshal.TryRead(message[MessageHeader.Size..], out chunk))
        {
            chunk = default;
            return false;
        }

        data = message[DataOffset..];
        return chunk is { Outcome: SnapshotOutcome.Data or SnapshotOutcome.Unavailable or SnapshotOutcome.Busy, Reserved: 0, FileLength: >= 0 }
            && (chunk.Outcome == SnapshotOutcome.Data
                ? data.Length is > 0 and <= DataMax && chunk.Offset >= 0 && chunk.Offset <= chunk.FileLength - data.Length
                : data.Length == 0);
    }

    private static bool IsHeader(ReadOnlySpan<byte> message, MessageKind kind, NodeId from) =>
        MemoryMarshal.TryRead(message, out MessageHeader header)
        && header is { Version: MessageHeader.CurrentVersion, Flags: MessageFlags.None, Reserved: 0, Epoch: 0 }
        && header.Kind == kind && header.Sender == from;

    private static MessageHeader Header(MessageKind kind, NodeId sender) =>
        new() { Kind = kind, Version = MessageHeader.CurrentVersion, SenderNumber = sender.Number };
}
