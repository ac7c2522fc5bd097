using TpWallet.Messages;

namespace TpWallet.Core.Participants;

/// <summary>Makes a participant known. One that is known already stays as it is.</summary>
internal static class AddParticipant
{
    public static ResultCode Apply(SwitchState state, in Command command)
    {
        if (state.Participants.TryFind(command.Participant, out _))
        {
            return ResultCode.Approved;
        }

        if (!state.Participants.HasRoom)
        {
            return ResultCode.ParticipantsFull;
        }

        // From here on it must succeed.
        state.Participants.Add(command.Participant, out _).AddedMs = state.TimeMs;
        return ResultCode.Approved;
    }
}
