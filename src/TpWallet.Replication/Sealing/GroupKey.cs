namespace TpWallet.Replication.Sealing;

/// <summary>A secret that all members of a group share, under a number. Its text form names the number alone.</summary>
public sealed class GroupKey
{
    /// <summary>Length of the secret, bytes.</summary>
    public const int Length = 32;

    private readonly byte[] _secret;

    /// <summary>Takes a copy of the secret.</summary>
    /// <param name="id">Its number, 1 or more.</param>
    /// <param name="secret">32 bytes.</param>
    /// <exception cref="ArgumentException">The number is 0 or the secret has another length.</exception>
    public GroupKey(uint id, ReadOnlySpan<byte> secret)
    {
        ArgumentOutOfRangeException.ThrowIfZero(id);
        if (secret.Length != Length)
        {
            throw new ArgumentException($"A group key has {Length} bytes, not {secret.Length}.", nameof(secret));
        }

        Id = id;
        _secret = secret.ToArray();
    }

    /// <summary>The number.</summary>
    public uint Id { get; }

    internal ReadOnlySpan<byte> Secret => _secret;

    /// <inheritdoc/>
    public override string ToString() => $"group key {Id}";
}
