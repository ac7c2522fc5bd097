using System.Runtime.InteropServices;
using TpWallet.Persistence.Journal;

namespace TpWallet.Persistence.Events;

/// <summary>
/// What the event log must hold: its layout, where it begins, and every full segment. Replaced whole when a segment is full and when segments go.
/// </summary>
internal sealed record EventLogManifest(Guid Id, int PageBits, int SegmentBits, int FirstSegment, ulong FirstSequence, EventSegment[] Full)
{
    public const string FileName = "manifest";
    private const ulong Magic = 0x3149_4E41_4D57_5054; // "TPWMANI1"
    private const int FormatVersion = 1;

    /// <summary>Number of the segment that is being filled.</summary>
    public int LastSegment => FirstSegment + Full.Length;

    /// <summary>The manifest of a folder; null: there is none.</summary>
    public static EventLogManifest? Load(DataFolder folder)
    {
        if (folder.Read(FileName) is not { } bytes)
        {
            return null;
        }

        var content = bytes.AsSpan(0, Math.Max(0, bytes.Length - sizeof(uint)));
        if (content.Length < Header.Size || MemoryMarshal.Read<uint>(bytes.AsSpan(content.Length)) != Crc32C.Of(content))
        {
            throw Damaged("its checksum doesn't match its content");
        }

        var header = MemoryMarshal.Read<Header>(content);
        if (header.Magic == Magic && header.FormatVersion > FormatVersion)
        {
            throw new EventLogException($"The event log in {folder.Path} has format version {header.FormatVersion}, newer than {FormatVersion}: "
                + "use the version that wrote it, or a newer one.");
        }

        if (header.Magic != Magic || content.Length != Header.Size + (header.Count * EventSegment.Size))
        {
            throw Damaged("it isn't a manifest of this format");
        }

        return new EventLogManifest(header.Id, header.PageBits, header.SegmentBits, header.FirstSegment, header.FirstSequence,
            MemoryMarshal.Cast<byte, EventSegment>(content[Header.Size..]).ToArray());
    }

    /// <summary>Makes this the manifest, durably.</summary>
    public void Save(DataFolder folder)
    {
        var bytes = new byte[Header.Size + (Full.Length * EventSegment.Size) + sizeof(uint)];
        var content = bytes.AsSpan(0, bytes.Length - sizeof(uint));
        MemoryMarshal.Write(content, new Header
        {
            Magic = Magic,
            FormatVersion = FormatVersion,
            Count = Full.Length,
            Id = Id,
            PageBits = PageBits,
            SegmentBits = SegmentBits,
            FirstSequence = FirstSequence,
            FirstSegment = FirstSegment,
        });
        MemoryMarshal.AsBytes(Full.AsSpan()).CopyTo(content[Header.Size..]);
        MemoryMarshal.Write(bytes.AsSpan(content.Length), Crc32C.Of(content));
        folder.Replace(FileName, bytes);
    }

    private static EventLogDamagedException Damaged(string finding) => new(FileName, 0, finding);

    [StructLayout(LayoutKind.Sequential, Pack = 8, Size = Size)]
    private struct Header
    {
        public const int Size = 64;

        public ulong Magic;
        public int FormatVersion;
        public int Count;
        public Guid Id;
        public int PageBits;
        public int SegmentBits;
        public ulong FirstSequence;
        public int FirstSegment;
    }
}
