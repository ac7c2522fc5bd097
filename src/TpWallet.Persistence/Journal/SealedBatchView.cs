using System.Runtime.InteropServices;
using TpWallet.Messages;

namespace TpWallet.Persistence.Journal;

/// <summary>A verified batch in somebody else's memory; valid as long as that memory is.</summary>
public readonly ref struct SealedBatchView
{
    private readonly ReadOnlySpan<byte> _used;

    internal SealedBatchView(scoped in SealedBatchHeader header, ReadOnlySpan<byte> used)
    {
        Header = header;
        _used = used;
    }

    /// <summary>The header.</summary>
    public SealedBatchHeader Header { get; }

    /// <summary>The commands, in order of their sequences.</summary>
    public ReadOnlySpan<Command> Commands => MemoryMarshal.Cast<byte, Command>(_used[SealedBatchHeader.Size..]);

    /// <summary>Computes the hash by which the next batch names this one: SHA-256 of header and commands.</summary>
    public Hash256 ComputeHash() => Hash256.Of(_used);
}
