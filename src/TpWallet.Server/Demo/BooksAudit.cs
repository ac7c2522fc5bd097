using TpWallet.Persistence.Journal;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Engine.Recovery;

namespace TpWallet.Server.Demo;

/// <summary>Recovers the state from snapshot and journal and sums up all accounts.</summary>
internal static class BooksAudit
{
    /// <summary>Whether debits equal credits, pending and posted, in every currency, and no account is below its floor.</summary>
    /// <inheritdoc cref="Read"/>
    public static bool Balance(string data, CancellationToken cancellationToken) => Read(data, cancellationToken).Balance;

    /// <summary>Where the journal ends, the state there, and whether its books balance.</summary>
    /// <param name="data">Data folder of a switch that isn't running.</param>
    /// <param name="cancellationToken">Stops the walk.</param>
    /// <exception cref="CommandFailure">The journal is damaged, or can't be read.</exception>
    public static JournalBooks Read(string data, CancellationToken cancellationToken)
    {
        try
        {
            using var state = OfflineRecovery.Run(data, fromBeginning: false, archive: null, new Progress<string>(), cancellationToken);
            return new JournalBooks(state.End, state.Core.StateHash(), state.Core.Audit().Passed);
        }
        catch (Exception exception) when (exception is JournalException or StateMismatchException)
        {
            throw new CommandFailure(ExitCodes.JournalDamaged, exception.Message, exception);
        }
    }
}
