using System.Runtime.InteropServices;

namespace TpWallet.Aeron.Logs;

/// <summary>A number on cache lines of its own, written by one thread and read by another.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct PaddedLong
{
    [FieldOffset(64)]
    private long _value;

    /// <summary>Reads with acquire, writes with release semantics.</summary>
    public long Value
    {
        readonly get => Volatile.Read(in _value);
        set => Volatile.Write(ref _value, value);
    }
}
