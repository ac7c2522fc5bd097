using System.Runtime.InteropServices;
using TpWallet.Persistence.Journal;

namespace TpWallet.Replication.Log;

/// <summary>
/// The end of a batch: the sequence of its last command and its hash. Because each batch names the hash of the one before, two logs that hold the
/// same position hold the same bytes up to it. The default value is the beginning of every log. 40 bytes, little-endian, as on the wire.
/// </summary>
/// <param name="Sequence">Sequence of the batch's last command; 0: before the first batch.</param>
/// <param name="Hash">Hash of the batch; zero before the first one.</param>
[StructLayout(LayoutKind.Sequential, Pack = 8, Size = Size)]
public readonly record struct LogPosition(ulong Sequence, Hash256 Hash)
{
    /// <summary>Size on the wire, bytes.</summary>
    public const int Size = 40;

    /// <summary>The sequence and the first digits of the hash, for a person.</summary>
    public override string ToString() => $"{Sequence}/{Hash.ToString()[..8]}";
}
