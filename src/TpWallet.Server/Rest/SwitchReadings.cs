using TpWallet.Core;
using TpWallet.Disruptor;
using TpWallet.Gateway.Metrics;
using TpWallet.Messages;
using TpWallet.Server.Engine;

namespace TpWallet.Server.Rest;

/// <summary>Reads the parts of a running switch for its metrics.</summary>
internal sealed class SwitchReadings(SwitchCore core, ISequencer sequencer, CoreStage stage, RingBuffer<Slot> ring) : ISwitchReadings
{
    public ulong Sequence => stage.Sequence;

    public long Commands => stage.Commands;

    public long JournalBatches => sequencer.Batches;

    public long JournalBytes => sequencer.Bytes;

    public int RingCapacity => ring.Capacity;

    public long RingRemaining => ring.RemainingCapacity;

    public IReadOnlyList<TableReading> Tables
    {
        get
        {
            var usage = core.Usage;
            return
            [
                new("accounts", usage.Accounts, usage.AccountsCapacity),
                new("open_authorizations", usage.OpenAuthorizations, usage.AuthorizationsCapacity),
                new("request_ids", usage.DuplicateEntries, usage.DuplicatesCapacity),
            ];
        }
    }
}
