namespace TpWallet.Gateway.Rest.Keys;

/// <summary>One key as it is kept: what it may do, and a salted hash by which it is recognised. The key itself is nowhere.</summary>
public sealed record ApiKey
{
    /// <summary>Its name, part of the key itself: ten lower-case hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>What its holder may do.</summary>
    public required ApiKeyRole Role { get; init; }

    /// <summary>The participant for which it speaks; 0: none, of an operator, or of a read-only key that sees everything.</summary>
    public required uint Participant { get; init; }

    /// <summary>What it was made for, for people; may be empty.</summary>
    public string Label { get; init; } = "";

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it ceased to be valid; null: it is valid.</summary>
    public DateTimeOffset? Revoked { get; init; }

    /// <summary>16 random bytes that go into the hash, hexadecimal.</summary>
    public required string Salt { get; init; }

    /// <summary>SHA-256 of salt and secret, hexadecimal.</summary>
    public required string Hash { get; init; }

    /// <summary>Whose messages it may see: those of this participant, or everybody's when 0.</summary>
    internal uint Scope => Role == ApiKeyRole.Operator ? 0 : Participant;
}
