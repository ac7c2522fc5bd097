using System.Runtime.InteropServices;

namespace TpWallet.Core.Snapshots;

/// <summary>How an image begins. 24 bytes; the directory follows.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
internal readonly record struct ImageHeader(ulong Magic, uint Version, uint Sections, ulong Length)
{
    public const int Size = 24;

    /// <summary>"TPWSTATE" in ASCII.</summary>
    public const ulong ExpectedMagic = 0x4554_4154_5357_5054;

    public const uint CurrentVersion = 1;
}
