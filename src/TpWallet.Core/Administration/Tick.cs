using TpWallet.Core.Authorizations;
using TpWallet.Core.Disputes;
using TpWallet.Core.Payments;
using TpWallet.Messages;

namespace TpWallet.Core.Administration;

/// <summary>
/// Time has passed: deadlines that are due are acted on, the earliest first, so many at most; another tick follows when more are due. With
/// an external clock the tick also says what time it is; one that is behind changes nothing, so ticks may be repeated.
/// </summary>
internal static class Tick
{
    /// <summary>How many deadlines one tick acts on.</summary>
    public const int DeadlinesMax = 256;

    public static ResultCode Validate(in Command command) => command.Tick.TimeMs < 0 ? ResultCode.TimeOutOfRange : ResultCode.None;

    /// <summary>The reply's amount says how many deadlines were acted on.</summary>
    public static ResultCode Apply(SwitchState state, in Command command, ref Reply reply)
    {
        if (state.Clock == ClockSource.Sequencer && command.Tick.TimeMs != 0)
        {
            return ResultCode.TimeOutOfRange;
        }

        state.AdvanceTime(command.Tick.TimeMs);
        reply.TimeMs = state.TimeMs;
        var count = 0;
        while (count < DeadlinesMax && state.Payments.EarliestDeadlineMs <= state.TimeMs)
        {
            Expire(state, state.Payments.EarliestDeadline);
            count++;
        }

        reply.Amount = count;
        return ResultCode.Approved;
    }

    private static void Expire(SwitchState state, uint slot)
    {
        ref readonly var payment = ref state.Payments[slot];
        switch (payment.State)
        {
            case PaymentState.Held or PaymentState.PartlyCaptured:
                HoldRelease.ReleaseAll(state, slot);
                state.Payments.Become(slot, CommandKind.Tick, payment.Captured == 0 ? PaymentState.Expired : PaymentState.Captured, deadlineMs: 0);
                break;
            case PaymentState.ChargedBack:
                DisputeResolution.Resolve(state, slot, CommandKind.Tick, forMerchant: false);
                break;
            case PaymentState.Represented:
                DisputeResolution.Resolve(state, slot, CommandKind.Tick, forMerchant: true);
                break;
            case PaymentState.Quoted:
                state.Payments.Become(slot, CommandKind.Tick, PaymentState.QuoteExpired, deadlineMs: 0);
                break;
            default:
                throw new InvalidOperationException($"A payment that is {payment.State} has a deadline: the core's state is broken.");
        }
    }
}
