using System.Diagnostics;

namespace TpWallet.Server.Replay;

/// <summary>One pass over a file: reads its rows, sends what each needs, and stops at the end, at a bad row when strict, or when told to.</summary>
/// <param name="file">The file, not yet read; its header is.</param>
/// <param name="rows">Its rows.</param>
/// <param name="commands">Makes the commands.</param>
/// <param name="paymentsPerSecond">How many payments are due in a second; 0: as fast as the window allows.</param>
/// <param name="strict">A bad row ends the run.</param>
internal sealed class ReplayRun(ReplayFile file, PaymentRowReader rows, ReplayCommands commands, double paymentsPerSecond, bool strict)
{
    private const int BadRowExamplesMax = 20;

    private static readonly TimeSpan SleepMin = TimeSpan.FromMilliseconds(2);

    private readonly List<string> _badRowExamples = [];
    private long _startTicks;
    private long _endTicks;
    private double _progress;

    /// <summary>How much of the file has been read, 0 to 1; may be read from any thread.</summary>
    public double Progress => Volatile.Read(ref _progress);

    /// <summary>Payments that were sent.</summary>
    public long Payments { get; private set; }

    /// <summary>Rows that were passed over.</summary>
    public long BadRows { get; private set; }

    /// <summary>The first bad rows, by line and reason.</summary>
    public IReadOnlyList<string> BadRowExamples => _badRowExamples;

    /// <summary>Why the run ended before the file did; none when it did not.</summary>
    public string? StoppedBy { get; private set; }

    /// <summary>From the first command to the last answer.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_startTicks, _endTicks);

    /// <summary>Sends the whole file and waits for the last answer.</summary>
    /// <exception cref="ReplayRefusedException">The switch refused something that the rest depends on.</exception>
    /// <inheritdoc cref="CommandPipeline.Send" path="/exception"/>
    public void Run(CommandPipeline pipeline, CancellationToken cancellationToken)
    {
        _startTicks = _endTicks = Stopwatch.GetTimestamp();
        try
        {
            SendRows(pipeline, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            StoppedBy = $"the file can't be read beyond line {rows.Line}: {exception.Message}";
        }

        pipeline.Drain();
        _endTicks = Stopwatch.GetTimestamp();
    }

    private void SendRows(CommandPipeline pipeline, CancellationToken cancellationToken)
    {
        while (StoppedBy is null)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                StoppedBy = "stopped before the end of the file";
                return;
            }

            var read = rows.Read(out var row);
            Volatile.Write(ref _progress, (double)file.Position / Math.Max(1, file.Length));
            switch (read)
            {
                case CsvRead.Record:
                    SendRow(pipeline, row, cancellationToken);
                    break;
                case CsvRead.Malformed:
                    RefuseRow(rows.Error);
                    break;
                case CsvRead.End:
                    return;
            }
        }
    }

    private void SendRow(CommandPipeline pipeline, in PaymentRow row, CancellationToken cancellationToken)
    {
        var needed = commands.For(row, out var error);
        if (error is not null)
        {
            RefuseRow(error);
            return;
        }

        var dueTicks = AwaitDue(pipeline, cancellationToken);
        foreach (var command in needed)
        {
            pipeline.Send(command, row.TransactionId, dueTicks);
        }

        Payments++;
        if (dueTicks > 0)
        {
            pipeline.Flush();
        }
    }

    private void RefuseRow(string error)
    {
        BadRows++;
        var example = $"line {rows.Line}: {error}";
        if (_badRowExamples.Count < BadRowExamplesMax)
        {
            _badRowExamples.Add(example);
        }

        StoppedBy = strict ? example : null;
    }

    /// <summary>Waits until the next payment is due; its latency counts from then, even when the switch or this process is late.</summary>
    private long AwaitDue(CommandPipeline pipeline, CancellationToken cancellationToken)
    {
        if (paymentsPerSecond == 0)
        {
            return 0;
        }

        var due = _startTicks + (long)(Payments * Stopwatch.Frequency / paymentsPerSecond);
        for (var left = Left(due); left > TimeSpan.Zero && !cancellationToken.IsCancellationRequested; left = Left(due))
        {
            if (left > SleepMin)
            {
                pipeline.Flush();
                cancellationToken.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(Math.Min(500, (left - SleepMin).TotalMilliseconds)));
            }
            else
            {
                Thread.Yield();
            }
        }

        return due;
    }

    private static TimeSpan Left(long dueTicks)
    {
        var now = Stopwatch.GetTimestamp();
        return dueTicks <= now ? TimeSpan.Zero : Stopwatch.GetElapsedTime(now, dueTicks);
    }
}
