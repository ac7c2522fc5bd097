using TpWallet.Messages;

namespace TpWallet.Core.Limits;

/// <summary>Says in which tier a wallet begins when it is opened or re-activated, and until when.</summary>
internal static class SetColdStart
{
    public static ResultCode Apply(SwitchState state, in Command command)
    {
        state.ColdStart = command.ColdStart;
        return ResultCode.Approved;
    }
}
