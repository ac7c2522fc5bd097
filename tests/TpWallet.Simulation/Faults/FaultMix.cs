using TpWallet.Replication;

namespace TpWallet.Simulation.Faults;

/// <summary>
/// Which faults a run has, and how many: drawn anew for each seed, most of them absent from most runs, because faults that are always there hide
/// what the others can do. Chances are per thousand.
/// </summary>
internal sealed record FaultMix
{
    public static FaultMix None { get; } = new();

    public DurabilityLevel Durability { get; init; }

    /// <summary>Of a message: lost, repeated, and late by up to <see cref="LateMsMax"/> instead of a few milliseconds.</summary>
    public int Lost { get; init; }

    public int Repeated { get; init; }

    public int Late { get; init; }

    public int LateMsMax { get; init; } = 100;

    /// <summary>Of a tenth of a second: a direction between two members breaks, a member is cut off, crashes, is stopped; its disk hangs.</summary>
    public int OneWayBreaks { get; init; }

    public int CutOff { get; init; }

    public int Crash { get; init; }

    public int CrashPrimary { get; init; }

    public int Pause { get; init; }

    public int DiskHangs { get; init; }

    public int Wipe { get; init; }

    public int HandOvers { get; init; }

    /// <summary>Of a tenth of a second: an operator takes a member out, or lets one in again.</summary>
    public int Maintenance { get; init; }

    /// <summary>Of a commit: a snapshot is taken of it.</summary>
    public int Snapshots { get; init; }

    /// <summary>Of a tenth of a second: the store is away for a while. Of a request to it: answered to nobody, carried out late.</summary>
    public int StoreAway { get; init; }

    public int StoreAnswerLost { get; init; }

    public int StoreLate { get; init; }

    public int SyncMsMax { get; init; } = 2;

    /// <summary>How far apart the members' wall clocks are.</summary>
    public int ClockSkewMsMax { get; init; }

    /// <summary>How fast one who is far behind is sent what it lacks.</summary>
    public long CatchUpBytesPerSecond { get; init; } = 64 << 20;

    /// <summary>How long the troubles last.</summary>
    public int TroubleMs { get; init; } = 3_000;

    /// <summary>Whether at the end one member stays away for good.</summary>
    public bool OneStaysAway { get; init; }

    /// <summary>Whether at the end one disk stays hung, its member alive.</summary>
    public bool OneDiskStaysHung { get; init; }

    public static FaultMix Draw(SeededRandom random)
    {
        int Sometimes(int most) => random.Chance(450) ? random.Between(1, most) : 0;

        var memory = random.Chance(120);
        var wipe = random.Chance(150) ? 150 : 0;
        return new FaultMix
        {
            Durability = memory ? DurabilityLevel.Memory : DurabilityLevel.Fsync,
            Lost = Sometimes(150),
            Repeated = Sometimes(100),
            Late = Sometimes(200),
            LateMsMax = random.Pick([30, 100, 300, 800]),
            OneWayBreaks = Sometimes(120),
            CutOff = Sometimes(120),
            Crash = Sometimes(100),
            CrashPrimary = Sometimes(100),
            Pause = Sometimes(80),
            DiskHangs = Sometimes(80),
            Wipe = wipe,
            HandOvers = Sometimes(100),
            Snapshots = Sometimes(50),
            StoreAway = Sometimes(60),
            StoreAnswerLost = Sometimes(300),
            StoreLate = Sometimes(300),
            SyncMsMax = random.Pick([1, 3, 10, 40]),
            ClockSkewMsMax = random.Pick([0, 5, 200]),
            OneStaysAway = !memory && wipe == 0 && random.Chance(400),
            OneDiskStaysHung = !memory && wipe == 0 && random.Chance(300),
            CatchUpBytesPerSecond = random.Pick([64 << 20, 1 << 20, 256 << 10]),
            Maintenance = Sometimes(120),
        };
    }
}
