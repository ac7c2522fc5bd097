using TpWallet.Messages;

namespace TpWallet.Server.Engine.Outcomes;

/// <summary>Is told what became of each command, in order, on the thread that applied it. Hot path: must not allocate.</summary>
internal interface IOutcomeSink
{
    /// <summary>One command was applied.</summary>
    /// <param name="sequence">Its position in the journal.</param>
    /// <param name="command">The command as it was journaled.</param>
    /// <param name="reply">The answer that it got.</param>
    /// <param name="timeMs">The core's time, milliseconds since 1970-01-01 UTC; the reply to a repeat has the time of the first.</param>
    /// <param name="postings">The movements that it caused, in order.</param>
    void OnApplied(ulong sequence, in Command command, in Reply reply, long timeMs, ReadOnlySpan<Posting> postings);

    /// <summary>A range of commands has been applied: what was taken may go on its way.</summary>
    void OnRangeEnd();
}
