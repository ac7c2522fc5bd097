using TpWallet.Core.Limits;
using TpWallet.Messages;

namespace TpWallet.Core.Participants;

/// <summary>Begins a participant's next business date (ISO 8583 cut-over). Usage of a day or month that is over no longer counts.</summary>
internal static class SetBusinessDate
{
    public static ResultCode Validate(in Command command) => command.BusinessDate == 0 ? ResultCode.BusinessDateMissing : ResultCode.None;

    public static ResultCode Apply(SwitchState state, in Command command)
    {
        if (command.BusinessDate <= state.Participants[state.Sender].Period.Date)
        {
            return ResultCode.BusinessDateNotLater;
        }

        // From here on it must succeed.
        state.Participants.Modify(state.Sender).Period = BusinessPeriod.Of(command.BusinessDate);
        return ResultCode.Approved;
    }
}
