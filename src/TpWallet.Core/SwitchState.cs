using TpWallet.Core.Accounts;
using TpWallet.Core.Authorizations;
using TpWallet.Core.Idempotency;
using TpWallet.Core.Ledger;
using TpWallet.Core.Memory;
using TpWallet.Core.Participants;
using TpWallet.Messages;

namespace TpWallet.Core;

/// <summary>Everything that the switch knows, and the command that is being applied to it. One thread owns it.</summary>
internal sealed class SwitchState : IDisposable
{
    public SwitchState(in GenesisBody genesis)
    {
        Clock = genesis.Clock;
        Participants = new KeyedTable<uint, Participant>(genesis.Tables.Participants + 1, genesis.HashSeed);
        Ledger = new GeneralLedger(genesis.Tables.Accounts, genesis.HashSeed);
        Authorizations = new AuthorizationTable(genesis.Tables.OpenAuthorizations, genesis.HashSeed);
        Duplicates = new KeyedTable<RequestKey, DuplicateEntry>(genesis.Tables.DuplicateEntries, genesis.HashSeed);
        Participants.Add(Operator, out _);
    }

    /// <summary>Number and slot of the participant that stands for the operator itself.</summary>
    public const ushort Operator = 0;

    public ClockSource Clock { get; }

    public KeyedTable<uint, Participant> Participants { get; }

    public GeneralLedger Ledger { get; }

    public KeyedTable<ulong, Account> Accounts => Ledger.Accounts;

    public AuthorizationTable Authorizations { get; }

    public KeyedTable<RequestKey, DuplicateEntry> Duplicates { get; }

    /// <summary>Position of the present command.</summary>
    public ulong Sequence { get; private set; }

    /// <summary>The core's time, milliseconds since 1970-01-01 UTC; never goes back.</summary>
    public long TimeMs { get; private set; }

    /// <summary>Slot of the participant on whose behalf the present command is.</summary>
    public ushort Sender { get; set; }

    public void BeginCommand(ulong sequence, long batchTimeMs)
    {
        Sequence = sequence;
        if (Clock == ClockSource.Sequencer)
        {
            AdvanceTime(batchTimeMs);
        }

        Ledger.BeginCommand();
    }

    public void AdvanceTime(long timeMs) => TimeMs = Math.Max(TimeMs, timeMs);

    /// <summary>A movement on behalf of a request, at the present command's place and time.</summary>
    public Movement Movement(uint debit, uint credit, long amount, in RequestId reference) =>
        new(debit, credit, amount, reference, Sequence, TimeMs);

    /// <summary>What is left on an account, for the eyes of its own participant and the operator alone.</summary>
    public long VisibleAvailable(in Account account, in Command command) =>
        account.Participant == Sender || command.IsByOperator() ? account.Available : 0;

    public void Dispose()
    {
        Participants.Dispose();
        Ledger.Dispose();
        Authorizations.Dispose();
        Duplicates.Dispose();
    }
}
