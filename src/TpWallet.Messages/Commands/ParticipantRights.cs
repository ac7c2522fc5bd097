namespace TpWallet.Messages;

/// <summary>What a participant may do beyond what every participant may.</summary>
[Flags]
public enum ParticipantRights : uint
{
    /// <summary>Nothing more.</summary>
    None = 0,

    /// <summary>Refunds that name no original.</summary>
    UnlinkedRefunds = 1,
}
