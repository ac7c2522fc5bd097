using System.Diagnostics;
using TpWallet.Disruptor;
using TpWallet.Gateway.Sessions;
using TpWallet.Messages;

namespace TpWallet.Server.Engine.History;

/// <summary>
/// Tells the core, in a command of the switch's own, through which sequence history durably holds everything, so that it may forget that, and what
/// history has dropped. Seldom: each mark is a command, too, and tells nobody anything while there is room.
/// </summary>
/// <param name="ring">Where commands enter.</param>
/// <param name="step">How many commands a mark must be ahead of the last.</param>
/// <param name="window">What the core has taken note of: a mark that it refused, because its clock stands, is told again.</param>
/// <param name="role">A member of a group tells marks only while it leads: what the others' histories hold they prove themselves.</param>
internal sealed class HistoryMarks(RingBuffer<Slot> ring, ulong step, PublishedWindow window, GroupRole role)
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private HistoryMarkBody _last;
    private long _toldAt;

    /// <summary>Enters a mark if there is enough to tell and room for it. One thread.</summary>
    public void Tell(in HistoryMarkBody now)
    {
        var isNews = now.DurableThrough >= _last.DurableThrough + step || now.RetainedFrom > _last.RetainedFrom;
        var isForgotten = _last.RetainedFrom > Math.Max(1, window.RetainedFrom) && Stopwatch.GetElapsedTime(_toldAt) >= RetryInterval;
        if ((isNews || isForgotten) && role.IsLeading && TryEnter(now))
        {
            _last = now;
            _toldAt = Stopwatch.GetTimestamp();
        }
    }

    private bool TryEnter(in HistoryMarkBody mark)
    {
        if (!ring.TryClaim(1, out var sequence))
        {
            return false;
        }

        ref var slot = ref ring[sequence];
        slot = default; // no connection: nobody is answered
        slot.Command = SwitchCommand.Of(CommandKind.HistoryMark);
        slot.Command.HistoryMark = mark;
        ring.Publish(sequence, sequence);
        return true;
    }
}
