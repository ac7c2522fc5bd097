namespace TpWallet.Server.Operations;

/// <summary>What an operator on the switch's own machine can have it do while it serves.</summary>
internal interface IOperations
{
    /// <summary>How the switch is doing, as an object for JSON.</summary>
    object Status();

    /// <summary>The latest late, unmatched and malformed ISO 8583 messages, masked, as objects for JSON.</summary>
    IReadOnlyList<object> IsoIncidents();

    /// <summary>Takes a snapshot now.</summary>
    /// <returns>What was made, as an object for JSON.</returns>
    /// <exception cref="OperationFailedException">It could not be made; nothing else is harmed.</exception>
    Task<object> TakeSnapshotAsync(IProgress<OperationProgress> progress, CancellationToken cancellationToken);

    /// <summary>Copies everything that is needed to restore the switch into an empty or new folder.</summary>
    /// <returns>What was copied, as an object for JSON.</returns>
    /// <exception cref="OperationFailedException">It could not be done; what was copied is not complete.</exception>
    Task<object> BackUpAsync(string directory, IProgress<OperationProgress> progress, CancellationToken cancellationToken);
}
