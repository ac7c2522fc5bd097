using TpWallet.Core;
using TpWallet.Persistence.Journal;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Engine;

namespace TpWallet.Server.Demo;

/// <summary>Applies a whole journal to a fresh core and sums up all accounts.</summary>
internal static class BooksAudit
{
    /// <summary>Whether debits equal credits, pending and posted, in every currency, and no account is below its floor.</summary>
    /// <param name="data">Data folder of a switch that isn't running.</param>
    /// <param name="cancellationToken">Stops the walk.</param>
    /// <exception cref="CommandFailure">The journal is damaged, or can't be read.</exception>
    public static bool Balance(string data, CancellationToken cancellationToken)
    {
        using var core = new SwitchCore();
        try
        {
            var verification = JournalVerifier.Verify(Path.Combine(data, "journal"), new CoreReplay(core, cancellationToken));
            return verification.Verdict == JournalVerdict.Clean
                ? core.Audit().Passed
                : throw new CommandFailure(ExitCodes.JournalDamaged, verification.Detail);
        }
        catch (JournalException exception)
        {
            throw new CommandFailure(ExitCodes.JournalDamaged, exception.Message, exception);
        }
    }
}
