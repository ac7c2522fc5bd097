using System.Globalization;
using System.Net;
using TpWallet.Messages;
using TpWallet.Persistence.Faults;
using TpWallet.Persistence.Journal;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Configuration;
using Xunit.Abstractions;

namespace TpWallet.Server.Tests.Crash;

/// <summary>
/// Rounds on one data folder: start a switch, check what it remembers of all rounds before, put it under load, end it. After the last round
/// everything is checked once more, and the journal alone must balance.
/// </summary>
internal sealed class CrashRun : IDisposable
{
    private const int AskedAgainMax = 10_000;
    private const int AskedAgainAtFault = 2_000;
    private const int RoundsPerSnapshot = 3;

    /// <summary>About as many changes as a start makes in its folder: of an existing journal, and of a new one.</summary>
    private const int RecoveryChanges = 3;
    private const int CreationChanges = 12;

    private static readonly TimeSpan StepTimeout = TimeSpan.FromMinutes(3);

    private readonly CrashPlan _plan;
    private readonly ITestOutputHelper _output;
    private readonly string _folder = Directory.CreateTempSubdirectory("tpwallet-crash-").FullName;
    private readonly SwitchConfiguration _configuration;
    private readonly Random _random;
    private readonly int _seed;
    private readonly Findings _findings = new();
    private readonly NaiveSwitch _expected = new();
    private readonly List<TrackedRequest> _checked = [];
    private readonly List<TrackedRequest> _unchecked = [.. World.Preparations().Select(static command => new TrackedRequest(command))];
    private readonly List<Till> _tills = [];
    private int _round;

    public CrashRun(CrashPlan plan, int number, ITestOutputHelper output)
    {
        _plan = plan;
        _output = output;
        var given = Environment.GetEnvironmentVariable("TPWALLET_SEED");
        _seed = given is null ? Random.Shared.Next() : int.Parse(given, CultureInfo.InvariantCulture);
        _random = new Random(_seed + number);
        _output.WriteLine($"seed {_seed}; repeat with TPWALLET_SEED={_seed}");
        _configuration = new SwitchConfiguration
        {
            Data = Path.Combine(_folder, "data"),
            Port = 0,
            Rest = new RestConfiguration { Port = 0 },
            Journal = plan.Journal,
            SegmentBytes = plan.SegmentBytes,
            Snapshots = new SnapshotConfiguration
            {
                JournalBytes = plan.SnapshotJournalBytes,
                MemoryBytes = 64 << 20,
                Archive = plan.Journal == JournalKind.Segments ? Directory.CreateDirectory(Path.Combine(_folder, "archive")).FullName : "",
            },
            History = new HistoryConfiguration
            {
                CheckpointIntervalMs = 100,
                MemoryBytes = 16 << 20,
                IndexBytes = 32 << 20,
                BufferBytes = 1 << 20,
            },
            Genesis = new GenesisConfiguration
            {
                Accounts = 64,
                OpenAuthorizations = plan.RequestsMax,
                DuplicateEntries = plan.DuplicateEntries,
                Instruments = 16,
                Participants = World.Participants,
            },
            Engine = new EngineConfiguration { MaxBatch = 4_096, Topology = plan.Topology },
        };
    }

    /// <summary>What is stored, once the run is done.</summary>
    public StoredState? Stored { get; private set; }

    /// <summary>The places at which a switch has killed itself and after which everything was right.</summary>
    public List<FaultPoint> Survived { get; } = [];

    private string Journal => Path.Combine(_configuration.Data, "journal");

    /// <exception cref="Xunit.Sdk.XunitException">Something is lost, doubled, altered or stuck; the message names seed and round.</exception>
    public async Task RunAsync()
    {
        await (_plan.Faults.Count > 0 ? RunFaultsAsync() : RunRoundsAsync());
        await RunStepAsync(process => StopInOrderAsync(process, int.MaxValue));
        CheckStored();
        _output.WriteLine($"{_checked.Count} requests checked");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task RunRoundsAsync()
    {
        for (_round = 1; _round <= _plan.Rounds; _round++)
        {
            var end = _plan.End == EndKind.Kill && _round % RoundsPerSnapshot == 0 ? EndKind.KillAtSnapshot : _plan.End;
            await RunStepAsync(process => PlayAsync(process, end));
        }
    }

    /// <summary>At each place: killed there under load, started again, checked; then what is stored is checked without the switch.</summary>
    private async Task RunFaultsAsync()
    {
        await RunStepAsync(async process =>
        {
            await ConcludeAsync(new Interrogation(await process.Ready, _findings), []);
            await StopAsync(process);
        });
        foreach (var fault in _plan.Faults)
        {
            _round++;
            await RunStepAsync(async process => await LoadUntilEndAsync(process, await process.Ready, EndKind.ByItself),
                FaultHit.AmidWork(fault, _random));
            await RunStepAsync(process => StopInOrderAsync(process, AskedAgainAtFault));
            CheckStored();
            Survived.Add(fault);
        }
    }

    /// <summary>One life of a switch; whatever happens in it, its process does not survive.</summary>
    private async Task RunStepAsync(Func<ServeProcess, Task> live, string? fault = null)
    {
        for (var kills = _random.Next(_plan.KilledStartsMax + 1); kills > 0; kills--)
        {
            await KillDuringStartAsync(_random.Next(Directory.Exists(Journal) ? RecoveryChanges : CreationChanges));
        }

        await using var process = ServeProcess.Start(_configuration, fault);
        try
        {
            await live(process).WaitAsync(StepTimeout);
            _findings.AssertNone();
        }
        catch (Exception exception)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            Assert.Fail($"TPWALLET_SEED={_seed}, round {_round} of {_plan}, fault {fault ?? "none"}: {exception}"
                + $"{Environment.NewLine}the switch said: {process.Errors}");
        }
    }

    private async Task PlayAsync(ServeProcess process, EndKind kind)
    {
        var endpoint = await process.Ready;
        var interrogation = new Interrogation(endpoint, _findings);
        if (_round == 1)
        {
            await ConcludeAsync(interrogation, []);
        }
        else
        {
            await CheckAsync(interrogation, AskedAgainMax);
        }

        await LoadUntilEndAsync(process, endpoint, kind);
    }

    private async Task LoadUntilEndAsync(ServeProcess process, IPEndPoint endpoint, EndKind kind)
    {
        using var end = EndOf(process, kind);
        await LoadAsync(new Load(endpoint, end, _findings));
        _findings.AssertNone();
        if (kind == EndKind.KillIdle)
        {
            process.Kill();
        }

        var exitCode = await process.WaitForExitAsync(CancellationToken.None);
        if (kind == EndKind.Drain && exitCode != ExitCodes.Success)
        {
            _findings.Add($"asked by SIGTERM to stop, the switch ended with {exitCode}");
        }
        else if (kind == EndKind.ByItself && exitCode != ServeProcess.Killed)
        {
            _findings.Add($"the switch was to kill itself and ended with {exitCode}");
        }

        foreach (var till in _tills)
        {
            _unchecked.AddRange(till.TakeNew());
        }

        _output.WriteLine($"round {_round}: {end.Answers} answers, {end.Names} new names of files, "
            + $"{_unchecked.Count(static request => !request.IsAnswered)} requests without one");
    }

    private LoadEnd EndOf(ServeProcess process, EndKind kind)
    {
        var answers = kind switch
        {
            EndKind.KillAtNewFile => _plan.AnswersMax,
            EndKind.KillAtSnapshot => CrashPlan.AnswersUntilSnapshotMax,
            _ => 1 + _random.Next(_plan.AnswersMax),
        };

        // A file gets two names, draft and final. A start may make one ahead: a segment, which is one name in FasterLog; more come when it is full.
        return kind == EndKind.KillAtSnapshot
            ? new LoadEnd(process, kind, answers, 1 + _random.Next(2), Path.Combine(_configuration.Data, SwitchConfiguration.SnapshotsFolder))
            : new LoadEnd(process, kind, answers, (_plan.Journal == JournalKind.Segments ? 3 : 2) + _random.Next(2), Journal);
    }

    private async Task LoadAsync(Load load)
    {
        var lanes = new List<Task>();
        for (var participant = 1u; participant <= World.Participants; participant++)
        {
            for (var connection = 0; connection < _plan.Connections; connection++)
            {
                lanes.Add(load.RunConnectionAsync(NewTill(participant), _plan.Window));
            }

            if (_plan.ClientTills > 0)
            {
                lanes.Add(load.RunClientsAsync([.. Enumerable.Range(0, _plan.ClientTills).Select(_ => NewTill(participant))]));
            }
        }

        await Task.WhenAll(lanes);
    }

    private Till NewTill(uint participant)
    {
        var till = new Till(participant, (uint)_tills.Count + 1, _random.Next());
        _tills.Add(till);
        return till;
    }

    /// <summary>Asks for all answers of the last round and so many of those before, then settles what is open.</summary>
    private async Task CheckAsync(Interrogation interrogation, int earlier)
    {
        var applied = await interrogation.AskAgainAsync([.. _unchecked, .. Sample(earlier)]);
        await ConcludeAsync(interrogation, applied);
    }

    /// <summary>
    /// Sends what has no answer; then, as the whole history is known, compares every new answer and all balances with what they must be.
    /// </summary>
    private async Task ConcludeAsync(Interrogation interrogation, Dictionary<TrackedRequest, Reply> applied)
    {
        await interrogation.SendAgainAsync([.. _unchecked.Where(static request => !request.IsAnswered)], applied);
        foreach (var request in _unchecked.OrderBy(static request => request.Answer.Sequence))
        {
            _expected.Apply(request, _findings);
        }

        await interrogation.CompareBalancesAsync(_expected);
        _checked.AddRange(_unchecked);
        _unchecked.Clear();
        _findings.AssertNone();
    }

    /// <summary>So many of the earlier requests, from a random one on.</summary>
    private IEnumerable<TrackedRequest> Sample(int count)
    {
        var first = _random.Next(_checked.Count + 1);
        return _checked[first..].Concat(_checked[..first]).Take(count);
    }

    private async Task StopInOrderAsync(ServeProcess process, int askedAgain)
    {
        await CheckAsync(new Interrogation(await process.Ready, _findings), askedAgain);
        await StopAsync(process);
    }

    private static async Task StopAsync(ServeProcess process)
    {
        process.Terminate();
        Assert.Equal(ExitCodes.Success, await process.WaitForExitAsync(CancellationToken.None));
    }

    /// <summary>Kills a switch that is starting when its folder has changed so many times, or at the latest when it listens.</summary>
    private async Task KillDuringStartAsync(int changes)
    {
        Directory.CreateDirectory(_configuration.Data);
        using var watcher = new FileSystemWatcher(_configuration.Data) { IncludeSubdirectories = true };
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var seen = 0;
        watcher.Created += (_, _) => Count();
        watcher.Changed += (_, _) => Count();
        watcher.Deleted += (_, _) => Count();
        watcher.Renamed += (_, _) => Count();
        await using var process = ServeProcess.Start(_configuration);
        watcher.EnableRaisingEvents = true;
        if (changes > 0)
        {
            await Task.WhenAny(changed.Task, process.Ready).WaitAsync(StepTimeout);
        }

        process.Kill();
        _output.WriteLine($"before round {_round}: killed a starting switch after {Volatile.Read(ref seen)} changes of its "
            + $"folder{(process.Ready.IsCompletedSuccessfully ? ", when it listened" : "")}");

        void Count()
        {
            if (Interlocked.Increment(ref seen) == changes)
            {
                changed.TrySetResult();
            }
        }
    }

    private void CheckStored()
    {
        Stored = StoredState.Check(_configuration, $"TPWALLET_SEED={_seed}, round {_round}");
        _output.WriteLine(Stored.ToString());
    }
}
