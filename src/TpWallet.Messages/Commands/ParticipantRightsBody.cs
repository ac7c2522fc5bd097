using System.Runtime.InteropServices;

namespace TpWallet.Messages;

/// <summary>Body of a change of a participant's rights.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
public struct ParticipantRightsBody
{
    /// <summary>What it may do.</summary>
    public ParticipantRights Rights;
}
