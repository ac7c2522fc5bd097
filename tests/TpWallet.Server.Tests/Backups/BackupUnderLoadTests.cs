using System.Net;
using TpWallet.Core;
using TpWallet.Messages;
using TpWallet.Persistence.Journal;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Configuration;
using TpWallet.Server.Engine.Recovery;
using TpWallet.Server.Tests.Crash;
using Xunit.Abstractions;

namespace TpWallet.Server.Tests.Backups;

/// <summary>
/// A real switch in a process of its own is backed up while acquirers pay over the real protocol; the copy is restored, compared and served.
/// TPWALLET_SEED repeats a run as far as the machine allows.
/// </summary>
public sealed class BackupUnderLoadTests : IDisposable
{
    private const int AnswersBefore = 2_000;
    private const int AnswersInRound = 1_000;
    private const int RoundsMax = 40;
    private const uint PaymentsMax = 200_000;
    private static readonly TimeSpan StepTimeout = TimeSpan.FromMinutes(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("tpwallet-backup-").FullName;
    private readonly Findings _findings = new();
    private readonly Random _random;
    private readonly ITestOutputHelper _output;
    private readonly List<Till> _tills = [];

    public BackupUnderLoadTests(ITestOutputHelper output)
    {
        var seed = Environment.GetEnvironmentVariable("TPWALLET_SEED") is { } given
            ? int.Parse(given, System.Globalization.CultureInfo.InvariantCulture) : Random.Shared.Next();
        _random = new Random(seed);
        _output = output;
        output.WriteLine($"seed {seed}; repeat with TPWALLET_SEED={seed}");
    }

    /// <summary>
    /// First with snapshots and releases of the journal going on meanwhile, and so few request ids in memory that the answers come from the history
    /// that the restored switch makes of its event log; then with neither.
    /// </summary>
    [Theory]
    [InlineData("Segments", 1 << 20, 6_000u)]
    [InlineData("Faster", 0, PaymentsMax)]
    public async Task Backup_under_load_is_restored_with_the_same_state_and_gives_the_first_answers(
        string kind, long snapshotEveryBytes, uint remembered)
    {
        var configuration = Configuration(Enum.Parse<JournalKind>(kind), snapshotEveryBytes, remembered);
        List<TrackedRequest> before;
        string backup;

        // While ids are forgotten, new ones that carry no time may be refused for a moment; a till takes that for an answer. Its requests of
        // then count for nothing.
        var meanwhile = remembered < PaymentsMax ? new Findings() : _findings;
        await using (var process = ServeProcess.Start(configuration))
        {
            var endpoint = await process.Ready.WaitAsync(StepTimeout);
            before = await PrepareAsync(process, endpoint);
            if (remembered < PaymentsMax)
            {
                await LoadAsync(process, endpoint, (int)remembered, meanwhile);
            }

            backup = await BackUpUnderLoadAsync(process, endpoint, configuration.Data, meanwhile);
            process.Terminate();
            Assert.Equal(ExitCodes.Success, await process.WaitForExitAsync(CancellationToken.None).WaitAsync(StepTimeout));
        }

        var restored = Path.Combine(_folder, "restored");
        var restore = await CommandLineRun.Of("restore", backup, "--to", restored, "--json");
        Assert.True(restore.ExitCode == ExitCodes.Success, restore.Error);
        var sequence = restore.OutputJson().GetProperty("sequence").GetUInt64();
        Assert.True(restore.OutputJson().GetProperty("snapshot_sequence").GetUInt64() <= sequence);
        Assert.Equal(StateHashAt(configuration, sequence), restore.OutputJson().GetProperty("state_hash").GetString());

        var verify = await CommandLineRun.Of("journal", "verify", restored, "--json");
        Assert.Equal((ExitCodes.Success, "clean"), (verify.ExitCode, verify.OutputJson().GetProperty("verdict").GetString()));
        await AskRestoredAsync(configuration with { Data = restored, Snapshots = new SnapshotConfiguration() }, before);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private SwitchConfiguration Configuration(JournalKind kind, long snapshotEveryBytes, uint remembered) => new()
    {
        Data = Path.Combine(_folder, "data"),
        Port = 0,
        Rest = new RestConfiguration { Port = 0 },
        Journal = kind,
        SegmentBytes = 4 << 20,
        DiskReserveBytes = 64 << 20,
        Genesis = new GenesisConfiguration
        {
            Accounts = 64,
            OpenAuthorizations = PaymentsMax,
            DuplicateEntries = remembered,
            Participants = World.Participants,
        },
        Engine = new EngineConfiguration { MaxBatch = 4_096 },
        Snapshots = new SnapshotConfiguration
        {
            JournalBytes = snapshotEveryBytes,
            BytesPerSecond = 8 << 20,
            Archive = kind == JournalKind.Segments ? Path.Combine(_folder, "archive") : "",
        },
    };

    /// <returns>All requests that were acknowledged, with their answers.</returns>
    private async Task<List<TrackedRequest>> PrepareAsync(ServeProcess process, IPEndPoint endpoint)
    {
        List<TrackedRequest> requests = [.. World.Preparations().Select(static command => new TrackedRequest(command))];
        await new Interrogation(endpoint, _findings).SendAgainAsync(requests, new Dictionary<TrackedRequest, Reply>());
        await LoadAsync(process, endpoint, AnswersBefore, _findings);
        requests.AddRange(_tills.SelectMany(static till => till.TakeNew()));
        _findings.AssertNone();
        Assert.All(requests, static request => Assert.True(request.IsAnswered));
        return requests;
    }

    private async Task<string> BackUpUnderLoadAsync(ServeProcess process, IPEndPoint endpoint, string data, Findings findings)
    {
        var target = Path.Combine(_folder, "backup");
        var running = CommandLineRun.Of("backup", data, "--to", target, "--json");
        var rounds = 0;
        for (; !running.IsCompleted && rounds < RoundsMax; rounds++)
        {
            await LoadAsync(process, endpoint, AnswersInRound, findings);
        }

        var backup = await running;
        Assert.True(backup.ExitCode == ExitCodes.Success, backup.Error);
        _output.WriteLine($"{rounds} rounds of load meanwhile; {backup.Output}{backup.Error}");
        _findings.AssertNone();
        Assert.True(File.Exists(Path.Combine(target, "backup.json")));
        return target;
    }

    /// <summary>Until so many answers have come; then everything in flight is answered.</summary>
    private async Task LoadAsync(ServeProcess process, IPEndPoint endpoint, int answers, Findings findings)
    {
        using var end = new LoadEnd(process, EndKind.KillIdle, answers, names: 0, folder: "");
        var load = new Load(endpoint, end, findings);
        var lanes = new List<Task>();
        for (var participant = 1u; participant <= World.Participants; participant++)
        {
            lanes.Add(load.RunConnectionAsync(NewTill(participant), window: 32));
            lanes.Add(load.RunClientsAsync([NewTill(participant), NewTill(participant)]));
        }

        await Task.WhenAll(lanes).WaitAsync(StepTimeout);
    }

    private Till NewTill(uint participant)
    {
        var till = new Till(participant, (uint)_tills.Count + 1, _random.Next());
        _tills.Add(till);
        return till;
    }

    /// <summary>Applies the original's journal, with its archive, from its first command through a sequence.</summary>
    private static string StateHashAt(SwitchConfiguration configuration, ulong sequence)
    {
        var options = new JournalReadOptions
        {
            Directory = Path.Combine(configuration.Data, SwitchConfiguration.JournalFolder),
            ArchiveDirectory = configuration.Snapshots.Archive.Length > 0 ? configuration.Snapshots.Archive : null,
        };
        using var core = new SwitchCore();
        using var replay = new CoreReplay(core, null, null, CancellationToken.None);
        JournalReader.Read(options, new Until(replay, sequence));
        replay.Complete();
        Assert.Equal(sequence, core.LastSequence);
        return core.StateHash();
    }

    private async Task AskRestoredAsync(SwitchConfiguration configuration, List<TrackedRequest> requests)
    {
        await using var process = ServeProcess.Start(configuration);
        try
        {
            var interrogation = new Interrogation(await process.Ready.WaitAsync(StepTimeout), _findings);
            await AwaitHistoryAsync(interrogation, requests[^1].Command).WaitAsync(StepTimeout);
            Assert.Empty(await interrogation.AskAgainAsync(requests).WaitAsync(StepTimeout));
            await interrogation.SendAgainAsync(requests, requests.ToDictionary(static request => request, static request => request.Answer))
                .WaitAsync(StepTimeout);
            _findings.AssertNone();
        }
        catch (Exception exception)
        {
            Assert.Fail($"{exception}{Environment.NewLine}the restored switch said: {process.Errors}");
        }
    }

    /// <summary>History is made anew behind the start; until then the switch asks for patience.</summary>
    private static async Task AwaitHistoryAsync(Interrogation interrogation, Command known)
    {
        var isBehind = true;
        while (isBehind)
        {
            var probe = new TrackedRequest(known) { MayBeApplied = true };
            isBehind = (await interrogation.AskAgainAsync([probe])).TryGetValue(probe, out var reply) && reply.Result == ResultCode.HistoryBehind;
        }
    }

    private sealed class Until(CoreReplay replay, ulong sequence) : IBatchVisitor
    {
        public void OnBatch(in SealedBatchHeader header, ReadOnlySpan<Command> commands)
        {
            if (header.LastSequence <= sequence)
            {
                replay.OnBatch(header, commands);
            }
        }
    }
}
