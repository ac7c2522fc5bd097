using TpWallet.Messages;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Configuration;
using Xunit.Abstractions;

namespace TpWallet.Server.Tests.Crash;

/// <summary>A real switch on real disks that are full, or fail: what it acknowledged it keeps, and it says what is wrong.</summary>
public sealed class DiskTroubleTests(ITestOutputHelper output) : IDisposable
{
    private const long Reserve = 32 << 20;

    // Less than a segment. What the switch has accepted is still written to its event log, and its history made durable: the reserve is for that.
    private const long LeftToTheSwitch = 2 << 20;
    private const string NoSpace = "No space left on device";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("tpwallet-disk-").FullName;

    private string Data => Path.Combine(_folder, "data");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_full_disk_closes_the_switch_room_opens_it_and_a_restart_recovers_what_was_acknowledged()
    {
        using var disk = SmallDisk.Mount(Data, 192 << 20);
        await using var payer = new Payer();
        await using (var process = ServeProcess.Start(Configuration()))
        {
            await payer.FurnishAsync(process);
            await payer.PayManyAsync(200);
            await FillAsync(disk, payer);
            disk.Free();
            await payer.PayUntilAsync(ResultCode.Approved);
            await payer.PayManyAsync(200);
            await FillAsync(disk, payer);
            process.Kill();
            Assert.Equal(ServeProcess.Killed, await ExitOf(process));
            output.WriteLine(process.Errors);
            Assert.DoesNotContain("HISTORY STOPPED", process.Errors, StringComparison.Ordinal);
        }

        await using (var again = ServeProcess.Start(Configuration()))
        {
            await payer.SignOnAsync(again);
            Assert.Equal([ResultCode.DiskFull], await payer.PayManyAsync(50));
            Assert.Equal(ResultCode.DiskFull, await payer.InquireAsync());
            disk.Free();
            await payer.PayUntilAsync(ResultCode.Approved);
            await payer.AssertRememberedAsync();
            again.Terminate();
            Assert.Equal(ExitCodes.Success, await ExitOf(again));
        }

        StoredState.Check(Configuration(), "after a full disk");
    }

    [Fact]
    public async Task A_failing_event_log_stops_the_switch_and_nothing_acknowledged_is_lost()
    {
        using var disk = SmallDisk.Mount(Path.Combine(Data, SwitchConfiguration.EventsFolder), 1 << 20);
        await using var payer = new Payer();
        await using (var process = ServeProcess.Start(Configuration()))
        {
            await payer.FurnishAsync(process);
            await payer.PayUntilAsync(ResultCode.None);

            Assert.Equal(ExitCodes.SwitchFailed, await ExitOf(process));
            Assert.Contains("the switch stopped: EventLogException: The event log in", process.Errors, StringComparison.Ordinal);
            Assert.Contains(NoSpace, process.Errors, StringComparison.Ordinal);
        }

        disk.Resize(64 << 20);
        await AssertGoesOnAsync(payer);
    }

    [Theory]
    [InlineData(256 << 10, false)]
    [InlineData(64 << 20, true)]
    public async Task A_failing_history_is_loud_and_new_requests_are_refused_once_nothing_can_be_forgotten(long bytes, bool hasNoNames)
    {
        using var disk = SmallDisk.Mount(Path.Combine(Data, SwitchConfiguration.HistoryFolder), bytes, names: 64);
        await using var payer = new Payer();
        await using (var process = ServeProcess.Start(Configuration()))
        {
            await payer.FurnishAsync(process);
            if (hasNoNames)
            {
                disk.FillNames();
            }

            await payer.PayUntilAsync(_ => process.Errors.Contains("HISTORY STOPPED", StringComparison.Ordinal));
            await payer.PayUntilAsync(ResultCode.DuplicatesFull);

            Assert.DoesNotContain(ResultCode.Approved, await payer.PayManyAsync(100));
            Assert.Contains(NoSpace, process.Errors, StringComparison.Ordinal);
            process.Terminate();
            Assert.Equal(ExitCodes.Success, await ExitOf(process));
        }

        disk.Free();
        disk.Resize(64 << 20);
        await AssertGoesOnAsync(payer);
    }

    [Fact]
    public async Task An_archive_without_room_is_reported_and_filled_when_there_is_room()
    {
        var archive = Path.Combine(_folder, "archive");
        using var disk = SmallDisk.Mount(archive, 1 << 20);
        await using var payer = new Payer();
        var configuration = Configuration();
        configuration = configuration with { Snapshots = configuration.Snapshots with { Archive = archive } };
        await using (var process = ServeProcess.Start(configuration))
        {
            await payer.FurnishAsync(process);
            await payer.PayUntilAsync(_ => process.Errors.Contains("couldn't be released", StringComparison.Ordinal));
            disk.Resize(64 << 20);
            await payer.PayUntilAsync(_ => Directory.EnumerateFiles(archive, "*.seg").Any());
            process.Terminate();
            Assert.Equal(ExitCodes.Success, await ExitOf(process));
        }

        StoredState.Check(configuration, "after a full archive");
    }

    /// <summary>Fills the disk while requests go on: they are refused in time, and so are inquiries, and the switch stays.</summary>
    private static async Task FillAsync(SmallDisk disk, Payer payer)
    {
        disk.Fill(leave: Reserve / 2);
        await payer.PayUntilAsync(ResultCode.DiskFull);
        disk.Fill(leave: LeftToTheSwitch);
        Assert.Equal([ResultCode.DiskFull], await payer.PayManyAsync(200));
        Assert.Equal(ResultCode.DiskFull, await payer.InquireAsync());
    }

    private static Task<int> ExitOf(ServeProcess process) => process.WaitForExitAsync(CancellationToken.None).WaitAsync(Patience);

    private async Task AssertGoesOnAsync(Payer payer)
    {
        await using (var again = ServeProcess.Start(Configuration()))
        {
            await payer.SignOnAsync(again);
            await payer.PayUntilAsync(ResultCode.Approved);
            await payer.AssertRememberedAsync();
            again.Terminate();
            Assert.Equal(ExitCodes.Success, await ExitOf(again));
        }

        StoredState.Check(Configuration(), "after a failing disk");
    }

    private SwitchConfiguration Configuration() => new()
    {
        Data = Data,
        Port = 0,
        Rest = new RestConfiguration { Port = 0 },
        SegmentBytes = 4 << 20,
        DiskReserveBytes = Reserve,
        Snapshots = new SnapshotConfiguration { JournalBytes = 256 << 10, MemoryBytes = 16 << 20 },
        Genesis = new GenesisConfiguration
        {
            Accounts = 64,
            OpenAuthorizations = 100_000,
            DuplicateEntries = 512,
            Participants = World.Participants,
            Instruments = 16,
        },
        History = new HistoryConfiguration
        {
            CheckpointIntervalMs = 100,
            MemoryBytes = 16 << 20,
            IndexBytes = 32 << 20,
            BufferBytes = 1 << 20,
        },
    };
}
