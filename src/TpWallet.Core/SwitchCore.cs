using TpWallet.Core.Accounts;
using TpWallet.Core.Administration;
using TpWallet.Core.Authorizations;
using TpWallet.Core.Idempotency;
using TpWallet.Core.Inquiries;
using TpWallet.Core.Ledger;
using TpWallet.Core.Payments;
using TpWallet.Messages;

namespace TpWallet.Core;

/// <summary>
/// The switch as a function of its commands: the same commands in the same order give the same replies, the same postings and the same state
/// on every machine. No clock, no thread, no file; no allocation per command. One thread owns it.
/// </summary>
public sealed class SwitchCore : IDisposable
{
    private SwitchState? _state;

    /// <summary>The movements that the last command caused, in order; valid until the next.</summary>
    public ReadOnlySpan<Posting> Postings => _state is null ? [] : _state.Ledger.Postings;

    /// <summary>Sequence of the last command applied; 0: none yet.</summary>
    public ulong LastSequence { get; private set; }

    /// <summary>The core's time, milliseconds since 1970-01-01 UTC; 0 before the first command.</summary>
    public long TimeMs => _state?.TimeMs ?? 0;

    /// <summary>Where time comes from; <see cref="ClockSource.Sequencer"/> before the genesis.</summary>
    public ClockSource Clock => _state?.Clock ?? ClockSource.Sequencer;

    /// <summary>How full the tables are.</summary>
    public CoreUsage Usage => _state is null ? default : CoreUsage.Of(_state);

    /// <summary>Decides one command and carries it out.</summary>
    /// <param name="command">The command, of any content: nothing in it is trusted.</param>
    /// <param name="sequence">Its position in the journal: one more than the last.</param>
    /// <param name="batchTimeMs">The time of its batch, milliseconds since 1970-01-01 UTC.</param>
    /// <param name="reply">Is overwritten with the answer.</param>
    /// <exception cref="InvalidOperationException">A sequence is skipped or repeated, or the state is broken: the process must stop.</exception>
    public void Apply(in Command command, ulong sequence, long batchTimeMs, ref Reply reply)
    {
        if (sequence != LastSequence + 1)
        {
            throw new InvalidOperationException($"Command {sequence} follows command {LastSequence}: the journal's order is broken.");
        }

        LastSequence = sequence;
        reply = new Reply { RequestId = command.RequestId, Sequence = sequence, TimeMs = batchTimeMs };
        if (_state is null)
        {
            ApplyFirst(command, sequence, batchTimeMs, ref reply);
            return;
        }

        _state.BeginCommand(sequence, batchTimeMs);
        reply.TimeMs = _state.TimeMs;
        var refusal = CommandValidation.Check(command);
        if (refusal == ResultCode.None)
        {
            refusal = Identify(_state, command);
        }

        if (refusal != ResultCode.None)
        {
            reply.Conclude(refusal);
        }
        else if (IsRemembered(command.Kind))
        {
            ApplyOnce(_state, command, ref reply);
        }
        else
        {
            Answer(_state, command, ref reply);
        }
    }

    /// <summary>Asks for the index lines that a command will need; worth it some sixteen commands ahead.</summary>
    public void PrefetchIndexes(in Command command)
    {
        if (_state is { } state && state.Participants.TryFind(command.Participant, out var sender))
        {
            var request = new RequestKey((ushort)sender, command.RequestId);
            state.Duplicates.PrefetchIndex(request);
            state.Authorizations.Table.PrefetchIndex(request);
            state.Accounts.PrefetchIndex(command.Account);
        }
    }

    /// <summary>Asks for the records that a command will need; worth it some eight commands ahead, after <see cref="PrefetchIndexes"/>.</summary>
    public void PrefetchRecords(in Command command) => _state?.Accounts.PrefetchRecord(command.Account);

    /// <summary>Walks all accounts and sums them up.</summary>
    public LedgerAudit Audit() => _state is null ? new LedgerAudit(0, [], []) : LedgerAudit.Of(_state.Ledger);

    /// <summary>SHA-256 over everything that the switch knows, as lower-case hex. Equal on all replicas after the same command; doesn't depend on
    /// how large the tables are.</summary>
    public string StateHash() => Core.StateHash.Of(_state, LastSequence);

    /// <inheritdoc/>
    public void Dispose() => _state?.Dispose();

    private void ApplyFirst(in Command command, ulong sequence, long batchTimeMs, ref Reply reply)
    {
        var refusal = CommandValidation.Check(command);
        if (refusal != ResultCode.None || command.Kind != CommandKind.Genesis)
        {
            reply.Conclude(refusal != ResultCode.None ? refusal : ResultCode.GenesisOutOfPlace);
            return;
        }

        _state = new SwitchState(command.Genesis);
        _state.BeginCommand(sequence, batchTimeMs);
        reply.TimeMs = _state.TimeMs;
        reply.Conclude(ResultCode.Approved);
    }

    /// <summary>Finds the sender's slot. Naming an unknown participant is not remembered: there is no one to remember it for.</summary>
    private static ResultCode Identify(SwitchState state, in Command command)
    {
        if (command.Kind.IsOfTheSwitch() || command.Kind == CommandKind.AddParticipant)
        {
            state.Sender = SwitchState.Operator;
            return ResultCode.None;
        }

        var known = state.Participants.TryFind(command.Participant, out var slot);
        state.Sender = (ushort)slot;
        return known ? ResultCode.None : ResultCode.UnknownParticipant;
    }

    private static bool IsRemembered(CommandKind kind) =>
        kind is not (CommandKind.Genesis or CommandKind.Tick or CommandKind.BalanceInquiry or CommandKind.StatusInquiry);

    private static void ApplyOnce(SwitchState state, in Command command, ref Reply reply)
    {
        var key = new RequestKey(state.Sender, command.RequestId);
        var fingerprint = BodyFingerprint.Of(command);
        if (state.Duplicates.TryFind(key, out var known))
        {
            ref readonly var first = ref state.Duplicates[known];
            if (first.BodyFingerprint == fingerprint)
            {
                first.Replay(ref reply);
            }
            else
            {
                reply.Conclude(ResultCode.RequestIdConflict);
            }

            return;
        }

        // Growing the table of duplicates must be possible when it is full; it is remembered in the room that it makes.
        if (state.Duplicates.HighWater == state.Duplicates.Capacity && command.Kind != CommandKind.GrowTables)
        {
            reply.Conclude(ResultCode.DuplicatesFull);
            return;
        }

        reply.Conclude(Carry(state, command, ref reply));
        if (state.Duplicates.HighWater < state.Duplicates.Capacity)
        {
            state.Duplicates.Add(key, out _).Store(reply, fingerprint);
        }
    }

    private static ResultCode Carry(SwitchState state, in Command command, ref Reply reply) => command.Kind switch
    {
        CommandKind.Authorize => Authorize.Apply(state, command, ref reply),
        CommandKind.Capture => Capture.Apply(state, command, ref reply),
        CommandKind.Void => Authorizations.Void.Apply(state, command, ref reply),
        CommandKind.Purchase => Purchase.Apply(state, command, ref reply),
        CommandKind.Deposit => Deposit.Apply(state, command, ref reply),
        CommandKind.OpenAccount => OpenAccount.Apply(state, command),
        CommandKind.AddParticipant => AddParticipant.Apply(state, command),
        CommandKind.GrowTables => GrowTables.Apply(state, command),
        _ => throw new InvalidOperationException($"Command kind {command.Kind} passed validation and has no operation."),
    };

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
            case CommandKind.Tick:
                reply.Conclude(Tick.Apply(state, command, ref reply));
                break;
            default:
                reply.Conclude(ResultCode.GenesisOutOfPlace);
                break;
        }
    }
}
