namespace TpWallet.Gateway.Health;

/// <summary>
/// Says whether the switch makes progress. That the process lives says nothing: a stage that has work and doesn't move for a while makes it red,
/// with the stage's name. A switch without work is green. Any thread.
/// </summary>
/// <remarks>
/// A timer looks, besides whoever asks: otherwise the first question after a long silence could not tell a stage that has just got work from
/// one that has been stuck ever since.
/// </remarks>
public sealed class SwitchHealth : IDisposable
{
    private readonly Lock _gate = new();
    private readonly HealthOptions _options;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private IReadOnlyList<IWatermark> _watermarks = [];
    private long[] _done = [];
    private long[] _movedAt = [];
    private SwitchPhase _phase = SwitchPhase.Recovering;
    private string _detail = "";
    private Func<MemberStanding?>? _standing;

    /// <summary>Begins in <see cref="SwitchPhase.Recovering"/>.</summary>
    /// <param name="options">When a part counts as stuck.</param>
    /// <param name="time">The clock; the machine's if null.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public SwitchHealth(HealthOptions? options = null, TimeProvider? time = null)
    {
        _options = options ?? new HealthOptions();
        _options.Validate();
        _time = time ?? TimeProvider.System;
        _timer = _time.CreateTimer(static health => ((SwitchHealth)health!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Tells how far recovery is.</summary>
    /// <param name="progress">For a person, such as "recovering: 40 % of 512 MiB of journal read".</param>
    public void Recovering(string progress) => Enter(SwitchPhase.Recovering, progress);

    /// <summary>Requests are taken from now on, and these parts are watched.</summary>
    /// <param name="watermarks">The parts.</param>
    /// <param name="standing">What this member of a group is; null: the switch belongs to none.</param>
    public void Serving(IReadOnlyList<IWatermark> watermarks, Func<MemberStanding?>? standing = null)
    {
        ArgumentNullException.ThrowIfNull(watermarks);
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            _watermarks = watermarks;
            _standing = standing;
            _done = [.. watermarks.Select(static watermark => watermark.Done)];
            _movedAt = [.. watermarks.Select(_ => now)];
            Enter(SwitchPhase.Serving, "");
            _timer.Change(_options.LookInterval, _options.LookInterval);
        }
    }

    /// <summary>Nothing more is taken.</summary>
    public void Draining() => Enter(SwitchPhase.Draining, "answers what is in flight and takes nothing more");

    /// <summary>Looks at every part now.</summary>
    public HealthReport Look()
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            var stages = new StageHealth[_watermarks.Count];
            for (var index = 0; index < stages.Length; index++)
            {
                stages[index] = Look(index, now);
            }

            return new HealthReport(_phase, _detail, stages, _standing?.Invoke());
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private StageHealth Look(int index, long now)
    {
        // What is due first: what is done can then only be ahead of it, which is no work.
        var due = _watermarks[index].Due;
        var done = _watermarks[index].Done;
        if (done != _done[index] || done >= due)
        {
            _done[index] = done;
            _movedAt[index] = now;
        }

        var waiting = _time.GetElapsedTime(_movedAt[index], now);
        return new StageHealth(_watermarks[index].Name, due, done, waiting, waiting >= _options.StuckAfter);
    }

    private void Enter(SwitchPhase phase, string detail)
    {
        lock (_gate)
        {
            _phase = phase;
            _detail = detail;
        }
    }
}
