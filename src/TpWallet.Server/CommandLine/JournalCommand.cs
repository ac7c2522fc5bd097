using System.CommandLine;
using TpWallet.Persistence.Journal;
using TpWallet.Server.Configuration;
using TpWallet.Server.Engine.Recovery;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet journal verify|replay</c>.</summary>
internal static class JournalCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => new("journal", "The write-ahead journal of a switch.") { CreateVerify(), CreateReplay() };

    private static Command CreateVerify()
    {
        var directory = new Argument<string>("DIR")
        {
            Description = "The data folder of a switch that isn't running, or the journal's own folder in it",
        };
        var archive = ArchiveOption("Folder to which released segments were moved: they are verified, too");
        var command = new Command(
            "verify",
            "Read every batch of a journal, check it and the chain of hashes, and say what opening it would say. Alters nothing. Damage ends with 4.")
        {
            directory,
            archive,
        };
        CommandContext.SetAction(command, (context, _) => Task.FromResult(Verify(context, context.Get(directory)!, context.Get(archive))));
        return command;
    }

    private static Command CreateReplay()
    {
        var directory = new Argument<string>("DIR") { Description = "The data folder of a switch that isn't running" };
        var fromBeginning = new Option<bool>("--from-beginning")
        {
            Description = "Use no snapshot: replay the whole journal, and compare the state with every snapshot on the way",
        };
        var archive = ArchiveOption("Folder to which released segments were moved");
        var command = new Command(
            "replay",
            "Recover the state as a start would, from the newest good snapshot and the journal behind it, without serving. Alters nothing. Says the "
            + "state hash, by which two copies are compared, and whether the books balance.")
        {
            directory,
            fromBeginning,
            archive,
        };
        CommandContext.SetAction(command, (context, cancellationToken) => Task.Run(
            () =>
            {
                var lines = new Progress<string>(context.Progress);
                using var state = OfflineRecovery.Run(
                    context.Get(directory)!, context.Get(fromBeginning), context.Get(archive), lines, cancellationToken);
                return RecoveryReport.Write(context, state);
            },
            cancellationToken));
        return command;
    }

    private static Option<string> ArchiveOption(string description) => new("--archive") { Description = description, HelpName = "DIR" };

    private static int Verify(CommandContext context, string directory, string? archive)
    {
        JournalVerification verification;
        try
        {
            if (archive is not null && !Directory.Exists(archive))
            {
                throw new CommandFailure(ExitCodes.Usage, $"there is no folder {archive}");
            }

            var inner = Path.Combine(directory, SwitchConfiguration.JournalFolder);
            verification = JournalVerifier.Verify(Directory.Exists(inner) ? inner : directory, archiveDirectory: archive);
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
