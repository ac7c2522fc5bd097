using TpWallet.Core;
using TpWallet.Messages;
using TpWallet.Server.Engine.Outcomes;

namespace TpWallet.Server.Engine;

/// <summary>
/// Applies commands to the core in order, single ones and chains, the same way when they are new and when they are read from the journal
/// again; asks for memory some commands ahead. One thread. Hot path: allocates nothing.
/// </summary>
internal sealed class CommandApplier(SwitchCore core, IOutcomeSink? outcomes = null)
{
    // Lines of the tables are collected for so many commands, and then asked for all at once.
    private const int BlockSize = 8;

    // How far ahead, in whole blocks: each needs what the one before brought.
    private const int IndexesAhead = 3 * BlockSize;
    private const int RecordsAhead = 2 * BlockSize;
    private const int PartiesAhead = BlockSize;

    private readonly Command[] _chain = new Command[CommandLimits.ChainMax];
    private readonly Reply[] _replies = new Reply[CommandLimits.ChainMax];

    /// <summary>Applies a batch, or several, of which none ends inside a chain.</summary>
    /// <param name="batch">The commands.</param>
    /// <param name="sequence">Position of the first in the journal.</param>
    public void Apply<TBatch>(TBatch batch, ulong sequence)
        where TBatch : struct, ICommandBatch, allows ref struct
    {
        var block = 0;
        for (var index = 0; index < batch.Count;)
        {
            for (; block <= index; block += BlockSize)
            {
                Prefetch(batch, block);
            }

            var length = RunLength(batch, index);
            if (length == 1)
            {
                ApplyOne(batch, index, batch.CommandAt(index), sequence + (ulong)index);
            }
            else if (length <= CommandLimits.ChainMax && !IsLinked(batch.CommandAt(index + length - 1)))
            {
                ApplyChain(batch, index, length, sequence + (ulong)index);
            }
            else
            {
                RefuseRun(batch, index, length, sequence + (ulong)index);
            }

            index += length;
        }

        outcomes?.OnRangeEnd();
    }

    /// <summary>How many commands belong together: linked ones and the one behind them, if it is there.</summary>
    private static int RunLength<TBatch>(TBatch batch, int first)
        where TBatch : struct, ICommandBatch, allows ref struct
    {
        var last = first;
        while (last < batch.Count - 1 && IsLinked(batch.CommandAt(last)))
        {
            last++;
        }

        return last - first + 1;
    }

    private static bool IsLinked(in Command command) => (command.Flags & CommandFlags.Linked) != 0;

    private void ApplyOne<TBatch>(TBatch batch, int index, in Command command, ulong sequence)
        where TBatch : struct, ICommandBatch, allows ref struct
    {
        ref var reply = ref batch.ReplyAt(index);
        core.Apply(command, sequence, batch.TimeMsAt(index), ref reply);
        outcomes?.OnApplied(sequence, batch.CommandAt(index), reply, core.TimeMs, core.Postings);
    }

    private void ApplyChain<TBatch>(TBatch batch, int first, int length, ulong sequence)
        where TBatch : struct, ICommandBatch, allows ref struct
    {
        for (var link = 0; link < length; link++)
        {
            _chain[link] = batch.CommandAt(first + link);
        }

        core.ApplyChain(_chain.AsSpan(0, length), sequence, batch.TimeMsAt(first), _replies.AsSpan(0, length));
        var postings = core.Postings;
        for (var link = 0; link < length; link++)
        {
            batch.ReplyAt(first + link) = _replies[link];
            var own = CountOf(postings, sequence + (ulong)link);
            outcomes?.OnApplied(sequence + (ulong)link, _chain[link], _replies[link], core.TimeMs, postings[..own]);
            postings = postings[own..];
        }
    }

    /// <summary>How many of the movements, which are in the order of their commands, the first command caused.</summary>
    private static int CountOf(ReadOnlySpan<Posting> postings, ulong sequence)
    {
        var count = 0;
        while (count < postings.Length && postings[count].Sequence == sequence)
        {
            count++;
        }

        return count;
    }

    /// <summary>
    /// A run that is no chain, too long or without an end, can't come from a gateway, but a journal may hold anything: none of it is
    /// carried out. The core refuses a linked command that stands alone, so the last one is given to it as linked, too.
    /// </summary>
    private void RefuseRun<TBatch>(TBatch batch, int first, int length, ulong sequence)
        where TBatch : struct, ICommandBatch, allows ref struct
    {
        for (var link = 0; link < length; link++)
        {
            var command = batch.CommandAt(first + link);
            command.Flags |= CommandFlags.Linked;
            ApplyOne(batch, first + link, command, sequence + (ulong)link);
        }
    }

    /// <summary>
    /// Asks for what the blocks ahead need; at the first, also for what stands before those, one stage after the other, as each reads what the
    /// one before asked for. A small batch has no other.
    /// </summary>
    private void Prefetch<TBatch>(TBatch batch, int block)
        where TBatch : struct, ICommandBatch, allows ref struct
    {
        for (var index = First(block, IndexesAhead); index < End(batch, block, IndexesAhead); index++)
        {
            core.CollectIndexes(batch.CommandAt(index));
        }

        PrefetchAtFirst(block);

        for (var index = First(block, RecordsAhead); index < End(batch, block, RecordsAhead); index++)
        {
            core.CollectRecords(batch.CommandAt(index));
        }

        PrefetchAtFirst(block);

        for (var index = First(block, PartiesAhead); index < End(batch, block, PartiesAhead); index++)
        {
            core.CollectParties(batch.CommandAt(index));
        }

        core.Prefetch();
    }

    private void PrefetchAtFirst(int block)
    {
        if (block == 0)
        {
            core.Prefetch();
        }
    }

    private static int First(int block, int ahead) => block == 0 ? 0 : block + ahead;

    private static int End<TBatch>(TBatch batch, int block, int ahead)
        where TBatch : struct, ICommandBatch, allows ref struct
        => Math.Min(block + ahead + BlockSize, batch.Count);
}
