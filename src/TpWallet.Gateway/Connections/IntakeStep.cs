namespace TpWallet.Gateway.Connections;

/// <summary>What a session's reader needs before it can go on.</summary>
internal enum IntakeNeed
{
    /// <summary>More bytes.</summary>
    Input,

    /// <summary>A look at the session's state: the client is behind, or signs off.</summary>
    Look,

    /// <summary>Room in the ring.</summary>
    Room,

    /// <summary>What history knows of the next request or chain.</summary>
    History,

    /// <summary>Nothing: what came can't be gone on from, and the session ends.</summary>
    End,
}

/// <summary>How far a reader got with what had arrived.</summary>
/// <param name="Consumed">Up to where the bytes have been used.</param>
/// <param name="TookFrames">Whether that is at least one whole frame.</param>
/// <param name="Need">Why it stopped.</param>
internal readonly record struct IntakeStep(SequencePosition Consumed, bool TookFrames, IntakeNeed Need);
