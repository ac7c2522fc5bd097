using System.Runtime.InteropServices;

namespace TpWallet.Persistence.Events;

/// <summary>The first 64 bytes of a block of outcomes. Little-endian; its place in every format version is the same up to the version.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8, Size = Size)]
internal struct OutcomeBlockHeader
{
    public const int Size = 64;

    /// <summary>Bytes of the header that the checksum covers: all but itself, which stands last.</summary>
    public const int Covered = Size - sizeof(uint);

    public const ushort CurrentFormatVersion = 1;

    /// <summary>"TPWEVENT" in ASCII.</summary>
    public const ulong ExpectedMagic = 0x544E_4556_4557_5054;

    public ulong Magic;
    public ushort FormatVersion;
    public ushort InvertedFormatVersion;
    public int Count;
    public ulong FirstSequence;
    public ulong LastSequence;
    public long FirstTimeMs;
    public long LastTimeMs;
    public int Length;
    public int Zero;
    public uint AlsoZero;

    /// <summary>CRC-32C over the bytes before it and, of each record in turn, its length and checksum.</summary>
    public uint Checksum;
}
