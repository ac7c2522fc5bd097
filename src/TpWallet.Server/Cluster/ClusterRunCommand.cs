using TpWallet.Replication.Views;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Configuration;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.Cluster;

/// <summary><c>tpwallet cluster run</c>: a whole group on this host, until Ctrl-C.</summary>
internal static class ClusterRunCommand
{
    private const string Description =
        """
        Run a group of replicas on this host, each member in a process of its own, until Ctrl-C.

        Writes a configuration file for each member and the group's key into the folder, starts the members, waits until all are in sync,
            and shows where
        they are and what to try. Stopped and started again on the same folder the group goes on where it was.
        """;

    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(60);

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var options = new ClusterOptions();
        var command = new Command("run", Description);
        options.AddTo(command);
        CommandContext.SetAction(command, async (context, cancellationToken) =>
        {
            using var folder = options.Open(context);
            await RunAsync(context, folder.Plan, cancellationToken).ConfigureAwait(false);
            return ExitCodes.Success;
        });
        return command;
    }

    /// <summary>Starts a group and waits until every member is in sync.</summary>
    public static async Task<(ClusterHost Host, View View)> StartAsync(CommandContext context, ClusterPlan plan, CancellationToken cancellationToken)
    {
        ClusterFolder.Prepare(plan);
        context.Progress($"starting {plan.Nodes} members in {Path.GetFullPath(plan.Folder)}");
        var host = await ClusterHost.StartAsync(plan, cancellationToken).ConfigureAwait(false);
        try
        {
            context.Progress("waiting until all of them are in sync");
            var view = await host.UntilAsync(
                view => view.InSync.Length == plan.Nodes, $"a group with {plan.Nodes} members in sync", ReadyTimeout, cancellationToken)
                .ConfigureAwait(false);
            return (host, view);
        }
        catch
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task RunAsync(CommandContext context, ClusterPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Durability == GroupDurability.QuorumMemory)
        {
            context.Warn("QUORUM-MEMORY: a payment is answered when every in-sync member has it in memory; if all lose power at once it is lost");
        }

        var (host, view) = await StartAsync(context, plan, cancellationToken).ConfigureAwait(false);
        await using (host.ConfigureAwait(false))
        {
            Show(context, host, view);
            var ended = Enumerable.Range(1, plan.Nodes).Select(number => host.ProcessOf(number)?.Ended ?? Task.CompletedTask);
            await Task.WhenAny([.. ended, Task.Delay(Timeout.Infinite, cancellationToken)]).ConfigureAwait(false);
            if (!cancellationToken.IsCancellationRequested)
            {
                context.Warn("a member has stopped by itself; the group goes on as long as enough are left. Ctrl-C stops the others");
                await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            context.Progress("stopping");
        }
    }

    private static void Show(CommandContext context, ClusterHost host, View view)
    {
        var plan = host.Plan;
        var target = string.Join(',', Enumerable.Range(1, plan.Nodes).Select(plan.ClientsOf));
        var members = Enumerable.Range(1, plan.Nodes).Select(number => new
        {
            node = ClusterPlan.NameOf(number),
            role = view.Primary.Number == number ? "primary" : "standby",
            inSync = view.InSync.Any(replica => replica.Node.Number == number),
            clients = plan.ClientsOf(number),
            http = $"http://127.0.0.1:{plan.RestPortOf(number)}",
            data = plan.DataOf(number),
            processId = host.ProcessOf(number)?.ProcessId,
        }).ToArray();
        if (context.Json)
        {
            context.WriteJson(new { @event = "ready", view.Epoch, durability = plan.Durability, target, members });
            return;
        }

        context.Out.WriteLine($"epoch {view.Epoch}, {Choices.Name(plan.Durability)}, {plan.Nodes} members:");
        foreach (var member in members)
        {
            context.Out.WriteLine($"  {member.node}  {member.role,-8} {(member.inSync ? "in sync" : "joining"),-8} {member.clients}  {member.http}  "
                + $"process {member.processId}  {member.data}");
        }

        context.Out.WriteLine(
            $"""

            try, in another terminal:
              tpwallet cluster status {plan.DataOf(1)}
              tpwallet cluster watch {plan.DataOf(1)}
              tpwallet cluster transfer {plan.DataOf(1)} --to node-2
              tpwallet bench --target {target} --connections 8 --window 256 --seconds 20
              kill -9 {host.ProcessOf(view.Primary.Number)?.ProcessId}     (the primary; another member takes over)
              tpwallet serve --config {plan.FileOf(view.Primary.Number)}     (brings it back)

            Ctrl-C stops the group.
            """);
        context.Out.Flush();
    }
}
