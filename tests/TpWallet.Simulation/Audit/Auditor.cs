using System.Runtime.InteropServices;
using TpWallet.Core;
using TpWallet.Messages;
using TpWallet.Persistence.Journal;
using TpWallet.Replication;
using TpWallet.Replication.Log;
using TpWallet.Simulation.Clients;

namespace TpWallet.Simulation.Audit;

/// <summary>
/// Knows the one true history: the batches in the order in which primaries first committed them, applied to a core of its own. Whatever any member
/// applies must be a beginning of it, and whatever any client is told must be what that core answers.
/// </summary>
internal sealed class Auditor : IDisposable
{
    private readonly SwitchCore _core = new();
    private readonly List<(LogPosition End, ulong First)> _batches = [];
    private readonly List<(Command Command, Reply Reply)> _history = [];
    private readonly Dictionary<ulong, (NodeId Node, int Run)> _committers = [];
    private readonly List<Operation> _answered = [];
    private readonly List<Operation> _givenUp = [];
    private long _timeMs = long.MinValue;

    /// <summary>The end of the true history.</summary>
    public LogPosition End => _batches.Count == 0 ? default : _batches[^1].End;

    /// <summary>The highest effect that a client was told of.</summary>
    public ulong HighestAnswered { get; private set; }

    public int Answers => _answered.Count;

    /// <summary>A member applies a batch; as a primary it may be the first to do so.</summary>
    public void OnApplied(NodeId node, int run, bool asPrimary, ulong epoch, LogPosition end, ReadOnlySpan<byte> bytes)
    {
        if (end.Sequence <= End.Sequence)
        {
            var known = _batches.BinarySearch((end, 0), Comparer<(LogPosition End, ulong)>.Create(
                static (one, other) => one.End.Sequence.CompareTo(other.End.Sequence)));
            Require(known >= 0 && _batches[known].End == end, $"{node} applies {end}, but another batch was committed there");
        }
        else
        {
            Require(asPrimary, $"{node} applies {end}, which no primary has committed; the history ends at {End}");
            Extend(node, end, bytes);
        }

        if (asPrimary && _committers.TryAdd(epoch, (node, run)) is false)
        {
            Require(_committers[epoch] == (node, run), $"{node} and {_committers[epoch].Node} both commit in epoch {epoch}");
        }
    }

    /// <summary>A member answers a command that stands at a sequence.</summary>
    public void OnReply(NodeId node, ulong sequence, in Reply reply)
    {
        var predicted = _history[(int)sequence - 1].Reply;
        Require(
            MemoryMarshal.AsBytes(new ReadOnlySpan<Reply>(in reply)).SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<Reply>(in predicted))),
            $"{node} answers sequence {sequence} {reply.Result}, predicted was {predicted.Result}");
    }

    public void OnAnswered(Operation operation, in Reply reply, ulong? readAsOf)
    {
        // A read outside of the log is as old as what its node had applied; everything else has its place in the log.
        var fresh = readAsOf is { } position ? position >= operation.Floor : reply.Sequence > operation.Floor;
        Require(fresh,
            $"an answer to {operation.Command.Kind} is as of {readAsOf ?? reply.Sequence}, although {operation.Floor} had been answered before");
        if (readAsOf is null)
        {
            HighestAnswered = Math.Max(HighestAnswered, reply.Sequence);
            _answered.Add(operation);
        }
    }

    public void OnGivenUp(Operation operation) => _givenUp.Add(operation);

    /// <summary>The last look: effects, books, and that all members agree.</summary>
    public void Conclude(IEnumerable<(NodeId Node, LogPosition Committed, SwitchCore Core)> members)
    {
        var occurrences = _history.ToLookup(static entry => entry.Command.RequestId, static entry => entry.Reply.Sequence);
        foreach (var operation in _answered)
        {
            var effects = occurrences[operation.Command.RequestId].Distinct().Count();
            Require(effects == 1 || (operation.IsRead && effects > 0), $"{operation.Command.RequestId} was answered and has {effects} effects");
        }

        foreach (var operation in _givenUp)
        {
            Require(!occurrences.Contains(operation.Command.RequestId), $"{operation.Command.RequestId} was refused and is in the log");
        }

        Require(_core.Audit().Passed, "the books don't balance");
        foreach (var (node, committed, core) in members)
        {
            Require(committed == End, $"{node} ends at {committed}, the history at {End}");
            Require(core.StateHash() == _core.StateHash(), $"{node} has another state at {End}");
        }
    }

    public void Dispose() => _core.Dispose();

    public static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new SimulationFailure(otherwise);
        }
    }

    private void Extend(NodeId node, LogPosition end, ReadOnlySpan<byte> bytes)
    {
        Require(SealedBatch.TryRead(bytes, out var batch) == BatchDefect.None, $"{node} commits a broken batch");
        Require(batch.Header.FirstSequence == End.Sequence + 1 && batch.Header.PreviousHash == End.Hash,
            $"{node} commits {end}, which doesn't follow {End}");
        Require(batch.Header.TimeMs >= _timeMs, $"{node} commits {end}, {_timeMs - batch.Header.TimeMs} ms before the batch before");
        _timeMs = batch.Header.TimeMs;
        _batches.Add((end, batch.Header.FirstSequence));
        foreach (ref readonly var command in batch.Commands)
        {
            var reply = default(Reply);
            _core.Apply(command, _core.LastSequence + 1, _timeMs, ref reply);
            _history.Add((command, reply));
        }
    }
}
