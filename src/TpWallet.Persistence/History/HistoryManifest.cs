using TpWallet.Persistence.Events;
using TpWallet.Persistence.Journal;

namespace TpWallet.Persistence.History;

/// <summary>What history must hold, as of one checkpoint. Replaced whole; what it says is durable before it is written.</summary>
internal sealed record HistoryManifest
{
    public const string FileName = "manifest";
    private const ulong Magic = 0x3153_4948_4D57_5054; // "TPWMHIS1"
    private const int FormatVersion = 1;

    /// <summary>The event log that the addresses are of.</summary>
    public required Guid EventLogId { get; init; }

    public required int PageBits { get; init; }

    public required int SegmentBits { get; init; }

    public required ulong IndexedThrough { get; init; }

    public required ulong RetainedFrom { get; init; }

    public required long RetainedFromTimeMs { get; init; }

    /// <summary>Where the store's log ends; 0: nothing was ever stored.</summary>
    public long TailAddress { get; init; }

    /// <summary>Checksum of the part of the last sector that lies before <see cref="TailAddress"/>; see <see cref="TailSector"/>.</summary>
    public uint TailChecksum { get; init; }

    /// <summary>The full segments ascending, then the one that is being filled.</summary>
    public IReadOnlyList<HistorySegment> Segments { get; init; } = [];

    /// <summary>Checksums of the whole sectors of the last segment.</summary>
    public byte[] TailTable { get; init; } = [];

    public StoreCheckpoint Log { get; init; } = StoreCheckpoint.None;

    public StoreCheckpoint Index { get; init; } = StoreCheckpoint.None;

    /// <summary>Number of the file with the index, and how many bytes it was made for.</summary>
    public int IndexNumber { get; init; }

    public long IndexBytes { get; init; }

    /// <summary>Where the store's log ended when the index was written.</summary>
    public long IndexTailAddress { get; init; }

    /// <summary>SHA-256 of the checksums of the index's sectors.</summary>
    public Hash256 IndexTableHash { get; init; }

    /// <summary>Where the log ends in the last segment; 0: nothing was ever stored.</summary>
    public long TailPosition => Segments.Count == 0 ? 0 : TailAddress - ((long)Segments[^1].Number << SegmentBits);

    /// <summary>The manifest of a folder; null: there is none.</summary>
    public static HistoryManifest? Load(DataFolder folder)
    {
        if (folder.Read(FileName) is not { } bytes)
        {
            return null;
        }

        var length = bytes.Length - sizeof(uint);
        if (length < sizeof(ulong) + sizeof(int) || BitConverter.ToUInt32(bytes, length) != Crc32C.Of(bytes.AsSpan(0, length)))
        {
            throw new HistoryDamagedException(FileName, 0, "its checksum doesn't match its content");
        }

        using var reader = new BinaryReader(new MemoryStream(bytes, 0, length));
        if (reader.ReadUInt64() != Magic)
        {
            throw new HistoryDamagedException(FileName, 0, "it isn't the manifest of a history");
        }

        var version = reader.ReadInt32();
        return version == FormatVersion
            ? Read(reader)
            : throw new HistoryException($"The history in {folder.Path} has format version {version}, not {FormatVersion}: use the version that "
                + "wrote it, or a newer one, or delete it and have it rebuilt.");
    }

    /// <summary>Makes this the manifest, durably.</summary>
    public void Save(DataFolder folder)
    {
        var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Magic);
        writer.Write(FormatVersion);
        Write(writer);
        writer.Write(Crc32C.Of(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        folder.Replace(FileName, stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    private void Write(BinaryWriter writer)
    {
        writer.Write(EventLogId.ToByteArray());
        writer.Write(PageBits);
        writer.Write(SegmentBits);
        writer.Write(IndexedThrough);
        writer.Write(RetainedFrom);
        writer.Write(RetainedFromTimeMs);
        writer.Write(TailAddress);
        writer.Write(TailChecksum);
        writer.Write(IndexNumber);
        writer.Write(IndexBytes);
        writer.Write(IndexTailAddress);
        writer.Write(IndexTableHash.Bytes);
        Log.Write(writer);
        Index.Write(writer);
        writer.Write(Segments.Count);
        foreach (var segment in Segments)
        {
            writer.Write(segment.Number);
            writer.Write(segment.LastSequence);
            writer.Write(segment.LastTimeMs);
            writer.Write(segment.Entries);
            writer.Write(segment.TableHash.Bytes);
        }

        writer.Write(TailTable.Length);
        writer.Write(TailTable);
    }

    private static HistoryManifest Read(BinaryReader reader)
    {
        var manifest = new HistoryManifest
        {
            EventLogId = new Guid(reader.ReadBytes(16)),
            PageBits = reader.ReadInt32(),
            SegmentBits = reader.ReadInt32(),
            IndexedThrough = reader.ReadUInt64(),
            RetainedFrom = reader.ReadUInt64(),
            RetainedFromTimeMs = reader.ReadInt64(),
            TailAddress = reader.ReadInt64(),
            TailChecksum = reader.ReadUInt32(),
            IndexNumber = reader.ReadInt32(),
            IndexBytes = reader.ReadInt64(),
            IndexTailAddress = reader.ReadInt64(),
            IndexTableHash = new Hash256(reader.ReadBytes(Hash256.Size)),
            Log = StoreCheckpoint.Read(reader),
            Index = StoreCheckpoint.Read(reader),
        };
        var segments = new HistorySegment[reader.ReadInt32()];
        foreach (ref var segment in segments.AsSpan())
        {
            segment = new HistorySegment(
                reader.ReadInt32(), reader.ReadUInt64(), reader.ReadInt64(), reader.ReadInt64(), new Hash256(reader.ReadBytes(Hash256.Size)));
        }

        return manifest with { Segments = segments, TailTable = reader.ReadBytes(reader.ReadInt32()) };
    }
}
