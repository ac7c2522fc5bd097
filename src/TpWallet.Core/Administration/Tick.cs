using TpWallet.Messages;

namespace TpWallet.Core.Administration;

/// <summary>Time has passed. With an external clock the tick says what time it is; one that is behind changes nothing, so ticks may be repeated.</summary>
internal static class Tick
{
    public static ResultCode Validate(in Command command) => command.Tick.TimeMs < 0 ? ResultCode.TimeOutOfRange : ResultCode.None;

    public static ResultCode Apply(SwitchState state, in Command command, ref Reply reply)
    {
        if (state.Clock == ClockSource.Sequencer && command.Tick.TimeMs != 0)
        {
            return ResultCode.TimeOutOfRange;
        }

        state.AdvanceTime(command.Tick.TimeMs);
        reply.TimeMs = state.TimeMs;
        return ResultCode.Approved;
    }
}
