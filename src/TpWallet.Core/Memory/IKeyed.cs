namespace TpWallet.Core.Memory;

/// <summary>A record that is found by a key which it contains.</summary>
internal interface IKeyed<TKey> where TKey : struct
{
    /// <summary>Whether this record is the key's.</summary>
    bool HasKey(in TKey key);

    /// <summary>Writes the key into a fresh record.</summary>
    void SetKey(in TKey key);

    /// <summary>A hash of the key under a secret seed; all 64 bits well mixed.</summary>
    static abstract ulong Hash(in TKey key, ulong seed);
}
