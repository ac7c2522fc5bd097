using System.CommandLine;
using TpWallet.Replication.Views;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Configuration;
using TpWallet.Server.Engine.Group;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.Cluster;

/// <summary>
/// <c>tpwallet cluster seen|repair-view</c>: mends a view store that was lost or restored from a backup, while all members are stopped.
/// </summary>
internal static class ClusterRepairCommand
{
    private const string RepairDescription =
        """
        Write the view anew after its store was lost, or restored from a backup, while all members are stopped.

        Each MEMBER is the configuration file of a stopped member on this host, or a file that 'tpwallet cluster seen --json' wrote on another
        one. All members must be given: the one left out may have seen more. The new view is above everything that any of them has seen, with
        the in-sync set of the newest view known. Without --write it is only shown. Then start the members.
        """;

    /// <summary><c>seen</c>.</summary>
    public static Command CreateSeen()
    {
        var options = new SwitchOptions();
        var command = new Command(
            "seen",
            "What a stopped member remembers of its group: the newest view and epoch. With --json, for repair-view on another host. The member's "
            + "configuration is given with --config; its data folder is opened as a start would.");
        options.AddFileTo(command);
        CommandContext.SetAction(command, async (context, cancellationToken) =>
        {
            var configuration = options.Read(context);
            var seen = await Task.Run(() => SeenByMember.Read(configuration, new ProgressLines(context), cancellationToken),
                cancellationToken)
                .ConfigureAwait(false);
            context.WriteResult(seen, Text(seen));
            return ExitCodes.Success;
        });
        return command;
    }

    /// <summary><c>repair-view</c>.</summary>
    public static Command CreateRepair()
    {
        var options = new SwitchOptions();
        var members = new Argument<string[]>("MEMBER")
        {
            Description = "Configuration file of a stopped member, or what it has seen",
            Arity = ArgumentArity.OneOrMore,
        };
        var without = new Option<string[]>("--without")
        {
            Description = "A member that is lost for good; if it was the only one to have seen the newest view, answered payments may be lost",
            HelpName = "NODE",
        };
        var write = new Option<bool>("--write") { Description = "Write the view; all members are stopped" };
        var command = new Command("repair-view", RepairDescription) { members, without, write };
        options.AddFileTo(command);
        CommandContext.SetAction(command, async (context, cancellationToken) =>
        {
            var configuration = options.Read(context);
            var group = configuration.Group ?? throw new CommandFailure(ExitCodes.Usage,
                "the configuration has no group: name a member's with --config");
            var lines = new ProgressLines(context);
            var seen = await Task.Run(() => context.Get(members)!.Select(member => Seen(member, lines, cancellationToken)).ToArray(),
                cancellationToken)
                .ConfigureAwait(false);
            RequireAll(group, seen, context.Get(without) ?? []);
            foreach (var member in seen)
            {
                context.Progress(Text(member));
            }

            await RepairAsync(context, group, seen, context.Get(write), cancellationToken).ConfigureAwait(false);
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task RepairAsync(CommandContext context, GroupConfiguration group, SeenByMember[] seen, bool write,
        CancellationToken cancellationToken)
    {
        try
        {
            using var store = await GroupSeams.OpenStoreAsync(group, cancellationToken).ConfigureAwait(false);
            var stored = await store.ReadAsync(cancellationToken).ConfigureAwait(false);
            var proposed = ViewRepair.Propose([.. seen.Select(static member => member.ToStatus())], stored?.View);
            if (!write)
            {
                context.WriteResult(new { written = false, view = proposed.ToString() }, $"would write: {proposed}; say --write to do it");
                return;
            }

            var answer = await store.SwapAsync(stored, proposed, cancellationToken).ConfigureAwait(false);
            if (answer.Outcome != SwapOutcome.Succeeded)
            {
                throw new CommandFailure(ExitCodes.OutcomeUnknown,
                    $"the view store did not take it ({answer.Outcome}: {answer.Reason ?? "it changed meanwhile"}): "
                    + "make sure that all members are stopped, and run this again");
            }

            context.WriteResult(new { written = true, view = proposed.ToString() }, $"written: {proposed}; start the members");
        }
        catch (ArgumentException exception)
        {
            throw new CommandFailure(ExitCodes.CheckFailed, exception.Message, exception);
        }
        catch (ViewStoreException exception)
        {
            throw new CommandFailure(ExitCodes.CannotConnect, $"the view store can't be read: {exception.Message}", exception);
        }
    }

    private static SeenByMember Seen(string member, IProgress<string> lines, CancellationToken cancellationToken)
    {
        try
        {
            var configuration = SwitchConfigurationFile.Load(member);
            SwitchConfigurationCheck.Check(configuration);
            return SeenByMember.Read(configuration, lines, cancellationToken);
        }
        catch (ConfigurationException)
        {
            return SeenByMember.Load(member); // not a configuration: then what a member has seen, or a precise error
        }
    }

    private static void RequireAll(GroupConfiguration group, SeenByMember[] seen, string[] without)
    {
        if (seen.FirstOrDefault(member => member.Group != group.Name || !group.Members.ContainsKey(member.Node)) is { } stranger)
        {
            throw new CommandFailure(ExitCodes.Usage, $"{stranger.Node} of group '{stranger.Group}' is no member of group '{group.Name}'");
        }

        if (seen.GroupBy(static member => member.Node).FirstOrDefault(static same => same.Count() > 1) is { } twice)
        {
            throw new CommandFailure(ExitCodes.Usage, $"{twice.Key} is given twice");
        }

        var missing = group.Members.Keys.Except(seen.Select(static member => member.Node)).Except(without).Order(StringComparer.Ordinal).ToArray();
        if (missing.Length > 0)
        {
            throw new CommandFailure(ExitCodes.Usage, string.Join(", ", missing)
                + " missing: what a member left out has seen may be newer. Give its configuration "
                + "or what it has seen, or, if it is lost for good, say --without NODE");
        }
    }

    private static string Text(SeenByMember seen) =>
        $"{seen.Node}: accepted epoch {seen.AcceptedEpoch}, log through {seen.Tail}, known committed through {seen.Committed}; "
        + (seen.ToStatus().View is { } view ? $"newest view: {view}" : "has seen no view");
}
