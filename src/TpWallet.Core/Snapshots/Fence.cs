using System.Runtime.CompilerServices;

#pragma warning disable RS0030 // The one place where the core knows of a second thread: the reader of a cut, which changes nothing.

namespace TpWallet.Core.Snapshots;

/// <summary>What the core's thread and the reader of a cut need to agree on the order of their memory accesses.</summary>
internal static class Fence
{
    /// <summary>What was written before is seen by whoever sees what is written after.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void BetweenWrites() => Volatile.WriteBarrier();

    /// <summary>What is read after is at least as new as what was read before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void BetweenReads() => Volatile.ReadBarrier();

    /// <summary>Counts one holder out.</summary>
    /// <returns>How many are left; what each of the others did before it left is seen by the last.</returns>
    public static int Leave(ref int holders) => Interlocked.Decrement(ref holders);
}
