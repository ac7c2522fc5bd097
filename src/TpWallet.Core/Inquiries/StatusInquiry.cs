using TpWallet.Core.Idempotency;
using TpWallet.Messages;

namespace TpWallet.Core.Inquiries;

/// <summary>
/// Gives the stored answer to an earlier request of the same participant. Ordered behind it, so "unknown" means that it was not applied
/// before; what can't be known is never called unknown.
/// </summary>
internal static class StatusInquiry
{
    public static ResultCode Validate(in Command command) =>
        command.OriginalRequestId.IsNone ? ResultCode.OriginalRequestIdInvalid : ResultCode.None;

    public static void Apply(SwitchState state, in Command command, ref Reply reply)
    {
        if (state.Duplicates.TryFind(new RequestKey(state.Sender, command.OriginalRequestId), out var slot))
        {
            state.Duplicates[slot].Replay(ref reply);
        }
        else
        {
            reply.RequestId = command.OriginalRequestId;
            reply.Conclude(Unfound(state, command));
        }
    }

    /// <summary>History was searched for the request asked about as far as the command says, and did not hold it.</summary>
    private static ResultCode Unfound(SwitchState state, in Command command)
    {
        var window = state.Duplicates.Window;
        if (!Admission.MayBeForgotten(state, command.OriginalRequestId))
        {
            return ResultCode.UnknownRequest;
        }

        if (command.HistorySearchedThrough < window.EvictedThrough)
        {
            return ResultCode.HistoryBehind;
        }

        return window.HasDropped && (state.Clock != ClockSource.Sequencer || command.OriginalRequestId.MayBeOlderThan(window.RetainedFromTimeMs))
            ? ResultCode.OutsideWindow
            : ResultCode.UnknownRequest;
    }
}
