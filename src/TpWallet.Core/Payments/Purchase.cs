using TpWallet.Messages;

namespace TpWallet.Core.Payments;

/// <summary>Authorize and capture in one: money moves from the wallet to the merchant at once (ISO 8583 0200).</summary>
internal static class Purchase
{
    public static ResultCode Validate(in Command command) => PaymentGuards.Validate(command);

    public static ResultCode Apply(SwitchState state, in Command command, ref Reply reply)
    {
        var refusal = PaymentGuards.CheckAccounts(state, command, out var payer, out var merchant);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        refusal = PaymentGuards.CheckFunds(state, command, payer, ref reply);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        // From here on it must succeed.
        state.Ledger.Post(state.Movement(payer, merchant, command.Amount, command.RequestId));
        return PaymentGuards.Approve(state, command, payer, command.Amount, ref reply);
    }
}
