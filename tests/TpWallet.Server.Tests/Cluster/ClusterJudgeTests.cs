using TpWallet.Replication;
using TpWallet.Server.Cluster.Status;
using TpWallet.Server.Configuration;

namespace TpWallet.Server.Tests.Cluster;

/// <summary>What is said at night: the headline must never be better than the truth.</summary>
public sealed class ClusterJudgeTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 3, 0, 0, TimeSpan.Zero);
    private static readonly Guid Journal = new("0f0e0d0c-0b0a-0908-0706-050403020100");

    [Fact]
    public void Healthy_group_takes_payments_and_nothing_is_wrong()
    {
        var verdict = Judge(Primary(), Standby(2), Standby(3));

        Assert.True(verdict.TakesPayments);
        Assert.Equal("payments are taken by node-1 since 2026-03-01 02:00:00Z: epoch 7, 3 of 3 in sync", verdict.Headline);
        Assert.Empty(verdict.Warnings);
        Assert.Empty(verdict.Commands);
    }

    [Fact]
    public void Idle_primary_whose_last_standby_is_silent_takes_no_payments()
    {
        var verdict = Judge(View(inSync: [1, 2]), Primary(Silent(2, 5_000)), Away(2), Away(3, SyncState.No));

        Assert.False(verdict.TakesPayments);
        Assert.StartsWith("PAYMENTS STOPPED: node-1 leads, and no payment can be committed: node-2 gives no answer since", verdict.Headline,
            StringComparison.Ordinal);
        Assert.Contains("min_in_sync is 2", verdict.Headline, StringComparison.Ordinal);
    }

    [Fact]
    public void Stuck_primary_names_whom_it_waits_for()
    {
        var verdict = Judge(Primary() with { Report = Report(1, ReplicaRole.Primary) with { Serving = true, Stuck = true } }, Standby(2),
            Standby(3) with { Lag = 40 });

        Assert.False(verdict.TakesPayments);
        Assert.Equal("PAYMENTS STOPPED: node-1 leads and can't commit: node-3 is 40 commands behind", verdict.Headline);
    }

    [Fact]
    public void Clock_that_jumped_stops_payments_and_the_command_is_told()
    {
        var verdict = Judge(Primary() with { Report = Report(1, ReplicaRole.Primary) with { Serving = true, ClockHeld = true } },
            Standby(2), Standby(3));

        Assert.False(verdict.TakesPayments);
        Assert.Contains("clock jumped", verdict.Headline, StringComparison.Ordinal);
        Assert.Equal(["tpwallet cluster accept-clock /data"], verdict.Commands);
    }

    [Fact]
    public void Full_disk_of_the_primary_suggests_a_transfer_to_one_with_room()
    {
        var verdict = Judge(
            Primary() with { Report = Report(1, ReplicaRole.Primary) with { Serving = true, DiskShort = true } },
            Standby(2) with { Report = Report(2, ReplicaRole.Standby) with { DiskShort = true } },
            Standby(3));

        Assert.False(verdict.TakesPayments);
        Assert.Equal(["tpwallet cluster transfer /data --to node-3"], verdict.Commands);
        Assert.Contains("node-2's disk has too little room", verdict.Warnings);
    }

    [Fact]
    public void Group_of_which_all_in_sync_are_away_says_whom_to_start()
    {
        var verdict = Judge(View(inSync: [1, 2]), Away(1), Away(2), Standby(3) with { InSync = SyncState.Joining });

        Assert.False(verdict.TakesPayments);
        Assert.Contains("those in sync (node-1, node-2) give no answer. Start one of them", verdict.Headline, StringComparison.Ordinal);
    }

    [Fact]
    public void View_store_that_is_away_is_the_reason_when_nobody_leads_and_a_warning_otherwise()
    {
        var silent = Report(2, ReplicaRole.Standby) with { ViewAgeMs = 60_000, ViewFailure = "etcd doesn't answer" };

        var stopped = Judge(Away(1), Standby(2) with { Report = silent }, Away(3));
        var going = Judge(Primary(), Standby(2) with { Report = silent }, Standby(3));

        Assert.StartsWith("PAYMENTS STOPPED: nobody leads, and the view store does not answer: etcd doesn't answer", stopped.Headline,
            StringComparison.Ordinal);
        Assert.True(going.TakesPayments);
        Assert.Contains(going.Warnings, static warning => warning.Contains("payments go on, fail-over doesn't", StringComparison.Ordinal));
    }

    [Fact]
    public void Removed_member_is_told_with_the_command_and_the_thinness_of_the_group()
    {
        var verdict = Judge(View(inSync: [1, 2], removed: [3]), Primary(), Standby(2), Standby(3) with { InSync = SyncState.Removed });

        Assert.True(verdict.TakesPayments);
        Assert.Contains("node-3 was taken out by an operator", verdict.Warnings);
        Assert.Contains("the loss of one more member stops payments: 2 in sync, min_in_sync is 2", verdict.Warnings);
        Assert.Equal(["tpwallet cluster rejoin /data node-3"], verdict.Commands);
    }

    [Fact]
    public void Logs_and_states_that_differ_come_first()
    {
        var verdict = Judge(
            Primary() with { State = new HashAt(9, "aa") },
            Standby(2) with { Log = LogAgreement.Differs, State = new HashAt(9, "bb") },
            Away(3));

        Assert.StartsWith("THE LOG OF node-2 DIFFERS", verdict.Warnings[0], StringComparison.Ordinal);
        Assert.StartsWith("THE STATES DIFFER at sequence 9", verdict.Warnings[1], StringComparison.Ordinal);
    }

    [Fact]
    public void States_at_different_sequences_say_nothing() => Assert.Empty(Judge(
        Primary() with { State = new HashAt(9, "aa") }, Standby(2) with { State = new HashAt(10, "bb") }, Standby(3)).Warnings);

    [Fact]
    public void Memory_and_a_forced_min_in_sync_are_said_loudly()
    {
        var forced = View(inSync: [1, 2, 3]) with { MinInSync = 1 };
        var verdict = Judge(forced,
            Primary() with { Report = Report(1, ReplicaRole.Primary) with { Serving = true, Durability = GroupDurability.QuorumMemory } },
                Standby(2), Standby(3));

        Assert.Contains(verdict.Warnings, static warning => warning.StartsWith("QUORUM-MEMORY", StringComparison.Ordinal));
        Assert.Contains(verdict.Warnings, static warning =>
            warning.StartsWith("an operator has made min_in_sync 1, and it is 2", StringComparison.Ordinal));
        Assert.Equal(["tpwallet cluster min-in-sync /data 2"], verdict.Commands);
    }

    [Fact]
    public void Text_has_the_headline_first_and_a_row_for_each_member()
    {
        var status = Status(View(), Primary(), Standby(2), Away(3));
        status = status with { Verdict = ClusterJudge.Judge(status, "/data") };

        var lines = StatusText.Lines(status).ToArray();

        Assert.Equal(status.Verdict.Headline, lines[0]);
        Assert.StartsWith("member  role       in sync", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("node-1  PRIMARY    yes      7      1,000", lines[3], StringComparison.Ordinal);
        Assert.StartsWith("node-3  NO ANSWER", lines[5], StringComparison.Ordinal);
        Assert.Contains("! node-3: no answer since 2026-03-01 02:59:50Z, still counted in sync", lines);
    }

    private static ClusterVerdict Judge(params MemberStatus[] members) => Judge(View(), members);

    private static ClusterVerdict Judge(ViewReport view, params MemberStatus[] members) => ClusterJudge.Judge(Status(view, members), "/data");

    private static ClusterStatus Status(ViewReport view, params MemberStatus[] members) =>
        new() { Group = "tests", Asked = "node-1", At = Now, View = view, Members = members };

    private static ViewReport View(int[]? inSync = null, int[]? removed = null) => new()
    {
        Epoch = 7,
        Version = 12,
        Primary = "node-1",
        InSync = (inSync ?? [1, 2, 3]).ToDictionary(static number => $"node-{number}", static _ => Journal),
        MinInSync = 2,
        Removed = [.. (removed ?? []).Select(static number => $"node-{number}")],
    };

    private static MemberStatus Primary(params StandbyReport[] standbys) => Standby(1) with
    {
        Report = Report(1, ReplicaRole.Primary) with
        {
            Serving = true,
            Standbys = standbys,
            LastTakeOver = new TakeOverReport(7, Now.AddHours(-1), 412),
        },
    };

    private static StandbyReport Silent(int number, long silentMs) => new($"node-{number}", true, 900, silentMs);

    private static MemberStatus Standby(int number) => new()
    {
        Node = $"node-{number}",
        Report = Report(number, ReplicaRole.Standby),
        InSync = SyncState.Yes,
        Lag = 0,
        Log = LogAgreement.Same,
    };

    private static MemberStatus Away(int number, SyncState inSync = SyncState.Yes) =>
        new() { Node = $"node-{number}", InSync = inSync, LastHeard = Now.AddSeconds(-10) };

    private static MemberReport Report(int number, ReplicaRole role) => new()
    {
        Node = $"node-{number}",
        Role = role,
        Epoch = 7,
        Primary = "node-1",
        JournalId = Journal,
        Tail = 1_000,
        Committed = 1_000,
        Joined = role == ReplicaRole.Standby,
        ViewAgeMs = 100,
        ConfiguredMinInSync = 2,
        Version = "1.0.0",
        Started = Now.AddHours(-2),
        Now = Now,
    };
}
