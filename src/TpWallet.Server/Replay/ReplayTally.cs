using System.Diagnostics;
using TpWallet.Messages;
using TpWallet.Server.Measurement;

namespace TpWallet.Server.Replay;

/// <summary>
/// Counts the answers of a replay and writes its decisions. A refused preparation ends the replay: what follows would be decided wrongly.
/// </summary>
internal sealed class ReplayTally(DecisionFile? decisions) : IAnswerSink
{
    private readonly SortedDictionary<ResultCode, long> _byResult = [];
    private long _answered;

    /// <summary>Payments answered so far; may be read from any thread.</summary>
    public long Payments => Volatile.Read(ref _answered);

    /// <summary>Payments by result code.</summary>
    public IReadOnlyDictionary<ResultCode, long> ByResult => _byResult;

    /// <summary>Payments that were answered from memory: they had been decided in an earlier run.</summary>
    public long Replayed { get; private set; }

    /// <summary>Latencies of the payments.</summary>
    public LatencyHistogram Latencies { get; } = new();

    /// <summary>Payments of a class of results.</summary>
    public long Count(ResultClass resultClass) => _byResult.Where(pair => ResultCodes.Classify(pair.Key) == resultClass)
        .Sum(static pair => pair.Value);

    /// <inheritdoc/>
    public void Answered(in PendingCommand command)
    {
        if (command.Kind != CommandKind.Purchase)
        {
            RequireDone(command.Kind, command.Reply.Result);
            return;
        }

        var elapsed = Math.Max(0, command.EndTicks - command.StartTicks);
        var latency = Stopwatch.GetElapsedTime(0, elapsed);
        Latencies.Record((long)latency.TotalNanoseconds);
        decisions?.Write(command.Subject, command.Reply, (long)latency.TotalMicroseconds);
        _byResult[command.Reply.Result] = _byResult.GetValueOrDefault(command.Reply.Result) + 1;
        Replayed += command.Reply.Flags.HasFlag(ReplyFlags.Replayed) ? 1 : 0;
        Volatile.Write(ref _answered, _answered + 1);
        if (command.Reply.Class == ResultClass.Transient)
        {
            throw new ReplayRefusedException($"tx_id {command.Subject} was refused: {command.Reply.Result}");
        }
    }

    private static void RequireDone(CommandKind kind, ResultCode result)
    {
        if (result == ResultCode.Approved || (kind == CommandKind.GrowTables && result == ResultCode.TableSizeOutOfRange))
        {
            return;
        }

        throw new ReplayRefusedException((kind, result) switch
        {
            (CommandKind.Deposit, ResultCode.RequestIdConflict) => "the cards were given another --opening-balance in an earlier run on this switch",
            (CommandKind.OpenAccount, ResultCode.AccountExistsWithOtherProperties) =>
                "an account exists with other properties, perhaps of another --participant",
            _ => $"{kind} was refused: {result}",
        });
    }
}
