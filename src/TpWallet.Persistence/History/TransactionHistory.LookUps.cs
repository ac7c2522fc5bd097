using TpWallet.Messages;
using TpWallet.Persistence.Events;

namespace TpWallet.Persistence.History;

/// <content>Look-ups, from any thread.</content>
public sealed partial class TransactionHistory
{
    /// <summary>Most messages that one look-up by reference, or one page, gives back.</summary>
    public const int LimitMax = 1000;

    private const ulong PageWindow = 4096;
    private const ulong PageScanMax = 16 * PageWindow;

    private readonly LookUpGate _gate = new();
    private readonly SemaphoreSlim _lookUps;

    /// <summary>On whose behalf a command's request id is unique: what a look-up by request id must name as its participant.</summary>
    public static uint OwnerOf(in Command command) => FirstAnswer.OwnerOf(command);

    /// <summary>
    /// Asks the index in memory whether a request id can be in history. Never waits for the disk.
    /// </summary>
    /// <param name="participant">The participant whose request it is; see <see cref="OwnerOf"/>.</param>
    /// <param name="requestId">The request id.</param>
    /// <param name="checkedThrough">Through which sequence the answer holds; 0 when there is none.</param>
    /// <returns>True: it is certainly not in history. False: ask <see cref="FindAsync"/>.</returns>
    public bool TryRuleOut(uint participant, RequestId requestId, out ulong checkedThrough)
    {
        checkedThrough = 0;
        if (!_gate.TryEnter())
        {
            return false;
        }

        try
        {
            if (_store is not { } store || _damage.Found is not null)
            {
                return false;
            }

            // Before the index is asked: what comes into it meanwhile is not promised.
            checkedThrough = IndexedThrough;
            return !store.MayHold(HistoryKey.Of(participant, requestId));
        }
        finally
        {
            _gate.Exit();
        }
    }

    /// <summary>
    /// Finds the first answer to a request id. Null: none is retained, which says nothing of what lies before <see cref="RetainedFrom"/> or behind
    /// what
    /// <see cref="IndexedThrough"/> was before the call.
    /// </summary>
    /// <exception cref="HistoryDamagedException">History or what it points to is damaged.</exception>
    /// <exception cref="HistoryException">History is being rebuilt, or closed.</exception>
    public async ValueTask<OutcomeRecord?> FindAsync(uint participant, RequestId requestId, CancellationToken cancellation = default)
    {
        var found = await LookUpAsync(HistoryKey.Of(participant, requestId), 1, static (key, record) =>
            key == HistoryKey.Of(FirstAnswer.OwnerOf(record.Command), record.Command.RequestId), cancellation).ConfigureAwait(false);
        return found.Count > 0 ? found[0] : null;
    }

    /// <summary>Finds the messages of a transaction, newest first; those retained.</summary>
    /// <param name="participant">The participant that sent them.</param>
    /// <param name="retrievalReference">Retrieval reference number, as in the command; not zero.</param>
    /// <param name="terminal">Terminal, as in the command.</param>
    /// <param name="limit">Most messages, 1 to <see cref="LimitMax"/>.</param>
    /// <param name="cancellation">Gives up waiting for other look-ups.</param>
    /// <exception cref="HistoryDamagedException">History or what it points to is damaged.</exception>
    /// <exception cref="HistoryException">History is being rebuilt, or closed.</exception>
    public ValueTask<IReadOnlyList<OutcomeRecord>> FindByReferenceAsync(
        uint participant, ulong retrievalReference, ulong terminal, int limit, CancellationToken cancellation = default)
    {
        ThrowIfNoLimit(limit);
        return LookUpAsync(HistoryKey.Of(participant, retrievalReference, terminal), limit, static (key, record) =>
            key == HistoryKey.Of(record.Command.Participant, record.Command.RetrievalReferenceNumber, record.Command.Terminal), cancellation);
    }

    /// <summary>
    /// A participant's commands before a sequence, newest first. Reads the event log, at most 65,536 outcomes of it: a page may hold fewer than
    /// were asked for, and even none, and still name where to go on.
    /// </summary>
    /// <param name="participant">The participant; null: everybody's.</param>
    /// <param name="beforeSequence">Only earlier ones; <see cref="ulong.MaxValue"/>: from the newest on.</param>
    /// <param name="limit">Most commands, 1 to <see cref="LimitMax"/>.</param>
    /// <param name="cancellation">Gives up between two parts of the log.</param>
    /// <exception cref="EventLogDamagedException">The event log is damaged there.</exception>
    public async ValueTask<HistoryPage> PageAsync(
        uint? participant, ulong beforeSequence, int limit, CancellationToken cancellation = default)
    {
        ThrowIfNoLimit(limit);
        await _lookUps.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => ReadPage(participant, beforeSequence, limit, cancellation), cancellation).ConfigureAwait(false);
        }
        finally
        {
            _lookUps.Release();
        }
    }

    private HistoryPage ReadPage(uint? participant, ulong beforeSequence, int limit, CancellationToken cancellation)
    {
        var records = new List<OutcomeRecord>(limit);
        var before = Math.Min(beforeSequence, _events.DurableThrough + 1);
        var first = _events.FirstSequence;
        var stop = Math.Max(first, before - Math.Min(before, PageScanMax));
        while (before > stop && records.Count < limit)
        {
            cancellation.ThrowIfCancellationRequested();
            var from = Math.Max(stop, before - Math.Min(before, PageWindow));
            var window = new ParticipantWindow(participant, from, before);
            _events.Read(from, window);
            for (var index = window.Records.Count - 1; index >= 0 && records.Count < limit; index--)
            {
                records.Add(window.Records[index]);
            }

            before = from;
        }

        var next = records.Count == limit ? records[^1].Sequence : before;
        return new HistoryPage(records, next > first ? next : null);
    }

    private async ValueTask<IReadOnlyList<OutcomeRecord>> LookUpAsync(
        HistoryKey key, int limit, Func<HistoryKey, OutcomeRecord, bool> isOfKey, CancellationToken cancellation)
    {
        Enter();
        try
        {
            await _lookUps.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                return await ResolveAsync(key, limit, isOfKey).ConfigureAwait(false);
            }
            finally
            {
                _lookUps.Release();
            }
        }
        finally
        {
            _gate.Exit();
        }
    }

    private async ValueTask<IReadOnlyList<OutcomeRecord>> ResolveAsync(HistoryKey key, int limit, Func<HistoryKey, OutcomeRecord, bool> isOfKey)
    {
        var entries = await _store!.FindAsync(key, limit).ConfigureAwait(false);
        _damage.ThrowIfFound();
        if (entries.Count == 0)
        {
            return [];
        }

        var records = new List<OutcomeRecord>(entries.Count);
        foreach (var entry in entries)
        {
            var record = await ReadAsync(entry).ConfigureAwait(false);
            if (record is null)
            {
                break;
            }

            if (record.Sequence != entry.Sequence || record.Checksum != entry.Checksum || !isOfKey(key, record))
            {
                _damage.Report(EventLog.FileName, entry.Address, $"the outcome of sequence {entry.Sequence} isn't the one that was indexed");
                _damage.ThrowIfFound();
            }

            records.Add(record);
        }

        return records;
    }

    /// <summary>The record of an entry; null: the event log doesn't retain it any more.</summary>
    private async ValueTask<OutcomeRecord?> ReadAsync(HistoryEntry entry)
    {
        try
        {
            return await _events.ReadAtAsync(entry.Address).ConfigureAwait(false);
        }
        catch (Exception) when (entry.Sequence < _events.FirstSequence && entry.Sequence < RetainedFrom)
        {
            return null;
        }
        catch (EventLogDamagedException reason)
        {
            throw new HistoryDamagedException(reason.File, reason.Position, reason.Finding, reason);
        }
        catch (ArgumentOutOfRangeException reason)
        {
            throw new HistoryDamagedException(EventLog.FileName, entry.Address,
                $"the event log doesn't hold sequence {entry.Sequence}, which history retains", reason);
        }
    }

    private void Enter()
    {
        if (!_gate.TryEnter())
        {
            throw new HistoryException("History is being rebuilt, or closed.");
        }

        if (_damage.Found is not null || _store is null)
        {
            _gate.Exit();
            _damage.ThrowIfFound();
            throw new HistoryException("History isn't open.");
        }
    }

    private static void ThrowIfNoLimit(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, LimitMax);
    }

    /// <summary>Copies one participant's outcomes out of a range of sequences.</summary>
    private sealed class ParticipantWindow(uint? participant, ulong from, ulong before) : IOutcomeBlockVisitor
    {
        public List<OutcomeRecord> Records { get; } = [];

        public bool OnBlock(OutcomeBlockView block, long address)
        {
            foreach (var outcome in block)
            {
                if (outcome.Sequence >= from && outcome.Sequence < before && IsWanted(outcome.Command))
                {
                    Records.Add(outcome.ToRecord(address + outcome.Offset));
                }
            }

            return block.LastSequence + 1 < before;
        }

        private bool IsWanted(in Command command) => participant is null || command.Participant == participant;
    }
}
