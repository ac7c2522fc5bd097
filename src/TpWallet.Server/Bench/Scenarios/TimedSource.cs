using System.Diagnostics;
using TpWallet.Messages;

namespace TpWallet.Server.Bench.Scenarios;

/// <summary>
/// A source that also notes, for each interval of the run, how many answers came and how late the latest was. Asks the clock once an answer, in a
/// closed loop once a request, too. Hot path: allocates nothing.
/// </summary>
/// <param name="inner">Decides what is sent.</param>
/// <param name="schedule">The connection's: when each request was due.</param>
/// <param name="window">The connection's.</param>
/// <param name="intervals">Where the notes go; no other source may write to it.</param>
internal sealed class TimedSource(ICommandSource inner, Schedule schedule, int window, IntervalCounts intervals) : ICommandSource
{
    private readonly long[] _dueTicks = new long[window];
    private long _requests;

    public bool TryNext(int slot, ref Command command)
    {
        if (!inner.TryNext(slot, ref command))
        {
            return false;
        }

        _dueTicks[slot] = schedule.DueTicks(_requests++, schedule.IsOpenLoop ? 0 : Stopwatch.GetTimestamp());
        return true;
    }

    public void OnReply(int slot, in Reply reply)
    {
        inner.OnReply(slot, in reply);
        var nowTicks = Stopwatch.GetTimestamp();
        intervals.Count(nowTicks, nowTicks - _dueTicks[slot]);
    }
}
