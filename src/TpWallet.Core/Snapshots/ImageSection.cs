using System.Runtime.InteropServices;

namespace TpWallet.Core.Snapshots;

/// <summary>An entry of an image's directory: so many records of one kind. 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct ImageSection(ImageSectionId Id, uint RecordSize, uint Count, uint Capacity)
{
    public const int Size = 16;

    public ulong Length => (ulong)RecordSize * Count;
}
