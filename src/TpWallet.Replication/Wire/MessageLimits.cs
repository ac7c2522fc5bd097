namespace TpWallet.Replication.Wire;

/// <summary>Limits of what travels between members.</summary>
public static class MessageLimits
{
    /// <summary>Most members of a group.</summary>
    public const int MembersMax = 15;

    /// <summary>Most positions that one join request names.</summary>
    public const int JoinSamplesMax = 32;

    /// <summary>Longest message, bytes.</summary>
    public const int LengthMax = MessageHeader.Size + Persistence.Journal.SealedBatch.MaxLength;
}
