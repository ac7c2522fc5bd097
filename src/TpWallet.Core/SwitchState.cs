using TpWallet.Core.Accounts;
using TpWallet.Core.Fees;
using TpWallet.Core.Idempotency;
using TpWallet.Core.Instruments;
using TpWallet.Core.Ledger;
using TpWallet.Core.Limits;
using TpWallet.Core.Memory;
using TpWallet.Core.Participants;
using TpWallet.Core.Payments;
using TpWallet.Core.Positions;
using TpWallet.Core.Snapshots;
using TpWallet.Messages;

namespace TpWallet.Core;

/// <summary>Everything that the switch knows, and the command that is being applied to it. One thread owns it.</summary>
internal sealed class SwitchState : IDisposable
{
    /// <summary>Number and slot of the participant that stands for the operator itself.</summary>
    public const ushort Operator = 0;

    /// <summary>
    /// How many tiers and currencies, fees, and positions can be set: settings, so few that their tables have no size in the genesis.
    /// </summary>
    public const uint SettingsMax = 65_536;

    /// <summary>Empty tables: <see cref="Begin"/> makes a state of them, or an image that is loaded.</summary>
    public SwitchState(in GenesisBody genesis)
    {
        Clock = genesis.Clock;
        HashSeed = genesis.HashSeed;
        Participants = new KeyedTable<uint, Participant>(genesis.Tables.Participants + 1, genesis.HashSeed);
        Positions = new KeyedTable<uint, Position>(SettingsMax, genesis.HashSeed);
        Ledger = new GeneralLedger(genesis.Tables.Accounts, genesis.HashSeed, Positions);
        Instruments = new KeyedTable<ulong, Instrument>(genesis.Tables.Instruments, genesis.HashSeed);
        Payments = new PaymentTable(genesis.Tables.OpenAuthorizations, genesis.HashSeed);
        Duplicates = new DuplicateTable(genesis.Tables.DuplicateEntries, genesis.HashSeed);
        TierLimits = new KeyedTable<uint, TierLimit>(SettingsMax, genesis.HashSeed);
        Fees = new KeyedTable<FeeKey, Fee>(SettingsMax, genesis.HashSeed);
    }

    public ClockSource Clock { get; }

    /// <summary>The key of the tables' hashes.</summary>
    public ulong HashSeed { get; }

    public KeyedTable<uint, Participant> Participants { get; }

    public GeneralLedger Ledger { get; }

    public KeyedTable<ulong, Account> Accounts => Ledger.Accounts;

    public KeyedTable<ulong, Instrument> Instruments { get; }

    public PaymentTable Payments { get; }

    public DuplicateTable Duplicates { get; }

    public KeyedTable<uint, TierLimit> TierLimits { get; }

    public KeyedTable<FeeKey, Fee> Fees { get; }

    public KeyedTable<uint, Position> Positions { get; }

    /// <summary>By merchant category: how much more than was authorized may be captured, basis points.</summary>
    public CaptureTolerances CaptureTolerances { get; } = new();

    /// <summary>The tier in which wallets begin.</summary>
    public ColdStartBody ColdStart { get; set; }

    /// <summary>Position of the present command.</summary>
    public ulong Sequence { get; private set; }

    /// <summary>The core's time, milliseconds since 1970-01-01 UTC; never goes back.</summary>
    public long TimeMs { get; private set; }

    /// <summary>Slot of the participant on whose behalf the present command is.</summary>
    public ushort Sender { get; set; }

    /// <summary>A state that knows nothing but the operator.</summary>
    public static SwitchState Begin(in GenesisBody genesis)
    {
        var state = new SwitchState(genesis);
        state.Participants.Add(Operator, out _);
        return state;
    }

    /// <summary>Takes over what an image says besides the tables.</summary>
    public void Restore(in StateHead head)
    {
        Sequence = head.Sequence;
        TimeMs = head.TimeMs;
        ColdStart = head.ColdStart;
        Duplicates.Window = head.Window;
    }

    public void BeginCommand(ulong sequence, long batchTimeMs)
    {
        Sequence = sequence;
        if (Clock == ClockSource.Sequencer)
        {
            AdvanceTime(batchTimeMs);
        }
    }

    public void AdvanceTime(long timeMs) => TimeMs = Math.Max(TimeMs, timeMs);

    /// <summary>A movement on behalf of a request, at the present command's place and time.</summary>
    public Movement Movement(uint debit, uint credit, long amount, in RequestId reference) =>
        new(debit, credit, amount, reference, Sequence, TimeMs);

    /// <summary>What is left on an account, for the eyes of its own participant and the operator alone.</summary>
    public long VisibleAvailable(in Account account, in Command command) =>
        account.Participant == Sender || command.IsByOperator() ? account.Available : 0;

    /// <summary>The business date and month of the participant to which an account belongs.</summary>
    public BusinessPeriod PeriodOf(uint account) => Participants[Accounts[account].Participant].Period;

    /// <summary>From here on everything that a linked command may change can be undone.</summary>
    public void BeginRecording()
    {
        Accounts.BeginRecording();
        Instruments.BeginRecording();
        Positions.BeginRecording();
        Payments.BeginRecording();
    }

    public void EndRecording()
    {
        Accounts.EndRecording();
        Instruments.EndRecording();
        Positions.EndRecording();
        Payments.EndRecording();
    }

    /// <summary>Puts everything back to how it was when the recording began.</summary>
    public void Undo()
    {
        Accounts.Undo();
        Instruments.Undo();
        Positions.Undo();
        Payments.Undo();
        Ledger.ForgetPostings();
    }

    public void Dispose()
    {
        Participants.Dispose();
        Ledger.Dispose();
        Instruments.Dispose();
        Payments.Dispose();
        Duplicates.Dispose();
        TierLimits.Dispose();
        Fees.Dispose();
        Positions.Dispose();
    }
}
