namespace TpWallet.Core.Memory;

/// <summary>A record that is found by a key which it contains.</summary>
internal interface IKeyed<TKey> where TKey : struct, IEquatable<TKey>
{
    /// <summary>The key within the record.</summary>
    TKey Key { get; set; }

    /// <summary>A hash of the key under a secret seed; all 64 bits well mixed.</summary>
    static abstract ulong Hash(in TKey key, ulong seed);
}
