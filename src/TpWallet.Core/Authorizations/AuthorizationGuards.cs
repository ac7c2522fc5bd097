using TpWallet.Core.Idempotency;
using TpWallet.Messages;

namespace TpWallet.Core.Authorizations;

/// <summary>The guards that every command about an earlier authorization passes, in their order of precedence.</summary>
internal static class AuthorizationGuards
{
    public static ResultCode Validate(in Command command) =>
        command.OriginalRequestId.IsNone || command.OriginalRequestId == command.RequestId
            ? ResultCode.OriginalRequestIdInvalid
            : ResultCode.None;

    /// <summary>Finds the sender's authorization and makes sure that it still holds money.</summary>
    public static ResultCode CheckHeld(SwitchState state, in Command command, out uint slot)
    {
        if (!state.Authorizations.TryFind(new RequestKey(state.Sender, command.OriginalRequestId), out slot))
        {
            return ResultCode.UnknownAuthorization;
        }

        return state.Authorizations[slot].State switch
        {
            AuthorizationState.Held => ResultCode.None,
            AuthorizationState.Captured => ResultCode.AuthorizationCaptured,
            AuthorizationState.Voided => ResultCode.AuthorizationVoided,
            AuthorizationState.None => throw new InvalidOperationException("An authorization has no state: the core's state is broken."),
        };
    }
}
