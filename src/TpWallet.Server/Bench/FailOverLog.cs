using System.Diagnostics;
using TpWallet.Protocol.Binary;
using TpWallet.Server.Bench.Scenarios;

namespace TpWallet.Server.Bench;

/// <summary>What a load met while the primary of a group changed, over all its sessions. Any thread.</summary>
internal sealed class FailOverLog
{
    private readonly Lock _lock = new();
    private readonly List<(long Ticks, SwitchAddress Member)> _primaries = [];
    private long _lastAnswerTicks;
    private long _longestGapTicks;
    private long _sessionsLost;

    /// <summary>How often another member than before took the sessions.</summary>
    public int FailOvers
    {
        get
        {
            lock (_lock)
            {
                return Math.Max(0, _primaries.Count - 1);
            }
        }
    }

    /// <summary>Sessions that ended before their work was done.</summary>
    public long SessionsLost => Interlocked.Read(ref _sessionsLost);

    /// <summary>The longest time without any answer, from the first one that was noted, milliseconds.</summary>
    public double LongestGapMs => Math.Round(Interlocked.Read(ref _longestGapTicks) * 1_000.0 / Stopwatch.Frequency, 1);

    /// <summary>A session is at this member now. One that arrives late at a member that others have found before changes nothing.</summary>
    public void NoteSession(SwitchAddress member, long nowTicks)
    {
        lock (_lock)
        {
            if (_primaries.Count == 0 || _primaries[^1].Member != member)
            {
                _primaries.Add((nowTicks, member));
            }
        }
    }

    /// <summary>A session has ended before its work was done.</summary>
    public void NoteLoss() => Interlocked.Increment(ref _sessionsLost);

    /// <summary>Answers have come.</summary>
    public void NoteAnswers(long nowTicks)
    {
        var before = Interlocked.Exchange(ref _lastAnswerTicks, nowTicks);
        var gap = before == 0 ? 0 : nowTicks - before;
        for (var longest = Interlocked.Read(ref _longestGapTicks); gap > longest;)
        {
            var seen = Interlocked.CompareExchange(ref _longestGapTicks, gap, longest);
            if (seen == longest)
            {
                return;
            }

            longest = seen;
        }
    }

    /// <summary>When which member took the sessions, from the begin of a run.</summary>
    public IEnumerable<TimelineEvent> ToEvents(long startTicks)
    {
        lock (_lock)
        {
            return [.. _primaries.Select(primary => new TimelineEvent(
                Math.Max(0, (primary.Ticks - startTicks) * 1_000 / Stopwatch.Frequency), $"primary {primary.Member}"))];
        }
    }
}
