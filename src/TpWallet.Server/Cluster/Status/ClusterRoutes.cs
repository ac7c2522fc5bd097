using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TpWallet.Replication.TakeOver;
using TpWallet.Server.Operations;

namespace TpWallet.Server.Cluster.Status;

/// <summary>What of the operator's socket is about the group.</summary>
internal static class ClusterRoutes
{
    private static readonly (string Path, OperatorAsk Ask)[] Changes =
    [
        ("transfer", OperatorAsk.Transfer), ("remove", OperatorAsk.Remove), ("rejoin", OperatorAsk.Rejoin), ("accept-clock", OperatorAsk.AcceptClock),
    ];

    /// <summary>Adds the routes.</summary>
    /// <param name="application">The socket's.</param>
    /// <param name="cluster">The group; null: the switch belongs to none, and every route says so.</param>
    public static void Map(WebApplication application, ClusterOperations? cluster)
    {
        application.MapGet("/cluster/status", context => AnswerAsync(context, cluster, async operations =>
            await operations.StatusAsync(context.Request.Query.ContainsKey("states"), context.RequestAborted).ConfigureAwait(false)));
        foreach (var (path, ask) in Changes)
        {
            application.MapPost($"/cluster/{path}", context =>
                ChangeAsync(context, cluster, () => new OperatorQuestion(ask, Node: context.Request.Query["node"])));
        }

        application.MapPost("/cluster/min-in-sync", context =>
            ChangeAsync(context, cluster, () => new OperatorQuestion(OperatorAsk.MinInSync, Count: CountOf(context))));
        application.MapPost("/cluster/force-primary", context => AnswerAsync(context, cluster, async operations =>
            new { done = await ForceAsync(context, operations).ConfigureAwait(false) }));
    }

    private static Task ChangeAsync(HttpContext context, ClusterOperations? cluster, Func<OperatorQuestion> read) => AnswerAsync(
        context, cluster, async operations => new { done = await operations.ChangeAsync(read(), context.RequestAborted).ConfigureAwait(false) });

    private static Task<string> ForceAsync(HttpContext context, ClusterOperations operations)
    {
        var mode = context.Request.Query.ContainsKey("all_switched_off") ? ForceMode.AllSwitchedOff : ForceMode.NeedsPromise;
        return operations.ForceAsync(mode, CountOf(context), context.RequestAborted);
    }

    private static int CountOf(HttpContext context) =>
        int.TryParse(context.Request.Query["min_in_sync"], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count : throw new OperationFailedException("min_in_sync must be a number");

    private static async Task AnswerAsync(HttpContext context, ClusterOperations? cluster, Func<ClusterOperations, Task<object>> operation)
    {
        try
        {
            var result = cluster is null
                ? throw new OperationFailedException("this switch belongs to no group")
                : await operation(cluster).ConfigureAwait(false);
            await OperatorSocket.WriteLineAsync(context, new { result }).ConfigureAwait(false);
        }
        catch (OperationFailedException failure)
        {
            await OperatorSocket.WriteLineAsync(context, new { error = failure.Message }).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            await OperatorSocket.WriteLineAsync(context, new { error = "this member is stopping" }).ConfigureAwait(false);
        }
    }
}
