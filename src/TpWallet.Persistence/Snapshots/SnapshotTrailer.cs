using System.Runtime.InteropServices;
using System.Text;
using TpWallet.Persistence.Journal;

namespace TpWallet.Persistence.Snapshots;

/// <summary>The first 128 bytes of a snapshot's last block; the rest of the block is zero.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal unsafe struct SnapshotTrailer
{
    public const int Size = 128;
    public const ulong ExpectedMagic = 0x3145_4E53_5F57_5054; // "TPW_SNE1"
    public const int BlockCountOffset = 8;
    public const int StateHashLengthOffset = 12;
    public const int FrameHashOffset = 16;
    public const int StateHashOffset = 48;
    public const int StateHashLengthMax = 72;
    private const int ChecksumOffset = Size - sizeof(uint);

    [FieldOffset(0)] public ulong Magic;
    [FieldOffset(BlockCountOffset)] public uint BlockCount;

    /// <summary>Characters of the state hash, at most <see cref="StateHashLengthMax"/>.</summary>
    [FieldOffset(StateHashLengthOffset)] public uint StateHashLength;

    /// <summary>SHA-256 over the block of the header and the blocks of the table.</summary>
    [FieldOffset(FrameHashOffset)] public Hash256 FrameHash;

    [FieldOffset(StateHashOffset)] private fixed byte _stateHash[StateHashLengthMax];
    [FieldOffset(ChecksumOffset)] public uint Checksum;

    /// <summary>The hash of the state; only for a trailer whose checksum and length were found good.</summary>
    public readonly string StateHash
    {
        get
        {
            fixed (byte* first = _stateHash)
            {
                return Encoding.ASCII.GetString(first, (int)StateHashLength);
            }
        }
    }

    /// <exception cref="SnapshotException">The hash of the state has more characters than fit, or others than printable ASCII.</exception>
    public static SnapshotTrailer Of(int blockCount, in Hash256 frameHash, string stateHash)
    {
        if (stateHash.Length > StateHashLengthMax || stateHash.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw new SnapshotException($"A state hash has at most {StateHashLengthMax} printable ASCII characters, unlike '{stateHash}'.");
        }

        var trailer = new SnapshotTrailer
        {
            Magic = ExpectedMagic,
            BlockCount = (uint)blockCount,
            StateHashLength = (uint)stateHash.Length,
            FrameHash = frameHash,
        };
        Encoding.ASCII.GetBytes(stateHash, new Span<byte>(trailer._stateHash, StateHashLengthMax));
        trailer.Checksum = trailer.ComputeChecksum();
        return trailer;
    }

    public readonly uint ComputeChecksum() => Crc32C.Of(MemoryMarshal.AsBytes(new ReadOnlySpan<SnapshotTrailer>(in this))[..ChecksumOffset]);
}
