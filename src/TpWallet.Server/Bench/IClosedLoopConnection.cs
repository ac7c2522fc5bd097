namespace TpWallet.Server.Bench;

/// <summary>A connection that keeps itself busy: it sends the next request when an earlier one is answered.</summary>
internal interface IClosedLoopConnection : IDisposable
{
    /// <summary>What was measured.</summary>
    LoadCounts Counts { get; }

    /// <summary>Sends until the end of the schedule, and waits for the last answers.</summary>
    /// <exception cref="LoadException">The connection broke.</exception>
    Task RunAsync(Schedule schedule, CancellationToken cancellationToken);
}
