using System.Text.Json;
using TpWallet.Replication;
using TpWallet.Replication.TakeOver;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Configuration;
using TpWallet.Server.Engine.Group;
using TpWallet.Server.Operations;

namespace TpWallet.Server.Cluster.Status;

/// <summary>
/// What an operator on a member's machine can ask of the whole group: the member asks the others, and passes on to the primary what only that can do.
/// </summary>
/// <param name="configuration">The member's.</param>
/// <param name="group">The member's part in its group.</param>
/// <param name="desk">Answers for this member.</param>
/// <param name="clock">The member's clock.</param>
internal sealed class ClusterOperations(SwitchConfiguration configuration, GroupSequencer group, MemberDesk desk, TimeProvider clock)
{
    /// <summary>After how long without a word a member counts as giving no answer.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromMilliseconds(750);

    private static readonly TimeSpan ChangeTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ForceTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RateInterval = TimeSpan.FromMilliseconds(200);
    private const int StateHashAttempts = 3;

    private readonly NodeId[] _members = [.. configuration.Group!.Members.Keys.Select(GroupSequencer.NodeOf).OrderBy(static node => node.Number)];

    /// <summary>How the group is.</summary>
    /// <param name="withStates">Whether the members' states are compared, too; takes a moment.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ClusterStatus> StatusAsync(bool withStates, CancellationToken cancellationToken)
    {
        var answers = await AskAllAsync(static _ => new OperatorQuestion(OperatorAsk.Status), AnswerTimeout, cancellationToken).ConfigureAwait(false);
        var at = answers[group.Self]?.Report?.Now ?? clock.GetUtcNow();
        var logs = await CompareLogsAsync(answers, cancellationToken).ConfigureAwait(false);
        var states = withStates ? await StatesAsync(cancellationToken).ConfigureAwait(false) : [];
        var heard = await group.Agent.AskAsync(_ => _members.ToDictionary(static node => node, group.Agent.SilenceMsOf),
            cancellationToken).ConfigureAwait(false);
        return ClusterAssembly.Assemble(configuration, group.Self, at, _members, answers, logs, states, heard);
    }

    /// <summary>Has the primary do something, whoever it is.</summary>
    /// <returns>What was done, for a person.</returns>
    /// <exception cref="OperationFailedException">It was not done, or nobody knows.</exception>
    public async Task<string> ChangeAsync(OperatorQuestion question, CancellationToken cancellationToken)
    {
        var status = await group.Agent.AskAsync(static replica => replica.Status, cancellationToken).ConfigureAwait(false);
        var primary = status.Role == ReplicaRole.Primary ? group.Self : status.Primary;
        if (primary.IsNone || (primary == group.Self && status.Role != ReplicaRole.Primary))
        {
            throw new OperationFailedException("nobody leads at the moment; nothing was done");
        }

        var answer = await AskAsync(primary, question, ChangeTimeout, cancellationToken).ConfigureAwait(false);
        return answer switch
        {
            null => throw new OperationFailedException($"{primary}, the primary as far as known here, gave no answer; look at the status "
                + "before you ask again"),
            { Done: { } done } => done,
            _ => throw new OperationFailedException(answer.Error ?? "the answer is not understood"),
        };
    }

    /// <summary>Makes this member primary although it may not hold everything.</summary>
    /// <param name="mode">What makes sure that the old in-sync set no longer serves.</param>
    /// <param name="minInSync">The smallest in-sync set from now on.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>What was done, for a person.</returns>
    /// <exception cref="OperationFailedException">It did not become primary.</exception>
    public async Task<string> ForceAsync(ForceMode mode, int minInSync, CancellationToken cancellationToken)
    {
        if (minInSync < 1 || minInSync > _members.Length)
        {
            throw new OperationFailedException($"--min-in-sync must be 1 to {_members.Length}, not {minInSync}");
        }

        if (!await group.Agent.AskAsync(replica => replica.TryForcePrimary(mode, minInSync), cancellationToken).ConfigureAwait(false))
        {
            throw new OperationFailedException($"{group.Self} is primary already. If it waits for members that can't be started: "
                + $"tpwallet cluster min-in-sync {Path.GetFullPath(configuration.Data)} {minInSync}; nothing that was answered is lost by that");
        }

        if (!await group.UntilAsync(static replica => replica.Role == ReplicaRole.Primary, ForceTimeout).ConfigureAwait(false))
        {
            throw new OperationFailedException($"{group.Self} did not become primary within {ForceTimeout.TotalSeconds:0} s: "
                + (mode == ForceMode.NeedsPromise
                    ? "no member of the last in-sync set has promised the new epoch. Start one of them, or, if they are all switched off "
                        + "for good, say so "
                        + "with --all-switched-off"
                    : "the view store does not answer")
                + "; it goes on trying until another member leads or it is stopped");
        }

        var status = await group.Agent.AskAsync(static replica => replica.Status, cancellationToken).ConfigureAwait(false);
        return $"{group.Self} is primary of epoch {status.AcceptedEpoch}, alone in sync, min_in_sync is {minInSync}; its log ends at sequence "
            + $"{status.Tail.Sequence}: what others held behind it is lost";
    }

    private async Task<Dictionary<NodeId, OperatorAnswer?>> AskAllAsync(
        Func<NodeId, OperatorQuestion> question, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(_members.Select(async node => (node,
            answer: await AskAsync(node, question(node), timeout, cancellationToken).ConfigureAwait(false)))).ConfigureAwait(false);
        return answers.ToDictionary(static one => one.node, static one => one.answer);
    }

    private async Task<OperatorAnswer?> AskAsync(NodeId node, OperatorQuestion question, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (node == group.Self)
        {
            return await desk.AnswerAsync(question, cancellationToken).ConfigureAwait(false);
        }

        var bytes = JsonSerializer.SerializeToUtf8Bytes(question, CommandContext.JsonOptions);
        var answer = await group.Agent.Operators.AskAsync(node, bytes, timeout, cancellationToken).ConfigureAwait(false);
        try
        {
            return answer is null ? null : JsonSerializer.Deserialize<OperatorAnswer>(answer, CommandContext.JsonOptions);
        }
        catch (JsonException)
        {
            return new OperatorAnswer { Error = $"{node}'s answer is not understood: do all members run the same version?" };
        }
    }

    /// <summary>Each member's hash of the log where the one that is furthest behind ends.</summary>
    private async Task<Dictionary<NodeId, OperatorAnswer?>> CompareLogsAsync(
        Dictionary<NodeId, OperatorAnswer?> answers, CancellationToken cancellationToken)
    {
        var committed = answers.Values.Select(static answer => answer?.Report?.Committed).OfType<ulong>().ToArray();
        return committed.Length == 0 ? [] : await AskAllAsync(
            _ => new OperatorQuestion(OperatorAsk.LogHash, committed.Min()), AnswerTimeout, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Every member's hash of the state at one sequence a little ahead, so that all still come to it. Under load it is guessed from the rate; who has
    /// passed it already answers for a later one, and then it is tried again further ahead.
    /// </summary>
    private async Task<Dictionary<NodeId, OperatorAnswer?>> StatesAsync(CancellationToken cancellationToken)
    {
        var lead = 1UL;
        for (var attempt = 1; ; attempt++)
        {
            var before = await TailAsync(cancellationToken).ConfigureAwait(false);
            await Task.Delay(RateInterval, cancellationToken).ConfigureAwait(false);
            var tail = await TailAsync(cancellationToken).ConfigureAwait(false);
            lead = Math.Max(lead, (4 * (tail - before)) + 1);
            var sequence = tail + lead;
            var states = await AskAllAsync(
                _ => new OperatorQuestion(OperatorAsk.StateHash, sequence), MemberDesk.HashTimeout + ChangeTimeout,
                    cancellationToken).ConfigureAwait(false);
            var places = states.Values.Select(static answer => answer?.Hash?.Sequence).OfType<ulong>().Distinct().Count();
            if (places <= 1 || attempt == StateHashAttempts)
            {
                return states;
            }

            lead *= 8;
        }
    }

    /// <summary>The highest tail that any member knows of: the primary's.</summary>
    private async Task<ulong> TailAsync(CancellationToken cancellationToken)
    {
        var answers = await AskAllAsync(static _ => new OperatorQuestion(OperatorAsk.Status), AnswerTimeout, cancellationToken).ConfigureAwait(false);
        return answers.Values.Max(static answer => answer?.Report?.Tail ?? 0);
    }
}
