using System.Diagnostics;
using TpWallet.Core;
using TpWallet.Messages;
using TpWallet.Server.Engine;

namespace TpWallet.Server.Bench.Core;

/// <summary>
/// The core alone on one thread, fed by the same code as in the engine, in batches. First the accounts and the open authorizations; then,
/// in turn, a batch of new authorizations and a batch that captures or voids as many of the oldest. Making the commands is not part of the
/// time.
/// </summary>
internal sealed class CoreBenchRun : IDisposable
{
    private readonly CoreBenchPlan _plan;
    private readonly Action<string> _say;
    private readonly CancellationToken _cancellation;
    private readonly SwitchCore _core = new();
    private readonly CommandApplier _applier;
    private readonly PaymentLoad _payments;
    private readonly WalletPicker _wallets;
    private readonly RequestId[] _open;
    private readonly Command[] _commands = new Command[CoreBenchPlan.BatchSize];
    private readonly Reply[] _replies = new Reply[CoreBenchPlan.BatchSize];
    private long _opened;
    private long _ended;

    public CoreBenchRun(CoreBenchPlan plan, Action<string> say, CancellationToken cancellation)
    {
        _plan = plan;
        _say = say;
        _cancellation = cancellation;
        _applier = new CommandApplier(_core);
        _payments = new PaymentLoad(CommandKind.Authorize, plan.Wallets, runId: 1, connection: 0, plan.Seed);
        _wallets = new WalletPicker(plan.Access, plan.Wallets, plan.Seed + 1);
        _open = new RequestId[plan.OpenAuthorizations + CoreBenchPlan.BatchSize];
    }

    /// <summary>Sets up, warms up and measures.</summary>
    /// <exception cref="LoadException">The set-up was refused.</exception>
    public CoreMeasurement Run()
    {
        SetUp();
        _say($"opening {_plan.OpenAuthorizations:N0} authorizations and warming up for {_plan.Warmup.TotalSeconds} s");
        var ignored = new CoreMeasurement();
        while (_opened < _plan.OpenAuthorizations)
        {
            Authorize(ignored, (int)Math.Min(CoreBenchPlan.BatchSize, _plan.OpenAuthorizations - _opened));
        }

        Load(ignored, _plan.Warmup);
        _say($"measuring for {_plan.Duration.TotalSeconds} s");
        var measurement = new CoreMeasurement();
        Load(measurement, _plan.Duration);
        measurement.Errors += ignored.Errors;
        measurement.Footprint = _core.Footprint;
        measurement.Usage = _core.Usage;
        measurement.ResidentBytes = Environment.WorkingSet;
        return measurement;
    }

    public void Dispose() => _core.Dispose();

    private void SetUp()
    {
        var watch = Stopwatch.StartNew();
        _say($"opening and funding {_plan.Wallets:N0} wallets; room for {_plan.DuplicateEntries:N0} request ids,"
            + $" which is {CoreBenchPlan.AssumedRatePerSecond:N0} commands a second");
        ApplySettings();
        var memory = _core.TableMemory()!;
        while (memory.TakeNext())
        {
            _cancellation.ThrowIfCancellationRequested();
        }

        _say($"memory taken in {watch.Elapsed.TotalSeconds:N1} s");
        var setup = new SetupLoad(_plan.Wallets);
        var timeMs = NowMs();
        for (var count = Fill(setup); count > 0; count = Fill(setup))
        {
            _cancellation.ThrowIfCancellationRequested();
            _applier.Apply(new ArrayBatch(_commands, _replies, count, timeMs), _core.LastSequence + 1);
            for (var index = 0; index < count; index++)
            {
                setup.OnReply(index, _replies[index]);
            }
        }

        if (setup.Refusal != ResultCode.None)
        {
            throw new LoadException($"the set-up was refused: {ResultText.Of(setup.Refusal)}");
        }

        _say($"set up in {watch.Elapsed.TotalSeconds:N1} s");
    }

    /// <summary>The genesis, and limits that are checked and never reached: every wallet stays in the cold-start tier.</summary>
    private void ApplySettings()
    {
        const ushort Tier = 1;
        Span<Command> settings = [Frame(CommandKind.Genesis, 1), Frame(CommandKind.SetTierLimit, 2), Frame(CommandKind.SetColdStart, 3)];
        settings[0].Genesis = new GenesisBody { Tables = _plan.Tables, HashSeed = _plan.Seed };
        settings[1].TierLimit = new TierLimitBody
        {
            Tier = Tier,
            Currency = BenchAccounts.Currency,
            PerTransaction = 1_000_000,
            PerDay = 1_000_000_000_000_000,
            PerMonth = 1_000_000_000_000_000,
            PerDayCount = uint.MaxValue - 1,
            PerMonthCount = uint.MaxValue - 1,
        };
        settings[2].ColdStart = new ColdStartBody { Tier = Tier, MinimumSeconds = uint.MaxValue, MinimumPayments = uint.MaxValue };
        foreach (ref readonly var setting in settings)
        {
            var reply = default(Reply);
            _core.Apply(setting, _core.LastSequence + 1, NowMs(), ref reply);
            if (reply.Result != ResultCode.Approved)
            {
                throw new LoadException($"{setting.Kind} was refused: {ResultText.Of(reply.Result)}");
            }
        }
    }

    private static Command Frame(CommandKind kind, ulong number) => new()
    {
        Kind = kind,
        Version = Command.CurrentVersion,
        Flags = CommandFlags.Operator,
        RequestId = new RequestId(number, ulong.MaxValue),
    };

    private int Fill(SetupLoad setup)
    {
        var count = 0;
        while (count < _commands.Length)
        {
            ref var command = ref _commands[count];
            command = new Command { Version = Command.CurrentVersion, Flags = CommandFlags.Operator, Participant = BenchAccounts.Participant };
            if (!setup.TryNext(count, ref command))
            {
                break;
            }

            count++;
        }

        return count;
    }

    /// <summary>Authorizes and ends until as much time has been spent in the core, or no request id can be remembered any more.</summary>
    private void Load(CoreMeasurement measurement, TimeSpan duration)
    {
        while (measurement.AuthorizingSeconds + measurement.EndingSeconds < duration.TotalSeconds)
        {
            var usage = _core.Usage;
            if (usage.DuplicatesCapacity - usage.DuplicateEntries < 2 * CoreBenchPlan.BatchSize)
            {
                measurement.EndedEarly = true;
                return;
            }

            _cancellation.ThrowIfCancellationRequested();
            Authorize(measurement, CoreBenchPlan.BatchSize);
            End(measurement, CoreBenchPlan.BatchSize);
        }
    }

    private void Authorize(CoreMeasurement measurement, int count)
    {
        for (var index = 0; index < count; index++)
        {
            ref var command = ref _commands[index];
            command = NewCommand();
            _payments.Fill(CommandKind.Authorize, ref command);
            command.Account = BenchAccounts.Wallet(_wallets.Next());
            _open[_opened++ % _open.Length] = command.RequestId;
        }

        measurement.AuthorizingSeconds += Apply(measurement, count);
        measurement.Authorizations += count;
    }

    private void End(CoreMeasurement measurement, int count)
    {
        for (var index = 0; index < count; index++)
        {
            ref var command = ref _commands[index];
            command = NewCommand();
            command.Kind = index % 2 == 0 ? CommandKind.Capture : CommandKind.Void;
            command.RequestId = _payments.NewRequestId();
            command.OriginalRequestId = _open[_ended++ % _open.Length];
        }

        measurement.EndingSeconds += Apply(measurement, count);
        measurement.Ends += count;
    }

    private static Command NewCommand() => new() { Version = Command.CurrentVersion, Participant = BenchAccounts.Participant };

    /// <returns>How long it took, seconds.</returns>
    private double Apply(CoreMeasurement measurement, int count)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();
        _applier.Apply(new ArrayBatch(_commands, _replies, count, NowMs()), _core.LastSequence + 1);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        measurement.AllocatedBytes += GC.GetAllocatedBytesForCurrentThread() - allocated;
        for (var index = 0; index < count; index++)
        {
            measurement.Errors += _replies[index].Result == ResultCode.Approved ? 0 : 1;
        }

        return seconds;
    }

    private static long NowMs() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
}
