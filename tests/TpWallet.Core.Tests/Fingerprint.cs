using System.Security.Cryptography;
using TpWallet.Core.Memory;

namespace TpWallet.Core.Tests;

/// <summary>
/// What a core knows but for request ids, sequence and time: what a refused command must leave as it was.
/// </summary>
internal static class Fingerprint
{
    public static string Of(SwitchCore core)
    {
        var state = core.State!;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, state.Participants);
        Append(hash, state.Accounts);
        Append(hash, state.Instruments);
        Append(hash, state.Payments.Table);
        Append(hash, state.TierLimits);
        Append(hash, state.Fees);
        Append(hash, state.Positions);
        hash.AppendData(BitConverter.GetBytes(state.Payments.EarliestDeadlineMs));
        hash.AppendData(System.Text.Encoding.ASCII.GetBytes($"{state.Payments.Queue}"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append<TKey, TRecord>(IncrementalHash hash, KeyedTable<TKey, TRecord> table)
        where TKey : struct, IEquatable<TKey>
        where TRecord : unmanaged, IKeyed<TKey>
    {
        hash.AppendData(BitConverter.GetBytes(table.HighWater));
        hash.AppendData(table.Bytes(0, table.HighWater));
    }
}
