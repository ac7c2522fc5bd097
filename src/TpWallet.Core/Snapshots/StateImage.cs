using System.Runtime.InteropServices;
using TpWallet.Core.Payments;

namespace TpWallet.Core.Snapshots;

/// <summary>How an image of the state begins: header, directory, head and capture tolerances. The tables follow. See SNAPSHOT-IMAGE.md.</summary>
internal static class StateImage
{
    /// <summary>Sections before the tables: head and capture tolerances.</summary>
    public const int SmallSections = 2;

    /// <summary>The directory of an image of these tables.</summary>
    public static ImageSection[] SectionsOf(StateTable[] tables) =>
    [
        new(ImageSectionId.Head, StateHead.Size, 1, 1),
        new(ImageSectionId.CaptureTolerances, sizeof(ushort), CaptureTolerances.Count, CaptureTolerances.Count),
        .. tables.Select(static table => table.Section),
    ];

    public static long LengthOf(ImageSection[] sections) =>
        ImageHeader.Size + ImageSection.Size * sections.Length + sections.Sum(static section => (long)section.Length);

    /// <summary>All that comes before the tables.</summary>
    public static byte[] Begin(ImageSection[] sections, in StateHead head, ReadOnlySpan<ushort> captureTolerances)
    {
        var header = new ImageHeader(ImageHeader.ExpectedMagic, ImageHeader.CurrentVersion, (uint)sections.Length, (ulong)LengthOf(sections));
        return
        [
            .. MemoryMarshal.AsBytes(new ReadOnlySpan<ImageHeader>(in header)),
            .. MemoryMarshal.AsBytes(sections.AsSpan()),
            .. MemoryMarshal.AsBytes(new ReadOnlySpan<StateHead>(in head)),
            .. MemoryMarshal.AsBytes(captureTolerances),
        ];
    }
}
