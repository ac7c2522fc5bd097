using System.Text.Json;
using TpWallet.Core.Snapshots;
using TpWallet.Persistence.Snapshots;
using TpWallet.Replication;
using TpWallet.Replication.Operators;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Engine.Group;

namespace TpWallet.Server.Cluster.Status;

/// <summary>Answers operators' questions to one member, whether they come from its own machine or through another member.</summary>
/// <param name="group">The member's part in its group.</param>
/// <param name="facts">What the switch around it knows.</param>
/// <param name="hash">Takes the hash of the state at the first end of a batch at or behind a sequence.</param>
/// <param name="clock">The member's clock.</param>
internal sealed class MemberDesk(
    GroupSequencer group, Func<MemberReport, MemberReport> facts, Func<ulong, CancellationToken, Task<(ulong Sequence, string Hash)>> hash,
        TimeProvider clock)
{
    /// <summary>How long a hash of the state may take; a large state is read at some GiB a second.</summary>
    public static readonly TimeSpan HashTimeout = TimeSpan.FromSeconds(20);

    private const ulong LogLookBackMax = 200_000;

    /// <summary>Answers a question in bytes; never throws for what was asked.</summary>
    public async Task<byte[]> AnswerAsync(ReadOnlyMemory<byte> bytes)
    {
        OperatorAnswer answer;
        try
        {
            var question = JsonSerializer.Deserialize<OperatorQuestion>(bytes.Span, CommandContext.JsonOptions);
            answer = question is null ? Error("the question is empty") : await AnswerAsync(question, CancellationToken.None).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            answer = Error("the question is not understood: do all members run the same version?");
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(answer, CommandContext.JsonOptions);
        return json.Length <= OperatorMessage.BodyMax ? json
            : JsonSerializer.SerializeToUtf8Bytes(Error("the answer is too long"), CommandContext.JsonOptions);
    }

    /// <summary>Answers a question; what can't be done is an <see cref="OperatorAnswer.Error"/>.</summary>
    public async Task<OperatorAnswer> AnswerAsync(OperatorQuestion question, CancellationToken cancellationToken)
    {
        try
        {
            return question.Ask switch
            {
                OperatorAsk.Status => new OperatorAnswer { Report = await ReportAsync(cancellationToken).ConfigureAwait(false) },
                OperatorAsk.LogHash => await LogHashAsync(question.Sequence, cancellationToken).ConfigureAwait(false),
                OperatorAsk.StateHash => await StateHashAsync(question.Sequence, cancellationToken).ConfigureAwait(false),
                OperatorAsk.Transfer => await WithNodeAsync(question, TransferAsync, cancellationToken).ConfigureAwait(false),
                OperatorAsk.Remove => await WithNodeAsync(question, RemoveAsync, cancellationToken).ConfigureAwait(false),
                OperatorAsk.Rejoin => await WithNodeAsync(question, RejoinAsync, cancellationToken).ConfigureAwait(false),
                OperatorAsk.MinInSync => await SetMinInSyncAsync(question.Count, cancellationToken).ConfigureAwait(false),
                OperatorAsk.AcceptClock => await AcceptClockAsync(cancellationToken).ConfigureAwait(false),
                _ => Error($"{group.Self} does not know the question: do all members run the same version?"),
            };
        }
        catch (OperationCanceledException)
        {
            return Error($"{group.Self} is stopping, or it took too long");
        }
    }

    private Task<MemberReport> ReportAsync(CancellationToken cancellationToken) => group.Agent.AskAsync(Report, cancellationToken);

    private MemberReport Report(Replica replica)
    {
        var status = replica.Status;
        var leadership = replica.Leadership;
        var taken = group.Agent.LastTakeOver;
        return facts(new MemberReport
        {
            Node = group.Self.ToString(),
            Role = status.Role,
            Serving = group.Agent.IsOpen,
            Epoch = status.AcceptedEpoch,
            Primary = status.Primary.IsNone ? null : status.Primary.ToString(),
            JournalId = status.JournalId,
            Tail = status.Tail.Sequence,
            Committed = status.Committed.Sequence,
            Joined = status.IsJoined,
            Stuck = status.IsStuck,
            HandingOver = leadership is { IsHandingOver: true },
            ClockHeld = leadership is { IsClockHeld: true },
            Standbys = [.. (leadership?.Standbys ?? []).Select(static one =>
                new StandbyReport(one.Node.ToString(), one.IsJoined, one.Acknowledged, one.SilentMs))],
            View = status.View is { } view ? ViewReport.Of(view) : null,
            ViewAgeMs = replica.ViewSilenceMs,
            ViewFailure = group.Agent.ViewStoreFailure,
            LastTakeOver = taken is null ? null : new TakeOverReport(taken.Epoch, taken.At, (long)taken.WithoutPrimary.TotalMilliseconds),
            Durability = group.Durability,
            ConfiguredMinInSync = group.ConfiguredMinInSync,
            Now = clock.GetUtcNow(),
        });
    }

    private Task<OperatorAnswer> LogHashAsync(ulong sequence, CancellationToken cancellationToken) => group.Agent.AskAsync(
        replica =>
        {
            // Further back it would have to be read from the file, on the thread that payments wait for.
            var committed = replica.Status.Committed.Sequence;
            return sequence <= committed && committed - sequence <= LogLookBackMax && group.TryFindBoundary(sequence, out var found)
                ? new OperatorAnswer { Hash = new HashAt(found.Sequence, found.Hash.ToString()) }
                : Error("not at hand");
        },
        cancellationToken);

    private async Task<OperatorAnswer> StateHashAsync(ulong sequence, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(HashTimeout);
        try
        {
            var (at, state) = await hash(sequence, limit.Token).ConfigureAwait(false);
            return new OperatorAnswer { Hash = new HashAt(at, state) };
        }
        catch (Exception exception) when (exception is SnapshotException or StateCutAbandonedException)
        {
            return Error(exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Error($"sequence {sequence} was not reached, or the state not read, within {HashTimeout.TotalSeconds:0} s");
        }
    }

    private static Task<OperatorAnswer> WithNodeAsync(OperatorQuestion question, Func<NodeId, CancellationToken, Task<OperatorAnswer>> change,
        CancellationToken cancellationToken) => NodeId.TryParse(question.Node, out var node)
        ? change(node, cancellationToken)
        : Task.FromResult(Error($"'{question.Node}' is no member's name, such as node-2"));

    private async Task<OperatorAnswer> TransferAsync(NodeId target, CancellationToken cancellationToken)
    {
        if (target == group.Self)
        {
            return new OperatorAnswer { Done = $"{target} is primary already" };
        }

        return await group.HandOverAsync(target, cancellationToken).ConfigureAwait(false)
            ? new OperatorAnswer { Done = $"{group.Self} has handed over to {target}" }
            : Error($"{group.Self} could not hand over to {target}: it is not in sync, not answering, or another hand-over is under way; "
                + $"{group.Self} goes on");
    }

    private Task<OperatorAnswer> RemoveAsync(NodeId node, CancellationToken cancellationToken) => MaintainAsync(
        replica => replica.TryRemove(node),
        view => view is not null && view.Removed.Contains(node),
        $"{node} is out: nobody waits for it, and it does not take over, until it rejoins",
        node,
        cancellationToken);

    private Task<OperatorAnswer> RejoinAsync(NodeId node, CancellationToken cancellationToken) => MaintainAsync(
        replica => replica.TryRejoin(node),
        view => view is not null && !view.Removed.Contains(node),
        $"{node} may come in again, as soon as it has caught up",
        node,
        cancellationToken);

    private Task<OperatorAnswer> SetMinInSyncAsync(int count, CancellationToken cancellationToken) => count < 1
        ? Task.FromResult(Error("min_in_sync is 1 or more"))
        : MaintainAsync(
            replica => replica.TrySetMinInSync(count),
            view => view?.MinInSync == count,
            $"min_in_sync is {count}",
            group.Self,
            cancellationToken);

    private async Task<OperatorAnswer> MaintainAsync(Func<Replica, MaintenanceResult> begin, Func<Replication.Views.View?, bool> isDone, string done,
        NodeId node, CancellationToken cancellationToken)
    {
        var result = await group.Agent.AskAsync(begin, cancellationToken).ConfigureAwait(false);
        return result switch
        {
            MaintenanceResult.Begun => await group.ViewShowsAsync(isDone).ConfigureAwait(false)
                ? new OperatorAnswer { Done = done } : Error("the view could not be changed in time: look at the status, and ask again"),
            MaintenanceResult.AlreadyDone => new OperatorAnswer { Done = $"{done}; so it was already" },
            MaintenanceResult.NotPrimary => Error($"{group.Self} is not primary any more: ask again"),
            MaintenanceResult.Busy => Error("another change of the in-sync set is under way: ask again in a moment"),
            MaintenanceResult.UnknownMember => Error($"the group has no {node}"),
            MaintenanceResult.IsPrimary => Error($"{node} is primary: hand over first, with tpwallet cluster transfer"),
            MaintenanceResult.TooFewInSync =>
                Error("fewer than min_in_sync would be in sync, and payments would stop: bring another member into sync first"),
        };
    }

    private async Task<OperatorAnswer> AcceptClockAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var isPrimary = await group.Agent.AskAsync(
            replica =>
            {
                replica.AcceptClock(now.ToUnixTimeMilliseconds());
                return replica.Role == ReplicaRole.Primary;
            },
            cancellationToken).ConfigureAwait(false);
        return isPrimary ? new OperatorAnswer { Done = $"{group.Self} goes on with its clock at {now:u}" }
            : Error($"{group.Self} is not primary any more");
    }

    private static OperatorAnswer Error(string text) => new() { Error = text };
}
