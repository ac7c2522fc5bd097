using TpWallet.Replication.Wire;

namespace TpWallet.Replication.Snapshots;

/// <summary>One member that is being served. <see cref="SnapshotServing"/> guards it with its lock; the file is its thread's.</summary>
internal sealed class ServingSession(NodeId member, in SnapshotRequestBody request, long nowTicks)
{
    public NodeId Member { get; } = member;

    public ulong Fetch { get; } = request.Fetch;

    public ulong Sequence { get; } = request.Sequence;

    /// <summary>Sent through here.</summary>
    public long Cursor { get; private set; } = request.Offset;

    /// <summary>To be sent through here.</summary>
    public long Limit { get; private set; } = request.Limit;

    /// <summary>When it last asked.</summary>
    public long HeardTicks { get; private set; } = nowTicks;

    /// <summary>Null until its thread has opened it.</summary>
    public ServedSnapshot? File { get; set; }

    public bool HasWork => !IsOver && (File is null || Cursor < Math.Min(Limit, File.Entry.FileLength));

    /// <summary>Whether its thread is to close it.</summary>
    public bool IsOver { get; set; }

    public void Heard(in SnapshotRequestBody request, long nowTicks)
    {
        HeardTicks = nowTicks;
        Cursor = request.Again != 0 ? request.Offset : Math.Max(Cursor, request.Offset);
        Limit = request.Limit;
        IsOver |= File is not null && request.Offset >= File.Entry.FileLength;
    }

    /// <summary>What is to be sent next; counts as sent.</summary>
    public (long Offset, int Length) Advance()
    {
        var offset = Cursor;
        var length = (int)Math.Min(SnapshotCodec.DataMax, Math.Min(Limit, File!.Entry.FileLength) - offset);
        Cursor += length;
        return (offset, length);
    }
}
