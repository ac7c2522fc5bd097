using System.Runtime.InteropServices;
using System.Security.Cryptography;
using TpWallet.Core.Memory;

namespace TpWallet.Core;

/// <summary>The hash by which replicas compare what they know.</summary>
internal static class StateHash
{
    private const uint RecordsPerPiece = 1 << 16;

    public static string Of(SwitchState? state, ulong lastSequence)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AppendValue(hash, lastSequence);
        if (state is not null)
        {
            AppendValue(hash, state.TimeMs);
            AppendValue(hash, state.Clock);
            AppendTable(hash, state.Participants);
            AppendTable(hash, state.Accounts);
            AppendTable(hash, state.Instruments);
            AppendTable(hash, state.Payments.Table);
            AppendValue(hash, state.Payments.Queue);
            AppendTable(hash, state.Duplicates);
            AppendTable(hash, state.TierLimits);
            AppendTable(hash, state.Fees);
            AppendTable(hash, state.Positions);
            AppendValue(hash, state.ColdStart);
            hash.AppendData(MemoryMarshal.AsBytes(state.CaptureTolerances.BasisPoints));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void AppendTable<TKey, TRecord>(IncrementalHash hash, KeyedTable<TKey, TRecord> table)
        where TKey : struct, IEquatable<TKey>
        where TRecord : unmanaged, IKeyed<TKey>
    {
        AppendValue(hash, table.HighWater);
        for (uint first = 0; first < table.HighWater; first += RecordsPerPiece)
        {
            hash.AppendData(table.Bytes(first, Math.Min(RecordsPerPiece, table.HighWater - first)));
        }
    }

    private static void AppendValue<T>(IncrementalHash hash, T value) where T : unmanaged =>
        hash.AppendData(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));
}
