using TpWallet.Simulation.Broken;

namespace TpWallet.Simulation.Group;

/// <summary>
/// What of a member survives its process: records in order, of which a beginning is synced. A crash loses some of what wasn't synced, from an
/// arbitrary record on.
/// </summary>
internal sealed class SimulatedDisk(World world)
{
    private readonly List<DiskRecord> _records = [];
    private int _synced;
    private long _busyUntilMs;
    private int _generation;

    public Guid JournalId { get; private set; } = world.Random.NextGuid();

    public IReadOnlyList<DiskRecord> Records => _records;

    public bool IsHung { get; private set; }

    /// <summary>Told through which record everything is durable.</summary>
    public Action<long> Synced { get; set; } = static _ => { };

    /// <summary>Puts records there that are durable already.</summary>
    public void Prepare(IEnumerable<DiskRecord> records)
    {
        _records.AddRange(records);
        _synced = _records.Count;
    }

    public long Append(DiskRecord record)
    {
        _records.Add(record);
        var ticket = _records.Count;
        var generation = _generation;
        _busyUntilMs = Math.Max(_busyUntilMs, world.Time.NowMs) + world.Random.Between(0, world.Faults.SyncMsMax);
        world.Time.After(_busyUntilMs - world.Time.NowMs, () => Sync(ticket, generation));
        return ticket;
    }

    public void Hang(bool hung)
    {
        IsHung = hung;
        if (!hung)
        {
            var generation = _generation;
            var through = _records.Count;
            world.Time.After(1, () => Sync(through, generation));
        }
    }

    /// <summary>The process ends. With the power the unsynced records go, or some of them; without, they stay and are unsynced still.</summary>
    public void Crash(bool powerCut, int? keepUnsynced = null)
    {
        Forget();
        if (powerCut)
        {
            var keep = _synced + (keepUnsynced ?? world.Random.Below(_records.Count - _synced + 1));
            _records.RemoveRange(keep, _records.Count - keep);
            _synced = _records.Count;
        }

        if (world.Faults.Durability == Replication.DurabilityLevel.Memory && world.Broken != BrokenRule.MemoryKeepsJournalId)
        {
            JournalId = world.Random.NextGuid();
        }
    }

    /// <summary>A new, empty disk.</summary>
    public void Wipe()
    {
        Forget();
        _records.Clear();
        _synced = 0;
        JournalId = world.Random.NextGuid();
    }

    private void Forget()
    {
        _generation++;
        _busyUntilMs = 0;
        IsHung = false;
        Synced = static _ => { };
    }

    private void Sync(int through, int generation)
    {
        if (generation == _generation && !IsHung)
        {
            _synced = Math.Max(_synced, through);
            Synced(_synced);
        }
    }
}
