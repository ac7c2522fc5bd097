using TpWallet.Core;
using TpWallet.Gateway.History;
using TpWallet.Messages;
using TpWallet.Persistence.Events;
using TpWallet.Persistence.History;

namespace TpWallet.Server.Engine.History;

/// <summary>Looks requests up that the core may have forgotten, before they enter the ring. Any thread.</summary>
/// <param name="history">Where.</param>
/// <param name="window">What the core has forgotten.</param>
/// <param name="clock">Whether an id's own time proves anything.</param>
internal sealed class RequestHistory(TransactionHistory history, PublishedWindow window, ClockSource clock) : IRequestHistory
{
    /// <inheritdoc/>
    public bool IsRuledOut(in Command command, out ulong checkedThrough)
    {
        // Before the time of what was forgotten: an id's own time is a proof for this much at least. The core refuses it when it has forgotten
        // more by then and the id may be among that.
        var forgotten = window.EvictedThrough;
        checkedThrough = forgotten;
        if (forgotten == 0 || !IsLookedUp(command.Kind))
        {
            return true;
        }

        var owner = TransactionHistory.OwnerOf(command);
        if (!IsRuledOut(owner, SubjectOf(command), forgotten, out checkedThrough))
        {
            return false;
        }

        if (command.Kind != CommandKind.Reversal)
        {
            return true;
        }

        var isRuledOut = IsRuledOut(owner, command.OriginalRequestId, forgotten, out var originalCheckedThrough);
        checkedThrough = Math.Min(checkedThrough, originalCheckedThrough);
        return isRuledOut;
    }

    /// <inheritdoc/>
    public ValueTask<HistoryAnswer> FindAsync(in Command command) => FindAsync(command, TransactionHistory.OwnerOf(command));

    private static bool IsLookedUp(CommandKind kind) =>
        kind is not (CommandKind.BalanceInquiry or CommandKind.Genesis or CommandKind.Tick or CommandKind.HistoryMark or CommandKind.None);

    /// <summary>The request that history may know: the command's own or, of an inquiry, the one asked about.</summary>
    private static RequestId SubjectOf(in Command command) =>
        command.Kind == CommandKind.StatusInquiry ? command.OriginalRequestId : command.RequestId;

    private static Reply Conflict(in Command command) => new()
    {
        RequestId = command.RequestId,
        Result = ResultCode.RequestIdConflict,
        Class = ResultClass.Conflict,
    };

    private bool IsRuledOut(uint owner, RequestId id, ulong forgotten, out ulong checkedThrough)
    {
        checkedThrough = forgotten;
        if (clock == ClockSource.Sequencer && !id.MayBeOlderThan(window.EvictedThroughTimeMs))
        {
            return true;
        }

        // What history has dropped and the core not yet been told of would be taken for unknown. Looked at last: what was dropped meanwhile is
        // known by then.
        return history.TryRuleOut(owner, id, out checkedThrough) && history.RetainedFrom <= Math.Max(1, window.RetainedFrom);
    }

    private async ValueTask<HistoryAnswer> FindAsync(Command command, uint owner)
    {
        try
        {
            var checkedThrough = history.IndexedThrough;
            var first = await history.FindAsync(owner, SubjectOf(command)).ConfigureAwait(false);
            if (first is not null)
            {
                return new HistoryAnswer(HistoryOutcome.Answered, checkedThrough, AnswerFrom(first, command));
            }

            if (command.Kind == CommandKind.Reversal && await history.FindAsync(owner, command.OriginalRequestId).ConfigureAwait(false) is not null)
            {
                checkedThrough |= Command.OriginalInHistory;
            }

            // Looked at last: what was dropped while this was searching is known by now.
            return history.RetainedFrom <= Math.Max(1, window.RetainedFrom)
                ? new HistoryAnswer(HistoryOutcome.Absent, checkedThrough, default)
                : new HistoryAnswer(HistoryOutcome.Unavailable, 0, default);
        }
        catch (Exception exception) when (exception is HistoryException or EventLogException or IOException)
        {
            return new HistoryAnswer(HistoryOutcome.Unavailable, 0, default);
        }
    }

    private static Reply AnswerFrom(OutcomeRecord first, in Command command) =>
        command.Kind == CommandKind.StatusInquiry || first.BodyFingerprint == SwitchCore.BodyFingerprint(command)
            ? SwitchCore.StoredReply(first.Reply)
            : Conflict(command);
}
