using TpWallet.Messages;

namespace TpWallet.Core.Idempotency;

/// <summary>What every command passes before its own guards: its form, its sender, and whether it was answered before.</summary>
internal static class Admission
{
    /// <summary>
    /// Checks the form and finds the sender's slot. What fails here is not remembered: of an unknown participant there is no one to
    /// remember it for.
    /// </summary>
    public static ResultCode Check(SwitchState state, in Command command)
    {
        var refusal = CommandValidation.Check(command);
        return refusal != ResultCode.None ? refusal : Identify(state, command);
    }

    /// <summary>Finds the sender's slot, which everything that follows goes by.</summary>
    public static ResultCode Identify(SwitchState state, in Command command)
    {
        if (command.Kind == CommandKind.AddParticipant || CommandTraits.Of(command.Kind).IsOfTheSwitch)
        {
            state.Sender = SwitchState.Operator;
            return ResultCode.None;
        }

        var known = state.Participants.TryFind(command.Participant, out var slot);
        state.Sender = (ushort)slot;
        return known ? ResultCode.None : ResultCode.UnknownParticipant;
    }

    /// <summary>Gives the stored answer to a repeat, or the conflict to another body under the same id. False when the id is new.</summary>
    public static bool TryReplay(SwitchState state, in Command command, ref Reply reply)
    {
        if (!state.Duplicates.TryFind(new RequestKey(state.Sender, command.RequestId), out var slot))
        {
            return false;
        }

        ref readonly var first = ref state.Duplicates[slot];
        if (first.BodyFingerprint == BodyFingerprint.Of(command))
        {
            first.Replay(ref reply);
        }
        else
        {
            reply.Conclude(ResultCode.RequestIdConflict);
        }

        return true;
    }

    /// <summary>
    /// Whether a request that is not remembered may be taken for new. Nothing that is refused here is remembered. While nothing has been
    /// forgotten, only an id from the future is refused.
    /// </summary>
    public static ResultCode CheckAge(SwitchState state, in Command command)
    {
        var window = state.Duplicates.Window;
        if (state.Clock == ClockSource.Sequencer)
        {
            if (command.RequestId.TryGetTime(out var madeMs) && madeMs - CommandLimits.ClockDifferenceMsMax > state.TimeMs)
            {
                return ResultCode.RequestIdInFuture;
            }

            if (window.HasDropped && (IsOutside(command.RequestId, window.RetainedFromTimeMs)
                || (command.Kind == CommandKind.Reversal && IsOriginalOutside(state, command, window.RetainedFromTimeMs))))
            {
                return ResultCode.OutsideWindow;
            }
        }

        return command.HistorySearchedThrough < window.EvictedThrough && MayRepeatForgotten(state, command)
            ? ResultCode.HistoryBehind
            : ResultCode.None;
    }

    /// <summary>Whether a request of this id may have been applied and forgotten.</summary>
    public static bool MayBeForgotten(SwitchState state, in RequestId id) =>
        state.Duplicates.Window.EvictedThrough != 0
        && (state.Clock != ClockSource.Sequencer || id.MayBeOlderThan(state.Duplicates.Window.EvictedThroughTimeMs));

    /// <summary>Keeps the answer, if there is room.</summary>
    public static void Remember(SwitchState state, in Command command, in Reply reply)
    {
        if (state.Duplicates.HasRoomFor(1))
        {
            state.Duplicates.Add(new RequestKey(state.Sender, command.RequestId)).Store(reply, BodyFingerprint.Of(command));
        }
    }

    /// <summary>A reversal depends on its original, too: whether that came, or will be refused when it comes.</summary>
    private static bool MayRepeatForgotten(SwitchState state, in Command command) =>
        MayBeForgotten(state, command.RequestId)
        || (command.Kind == CommandKind.Reversal && MayBeForgotten(state, command.OriginalRequestId) && !IsOriginalKnown(state, command));

    /// <summary>Whether an id that carries a time may be of a request that history has dropped.</summary>
    private static bool IsOutside(in RequestId id, long retainedFromTimeMs) => id.TryGetTime(out _) && id.MayBeOlderThan(retainedFromTimeMs);

    /// <summary>
    /// Whether a reversal's original may be one that history, too, has dropped: it must not pass for one that is still to come. One whose id
    /// carries no time can't be told from one that is still to come.
    /// </summary>
    private static bool IsOriginalOutside(SwitchState state, in Command command, long retainedFromTimeMs) =>
        !command.IsOriginalInHistory && IsOutside(command.OriginalRequestId, retainedFromTimeMs) && !IsOriginalKnown(state, command);

    private static bool IsOriginalKnown(SwitchState state, in Command command) =>
        state.Payments.TryFind(new RequestKey(state.Sender, command.OriginalRequestId), out _)
        || state.Duplicates.TryFind(new RequestKey(state.Sender, command.OriginalRequestId), out _);
}
