using System.Runtime.InteropServices;
using TpWallet.Core.Idempotency;
using TpWallet.Messages;

namespace TpWallet.Core.Snapshots;

/// <summary>What the switch knows besides its tables. 96 bytes, part of the state hash.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct StateHead
{
    public const int Size = 96;

    /// <summary>Position of the last command.</summary>
    [FieldOffset(0)] public ulong Sequence;

    /// <summary>The core's time, milliseconds since 1970-01-01 UTC.</summary>
    [FieldOffset(8)] public long TimeMs;

    [FieldOffset(16)] public ulong HashSeed;

    [FieldOffset(24)] public ColdStartBody ColdStart;

    [FieldOffset(36)] public ClockSource Clock;

    /// <summary>Payments that are not ended, and the ends of the queue of those that are, as slots plus one; 0: none.</summary>
    [FieldOffset(40)] public uint OpenPayments;

    [FieldOffset(44)] public uint OldestEnded;

    [FieldOffset(48)] public uint NewestEnded;

    /// <summary>What was forgotten, and what history holds.</summary>
    [FieldOffset(56)] public IdempotencyWindow Window;

    public static StateHead Of(SwitchState state, ulong sequence) => new()
    {
        Sequence = sequence,
        TimeMs = state.TimeMs,
        HashSeed = state.HashSeed,
        ColdStart = state.ColdStart,
        Clock = state.Clock,
        OpenPayments = state.Payments.Queue.Open,
        OldestEnded = state.Payments.Queue.Oldest,
        NewestEnded = state.Payments.Queue.Newest,
        Window = state.Duplicates.Window,
    };
}
