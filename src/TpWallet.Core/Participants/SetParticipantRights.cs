using TpWallet.Messages;

namespace TpWallet.Core.Participants;

/// <summary>Gives a participant its rights.</summary>
internal static class SetParticipantRights
{
    public static ResultCode Validate(in Command command) =>
        (command.ParticipantRights.Rights & ~ParticipantRights.UnlinkedRefunds) != 0 ? ResultCode.UnknownStatus : ResultCode.None;

    public static ResultCode Apply(SwitchState state, in Command command)
    {
        state.Participants.Modify(state.Sender).Rights = command.ParticipantRights.Rights;
        return ResultCode.Approved;
    }
}
