using TpWallet.Core.Administration;
using TpWallet.Core.Chains;
using TpWallet.Core.Idempotency;
using TpWallet.Core.Inquiries;
using TpWallet.Core.Ledger;
using TpWallet.Core.Memory;
using TpWallet.Core.Snapshots;
using TpWallet.Messages;

namespace TpWallet.Core;

/// <summary>
/// The switch as a function of its commands: the same commands in the same order give the same replies, the same postings and the same state
/// on every machine. No clock, no thread, no file; no allocation per command. One thread owns it.
/// </summary>
public sealed class SwitchCore : IDisposable
{
    private SwitchState? _state;

    private readonly PrefetchList _prefetches = new();

    /// <summary>Of the last cut that was begun.</summary>
    private PreImageBudget? _cut;

    /// <summary>The movements that the last command caused, in order; valid until the next.</summary>
    public ReadOnlySpan<Posting> Postings => _state is null ? [] : _state.Ledger.Postings;

    internal SwitchState? State => _state;

    /// <summary>Sequence of the last command applied; 0: none yet.</summary>
    public ulong LastSequence { get; private set; }

    /// <summary>The core's time, milliseconds since 1970-01-01 UTC; 0 before the first command.</summary>
    public long TimeMs => _state?.TimeMs ?? 0;

    /// <summary>Where time comes from; <see cref="ClockSource.Sequencer"/> before the genesis.</summary>
    public ClockSource Clock => _state?.Clock ?? ClockSource.Sequencer;

    /// <summary>
    /// Which requests were forgotten, and which history holds. Of the core's thread, as everything here: who needs it elsewhere publishes it.
    /// </summary>
    public IdempotencyWindow Window => _state?.Duplicates.Window ?? default;

    /// <summary>How full the tables are.</summary>
    public CoreUsage Usage => _state is null ? default : CoreUsage.Of(_state);

    /// <summary>What an entry of each large table takes.</summary>
    public CoreFootprint Footprint => _state is null ? default : CoreFootprint.Of(_state);

    /// <summary>
    /// When the earliest deadline is due, milliseconds since 1970-01-01 UTC: a tick should follow then. <see cref="long.MaxValue"/>: none
    /// runs.
    /// </summary>
    public long NextDeadlineMs => _state?.Payments.EarliestDeadlineMs ?? long.MaxValue;

    /// <summary>
    /// Decides one command that stands alone and carries it out. Of a command that is linked to the next see <see cref="ApplyChain"/>.
    /// </summary>
    /// <param name="command">The command, of any content: nothing in it is trusted.</param>
    /// <param name="sequence">Its position in the journal: one more than the last.</param>
    /// <param name="batchTimeMs">The time of its batch, milliseconds since 1970-01-01 UTC.</param>
    /// <param name="reply">Is overwritten with the answer.</param>
    /// <exception cref="InvalidOperationException">A sequence is skipped or repeated, or the state is broken: the process must stop.</exception>
    public void Apply(in Command command, ulong sequence, long batchTimeMs, ref Reply reply)
    {
        Advance(sequence);
        Begin(ref reply, command, sequence, batchTimeMs);
        if (_state is null)
        {
            ApplyFirst(command, sequence, batchTimeMs, ref reply);
            return;
        }

        _state.Ledger.BeginCommand();
        _state.BeginCommand(sequence, batchTimeMs);
        reply.TimeMs = _state.TimeMs;
        if ((command.Flags & CommandFlags.Linked) != 0)
        {
            // Its chain did not arrive: whatever follows is not part of it.
            reply.Conclude(ResultCode.ChainTooLong);
            return;
        }

        Decide(_state, command, ref reply);
    }

    /// <summary>
    /// Decides a chain: every command but the last is linked to the next. All are carried out or, if one is refused, none: that one answers
    /// why, the others <see cref="ResultCode.LinkedCommandFailed"/>. A repeat of the whole chain gets the stored answers.
    /// </summary>
    /// <param name="commands">The commands of the chain in order; more than <see cref="CommandLimits.ChainMax"/> are refused.</param>
    /// <param name="firstSequence">Position of the first in the journal.</param>
    /// <param name="batchTimeMs">The time of their batch, milliseconds since 1970-01-01 UTC.</param>
    /// <param name="replies">Is overwritten with the answers, one for each command.</param>
    /// <exception cref="InvalidOperationException">A sequence is skipped or repeated, or the state is broken: the process must stop.</exception>
    public void ApplyChain(ReadOnlySpan<Command> commands, ulong firstSequence, long batchTimeMs, Span<Reply> replies)
    {
        for (var link = 0; link < commands.Length; link++)
        {
            Advance(firstSequence + (ulong)link);
            Begin(ref replies[link], commands[link], firstSequence + (ulong)link, batchTimeMs);
        }

        if (_state is null)
        {
            foreach (ref var reply in replies[..commands.Length])
            {
                reply.Conclude(ResultCode.GenesisOutOfPlace);
            }

            return;
        }

        Chain.Apply(_state, commands, firstSequence, batchTimeMs, replies[..commands.Length]);
    }

    /// <summary>
    /// Collects the index lines that lead to what a command names, for <see cref="Prefetch"/>. Some twenty commands before it is applied; then
    /// <see cref="CollectRecords"/> and <see cref="CollectParties"/>, each some commands later: each reads what the one before asked for.
    /// </summary>
    public void CollectIndexes(in Command command)
    {
        if (!PrefetchList.IsSupported || _state is not { } state)
        {
            return;
        }

        if (!command.OriginalRequestId.IsNone)
        {
            state.Payments.Table.CollectIndex(new RequestKey(SenderOf(state, command), command.OriginalRequestId), _prefetches);
            return;
        }

        if (IsByInstrument(command))
        {
            state.Instruments.CollectIndex(command.Account, _prefetches);
        }
        else
        {
            state.Accounts.CollectIndex(command.Account, _prefetches);
        }

        state.Accounts.CollectIndex(command.Counterparty, _prefetches);
    }

    /// <summary>Collects the records that a command names.</summary>
    public void CollectRecords(in Command command)
    {
        if (!PrefetchList.IsSupported || _state is not { } state)
        {
            return;
        }

        if (!command.OriginalRequestId.IsNone)
        {
            state.Payments.Table.CollectRecord(new RequestKey(SenderOf(state, command), command.OriginalRequestId), _prefetches);
            return;
        }

        if (IsByInstrument(command))
        {
            state.Instruments.CollectRecord(command.Account, _prefetches);
        }
        else
        {
            state.Accounts.CollectRecord(command.Account, _prefetches);
        }

        state.Accounts.CollectRecord(command.Counterparty, _prefetches);
    }

    /// <summary>
    /// Collects the accounts to which the records of a command point, and the index lines of its own request id, which lead nowhere else.
    /// </summary>
    public void CollectParties(in Command command)
    {
        if (!PrefetchList.IsSupported || _state is not { } state)
        {
            return;
        }

        // Payments know the request itself, too, if its reversal came first.
        var sender = SenderOf(state, command);
        var request = new RequestKey(sender, command.RequestId);
        state.Duplicates.Table.CollectIndex(request, _prefetches);
        state.Payments.Table.CollectIndex(request, _prefetches);
        if (!command.OriginalRequestId.IsNone && state.Payments.TryFind(new RequestKey(sender, command.OriginalRequestId), out var slot))
        {
            ref readonly var payment = ref state.Payments[slot];
            state.Accounts.CollectSlot(payment.Payer, _prefetches);
            state.Accounts.CollectSlot(payment.Payee, _prefetches);
        }
        else if (IsByInstrument(command) && state.Instruments.TryFind(command.Account, out var instrument))
        {
            state.Accounts.CollectSlot(state.Instruments[instrument].Account, _prefetches);
        }
    }

    /// <summary>Asks for all that was collected, at once: see <see cref="PrefetchList"/>.</summary>
    public void Prefetch() => _prefetches.Ask();

    /// <summary>The memory of the large tables, to be taken ahead of use; null before the genesis.</summary>
    public TableMemory? TableMemory() => _state is null ? null : new TableMemory(_state);

    /// <summary>Walks all accounts and sums them up.</summary>
    public LedgerAudit Audit() => _state is null ? new LedgerAudit(0, [], []) : LedgerAudit.Of(_state.Ledger);

    /// <summary>SHA-256 over everything that the switch knows, as lower-case hex. Equal on all replicas after the same command; doesn't depend on
    /// how large the tables are.</summary>
    public string StateHash() => Core.StateHash.Of(_state, LastSequence);

    /// <summary>
    /// Begins to keep the state as it is now for a reader on another thread, while commands go on. Called on the core's thread between
    /// commands; takes well below a millisecond whatever the tables hold, but for the first in a process, whose code is compiled: begin and
    /// dispose of one before there is load. One cut at a time.
    /// </summary>
    /// <param name="preImageBytesMax">
    /// How many bytes of records that change before they are read may be kept aside, 0 or more; when it is not enough the cut is given up,
    /// and the core goes on.
    /// </param>
    /// <exception cref="InvalidOperationException">The cut before is not over, or the genesis has not come.</exception>
    /// <exception cref="InsufficientMemoryException">The system refuses the addresses; the core goes on.</exception>
    public StateCut BeginCut(long preImageBytesMax)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(preImageBytesMax);
        if (_state is null || _cut is { IsOver: false })
        {
            throw new InvalidOperationException(_state is null ? "There is no state before the genesis." : "A cut of the state is being read.");
        }

        var cut = new StateCut(_state, LastSequence, preImageBytesMax);
        _cut = cut.PreImages;
        return cut;
    }

    /// <summary>A core that goes on where an image was cut, as if it had applied every command up to there.</summary>
    /// <param name="read">Gives the image.</param>
    /// <param name="stateHash">What <see cref="StateHash"/> of the core gives.</param>
    /// <exception cref="StateImageException">The bytes are not a whole image, or that of a state that can't be.</exception>
    /// <exception cref="InsufficientMemoryException">The system refuses the memory of the tables.</exception>
    public static SwitchCore Restore(StateImageReader read, out string stateHash)
    {
        var state = StateRestore.Load(read, out var sequence, out stateHash);
        return new SwitchCore { _state = state, LastSequence = sequence };
    }

    /// <summary>
    /// 64 bits that stand for all of a command that a repeat must have in common with the first. Stored with its answer: two bodies under one
    /// request id whose fingerprints differ are a conflict.
    /// </summary>
    public static ulong BodyFingerprint(in Command command) => Idempotency.BodyFingerprint.Of(command);

    /// <summary>The answer that a repeat of a request gets, made from the first answer.</summary>
    public static Reply StoredReply(in Reply first) => DuplicateEntry.StoredReply(first);

    /// <summary>Gives the tables back. A cut that is open keeps what its reader needs.</summary>
    public void Dispose() => _state?.Dispose();

    /// <summary>
    /// In place: a struct that is built elsewhere and copied whole is read back wider than it was written, which waits for every write before it.
    /// </summary>
    private static void Begin(ref Reply reply, in Command command, ulong sequence, long timeMs)
    {
        reply = default;
        reply.RequestId = command.RequestId;
        reply.Sequence = sequence;
        reply.TimeMs = timeMs;
    }

    private static bool IsByInstrument(in Command command) => (command.Flags & CommandFlags.ByInstrument) != 0;

    /// <summary>The sender's slot; that of the operator, harmless here, when there is no such participant.</summary>
    private static ushort SenderOf(SwitchState state, in Command command) =>
        state.Participants.TryFind(command.Participant, out var slot) ? (ushort)slot : SwitchState.Operator;

    private void ApplyFirst(in Command command, ulong sequence, long batchTimeMs, ref Reply reply)
    {
        var refusal = CommandValidation.Check(command);
        if (refusal != ResultCode.None || command.Kind != CommandKind.Genesis)
        {
            reply.Conclude(refusal != ResultCode.None ? refusal : ResultCode.GenesisOutOfPlace);
            return;
        }

        _state = SwitchState.Begin(command.Genesis);
        _state.BeginCommand(sequence, batchTimeMs);
        reply.TimeMs = _state.TimeMs;
        reply.Conclude(ResultCode.Approved);
    }

    /// <summary>The checks before the operation itself, the operation, and the memory of its answer.</summary>
    private static void Decide(SwitchState state, in Command command, ref Reply reply)
    {
        var refusal = Admission.Check(state, command);
        if (refusal != ResultCode.None)
        {
            reply.Conclude(refusal);
        }
        else if (!CommandTraits.Of(command.Kind).IsRemembered)
        {
            Answer(state, command, ref reply);
        }
        else if (!Admission.TryReplay(state, command, ref reply))
        {
            refusal = Admission.CheckAge(state, command);
            if (refusal == ResultCode.None && !state.Duplicates.HasRoomFor(1) && command.Kind != CommandKind.GrowTables)
            {
                // Growing the table must be possible when it is full; that is remembered in the room that it makes.
                refusal = ResultCode.DuplicatesFull;
            }

            if (refusal != ResultCode.None)
            {
                reply.Conclude(refusal);
                return;
            }

            reply.Conclude(Operations.Apply(state, command, ref reply));
            Admission.Remember(state, command, reply);
        }
    }

    private static void Answer(SwitchState state, in Command command, ref Reply reply)
    {
        switch (command.Kind)
        {
            case CommandKind.BalanceInquiry:
                reply.Conclude(BalanceInquiry.Apply(state, command, ref reply));
                break;
            case CommandKind.StatusInquiry:
                StatusInquiry.Apply(state, command, ref reply);
                break;
            case CommandKind.HistoryMark:
                reply.Conclude(HistoryMark.Apply(state, command));
                break;
            case CommandKind.Tick:
                reply.Conclude(Tick.Apply(state, command, ref reply));
                break;
            default:
                reply.Conclude(ResultCode.GenesisOutOfPlace);
                break;
        }
    }

    private void Advance(ulong sequence)
    {
        if (sequence != LastSequence + 1)
        {
            throw new InvalidOperationException($"Command {sequence} follows command {LastSequence}: the journal's order is broken.");
        }

        LastSequence = sequence;
    }
}
