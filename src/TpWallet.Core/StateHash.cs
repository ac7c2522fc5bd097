using System.Runtime.InteropServices;
using System.Security.Cryptography;
using TpWallet.Core.Snapshots;

namespace TpWallet.Core;

/// <summary>
/// The hash by which replicas compare what they know: of the head, of the capture tolerances, then of each table its count and its records.
/// Computed at once here, and piece by piece while an image is written or read.
/// </summary>
internal static class StateHash
{
    public static IncrementalHash Begin() => IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public static string Of(SwitchState? state, ulong lastSequence)
    {
        using var hash = Begin();
        if (state is null)
        {
            AppendValue(hash, lastSequence);
            return End(hash);
        }

        AppendHead(hash, StateHead.Of(state, lastSequence), state.CaptureTolerances.BasisPoints);
        foreach (var table in StateTable.AllOf(state))
        {
            AppendCount(hash, table.Records.HighWater);
            table.Records.AppendTo(hash, table.First);
        }

        return End(hash);
    }

    public static void AppendHead(IncrementalHash hash, in StateHead head, ReadOnlySpan<ushort> captureTolerances)
    {
        AppendValue(hash, head);
        hash.AppendData(MemoryMarshal.AsBytes(captureTolerances));
    }

    public static void AppendCount(IncrementalHash hash, uint count) => AppendValue(hash, count);

    public static string End(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset());

    private static void AppendValue<T>(IncrementalHash hash, in T value) where T : unmanaged =>
        hash.AppendData(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));
}
