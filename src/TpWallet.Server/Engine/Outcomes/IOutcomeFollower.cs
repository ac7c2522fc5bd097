namespace TpWallet.Server.Engine.Outcomes;

/// <summary>Follows the event log. Called by the thread that writes it, in order.</summary>
internal interface IOutcomeFollower
{
    /// <summary>Before anything else.</summary>
    void OnStart();

    /// <summary>A block was appended; it isn't durable yet.</summary>
    /// <param name="block">The block, valid during the call.</param>
    /// <param name="address">Where it begins in the event log.</param>
    void OnAppended(ReadOnlySpan<byte> block, long address);

    /// <summary>The event log is durable through a sequence.</summary>
    void OnCommitted(ulong sequence);

    /// <summary>A little work has been done, or a second has passed without any: time for what is done now and then.</summary>
    void OnPause();

    /// <summary>Everything is durable, and nothing follows.</summary>
    void OnEnd();
}
