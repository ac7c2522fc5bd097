using TpWallet.Protocol.Binary;

namespace TpWallet.Gateway.Binary;

/// <summary>What a session's reader needs before it can go on.</summary>
internal enum IntakeNeed
{
    /// <summary>More bytes.</summary>
    Input,

    /// <summary>A look at the session's state: the client is behind, or signed off.</summary>
    Look,

    /// <summary>Room in the ring.</summary>
    Room,

    /// <summary>What history knows of the next request or chain.</summary>
    History,
}

/// <summary>How far a reader got with what had arrived.</summary>
/// <param name="Consumed">Up to where the bytes have been used.</param>
/// <param name="TookFrames">Whether that is at least one whole frame.</param>
/// <param name="Need">Why it stopped.</param>
/// <param name="Fault">What is wrong with the next frame, if anything.</param>
internal readonly record struct IntakeStep(SequencePosition Consumed, bool TookFrames, IntakeNeed Need, ProtocolFault Fault);
