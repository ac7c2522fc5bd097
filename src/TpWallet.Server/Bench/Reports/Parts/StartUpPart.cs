using System.Diagnostics;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Embedded;

namespace TpWallet.Server.Bench.Reports.Parts;

/// <summary>From the start of the process of an empty switch, as <c>serve</c> runs it, to its first answer.</summary>
internal static class StartUpPart
{
    private const int Rounds = 5;
    private const double TargetSeconds = 1;

    /// <summary>Measures it some times, each on a fresh folder.</summary>
    /// <exception cref="LoadException">The switch can't be reached or refused the command.</exception>
    public static async Task<ReportPart> MeasureAsync(string name, PresetRun preset, CancellationToken cancellationToken)
    {
        var seconds = new List<double>();
        for (var round = 1; round <= Rounds; round++)
        {
            preset.Progress($"start {round} of {Rounds}");
            seconds.Add(await StartAsync(preset, cancellationToken).ConfigureAwait(false));
        }

        var median = Math.Round(seconds.Order().ElementAt(Rounds / 2), 3);
        return new ReportPart(name)
        {
            Text = [$"An empty switch with its default tables, from the start of its process to its first answer: median {median} s of "
                + $"{string.Join(", ", seconds.Select(static time => $"{time:0.000}"))} s."],
            Figures = [new Figure("start of an empty switch to the first answer", "s", median, TargetSeconds, AtLeast: false)],
            Raw = CommandContext.ToJson(new { seconds, medianS = median }),
        };
    }

    private static async Task<double> StartAsync(PresetRun preset, CancellationToken cancellationToken)
    {
        using var folder = new DataFolder(named: null);
        var configuration = preset.Configuration with { Data = folder.Path, Snapshots = preset.Configuration.Snapshots with { OnShutdown = false } };
        var started = Stopwatch.GetTimestamp();
        var child = await SwitchProcess.StartAsync(configuration, cancellationToken).ConfigureAwait(false);
        await using (child.ConfigureAwait(false))
        {
            using var connection = await LoadConnection.OpenAsync(
                SwitchTarget.Of(child.Ready.Endpoint), SessionRole.Operator, BenchAccounts.Participant, window: 1, cancellationToken)
                .ConfigureAwait(false);
            var first = new FirstCommand();
            await connection.RunAsync(first, Schedule.Immediate, cancellationToken).ConfigureAwait(false);
            return first.Result == ResultCode.Approved
                ? Stopwatch.GetElapsedTime(started, first.AnsweredTicks).TotalSeconds
                : throw new LoadException($"the switch refused its first command: {ResultText.Of(first.Result)}");
        }
    }

    private sealed class FirstCommand : ICommandSource
    {
        private bool _sent;

        public ResultCode Result { get; private set; }

        public long AnsweredTicks { get; private set; }

        public bool TryNext(int slot, ref Command command)
        {
            command.Kind = CommandKind.AddParticipant;
            command.RequestId = new RequestId(1, BenchAccounts.Participant);
            (var isFirst, _sent) = (!_sent, true);
            return isFirst;
        }

        public void OnReply(int slot, in Reply reply) => (AnsweredTicks, Result) = (Stopwatch.GetTimestamp(), reply.Result);
    }
}
