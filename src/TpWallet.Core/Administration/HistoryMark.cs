using TpWallet.Messages;

namespace TpWallet.Core.Administration;

/// <summary>
/// History has become durable, or has dropped what was oldest. From the switch itself: what it says is in the journal, so every replica forgets the
/// same request ids at the same command.
/// </summary>
internal static class HistoryMark
{
    public static ResultCode Validate(in Command command) =>
        command.HistoryMark.RetainedFromTimeMs < 0 ? ResultCode.TimeOutOfRange : ResultCode.None;

    public static ResultCode Apply(SwitchState state, in Command command)
    {
        ref readonly var mark = ref command.HistoryMark;
        if (mark.DurableThrough >= state.Sequence || mark.RetainedFrom > mark.DurableThrough + 1 || mark.RetainedFromTimeMs > state.TimeMs + 1)
        {
            return ResultCode.HistoryMarkOutOfRange;
        }

        // From here on it must succeed. Nothing goes back.
        var window = state.Duplicates.Window;
        state.Duplicates.Window = window with
        {
            DurableThrough = Math.Max(window.DurableThrough, mark.DurableThrough),
            RetainedFrom = Math.Max(window.RetainedFrom, mark.RetainedFrom),
            RetainedFromTimeMs = Math.Max(window.RetainedFromTimeMs, mark.RetainedFromTimeMs),
        };
        return ResultCode.Approved;
    }
}
