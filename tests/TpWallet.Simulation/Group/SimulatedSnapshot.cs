using System.Buffers.Binary;
using TpWallet.Core;
using TpWallet.Replication.Log;
using TpWallet.Simulation.Broken;

namespace TpWallet.Simulation.Group;

/// <summary>Images of the real core's state, and cores from them.</summary>
internal static class SimulatedSnapshot
{
    // The image begins with a header (magic, version, number of sections, length of all) and a directory of its sections (id, size of a record,
    // count, capacity).
    private const int SectionsOffset = 12;
    private const int LengthOffset = 16;
    private const int DirectoryOffset = 24;
    private const int EntrySize = 16;
    private const int RecordSizeOffset = 4;
    private const int CountOffset = 8;
    private const int DuplicatesId = 10;

    public static byte[] Take(SwitchCore core, BrokenRule broken)
    {
        using var cut = core.BeginCut(preImageBytesMax: 0);
        var image = new byte[cut.Length];
        for (int done = 0, read; (read = cut.Read(image.AsSpan(done))) > 0;)
        {
            done += read;
        }

        return broken == BrokenRule.DuplicatesForgottenInSnapshot ? WithoutRequests(image) : image;
    }

    /// <returns>A core as of the snapshot, and where that is; an empty one without.</returns>
    public static (SwitchCore Core, LogPosition Position) Restore(DiskRecord? snapshot)
    {
        if (snapshot is not { Snapshot: { } image })
        {
            return (new SwitchCore(), default);
        }

        var done = 0;
        var core = SwitchCore.Restore(
            destination =>
            {
                var count = Math.Min(destination.Length, image.Length - done);
                image.AsSpan(done, count).CopyTo(destination);
                done += count;
                return count;
            },
            out _);
        return (core, snapshot.Position);
    }

    private static byte[] WithoutRequests(byte[] image)
    {
        var sections = BinaryPrimitives.ReadInt32LittleEndian(image.AsSpan(SectionsOffset));
        var start = DirectoryOffset + (sections * EntrySize);
        for (var entry = image.AsSpan(DirectoryOffset); ; entry = entry[EntrySize..])
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(entry[RecordSizeOffset..])
                * BinaryPrimitives.ReadInt32LittleEndian(entry[CountOffset..]);
            if (BinaryPrimitives.ReadInt32LittleEndian(entry) != DuplicatesId)
            {
                start += length;
                continue;
            }

            BinaryPrimitives.WriteInt32LittleEndian(entry[CountOffset..], 0);
            BinaryPrimitives.WriteInt64LittleEndian(image.AsSpan(LengthOffset), image.Length - length);
            return [.. image.AsSpan(0, start), .. image.AsSpan(start + length)];
        }
    }
}
