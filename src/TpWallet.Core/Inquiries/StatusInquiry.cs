using TpWallet.Core.Idempotency;
using TpWallet.Messages;

namespace TpWallet.Core.Inquiries;

/// <summary>
/// Gives the stored answer to an earlier request of the same participant. Ordered behind it, so "unknown" means that it was not applied
/// before.
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
            reply.Conclude(ResultCode.UnknownRequest);
        }
    }
}
