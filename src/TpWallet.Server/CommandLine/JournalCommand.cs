using System.CommandLine;
using TpWallet.Persistence.Journal;
using TpWallet.Server.Configuration;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet journal verify</c>: walks a journal.</summary>
internal static class JournalCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => new("journal", "The write-ahead journal of a switch.") { CreateVerify() };

    private static Command CreateVerify()
    {
        var directory = new Argument<string>("DIR")
        {
            Description = "The data folder of a switch that isn't running, or the journal's own folder in it",
        };
        var command = new Command(
            "verify",
            "Read every batch of a journal, check it and the chain of hashes, and say what opening it would say. Alters nothing. Damage ends with 4.")
        {
            directory,
        };
        CommandContext.SetAction(command, (context, _) => Task.FromResult(Verify(context, context.Get(directory)!)));
        return command;
    }

    private static int Verify(CommandContext context, string directory)
    {
        JournalVerification verification;
        try
        {
            var inner = Path.Combine(directory, SwitchConfiguration.JournalFolder);
            verification = JournalVerifier.Verify(Directory.Exists(inner) ? inner : directory);
        }
        catch (Exception exception) when (exception is JournalException or IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCodes.Usage, exception.Message, exception);
        }

        context.WriteResult(Json(verification), Text(verification));
        return verification.Verdict == JournalVerdict.Damage ? ExitCodes.JournalDamaged : ExitCodes.Success;
    }

    private static string Text(JournalVerification journal) =>
        $"{Choices.Name(journal.Verdict)}: {journal.Batches:N0} batches with {journal.Commands:N0} commands, sequences {journal.FirstSequence} to"
        + $" {journal.LastSequence}{Environment.NewLine}{journal.Detail}";

    private static object Json(JournalVerification journal) => new
    {
        verdict = journal.Verdict,
        journal.Detail,
        journal.Kind,
        journal.JournalId,
        journal.Batches,
        journal.Commands,
        journal.FirstSequence,
        journal.LastSequence,
        lastHash = journal.LastHash.ToString(),
        journal.Bytes,
    };
}
