using TpWallet.Core.Accounts;
using TpWallet.Core.Administration;
using TpWallet.Core.Authorizations;
using TpWallet.Core.Disputes;
using TpWallet.Core.Exchanges;
using TpWallet.Core.Fees;
using TpWallet.Core.Idempotency;
using TpWallet.Core.Instruments;
using TpWallet.Core.Limits;
using TpWallet.Core.Participants;
using TpWallet.Core.Payments;
using TpWallet.Core.Positions;
using TpWallet.Core.Transfers;
using TpWallet.Messages;

namespace TpWallet.Core;

/// <summary>From the kind of a command to the operation that carries it out.</summary>
internal static class Operations
{
    /// <summary>
    /// Carries out a command that passed every check before its own: guards, then effects. One whose reversal came first is refused,
    /// whatever it is.
    /// </summary>
    public static ResultCode Apply(SwitchState state, in Command command, ref Reply reply) =>
        state.Payments.TryFind(new RequestKey(state.Sender, command.RequestId), out _)
            ? ResultCode.ReversedBeforeArrival
            : CarryOut(state, command, ref reply);

    private static ResultCode CarryOut(SwitchState state, in Command command, ref Reply reply) => command.Kind switch
    {
        CommandKind.Authorize => Authorize.Apply(state, command, ref reply),
        CommandKind.Capture => Capture.Apply(state, command, ref reply),
        CommandKind.Void => Authorizations.Void.Apply(state, command, ref reply),
        CommandKind.Purchase => Purchase.Apply(state, command, ref reply),
        CommandKind.IncrementAuthorization => IncrementAuthorization.Apply(state, command, ref reply),
        CommandKind.Reversal => Reversal.Apply(state, command, ref reply),
        CommandKind.Refund => Refund.Apply(state, command, ref reply),
        CommandKind.Deposit => Deposit.Apply(state, command, ref reply),
        CommandKind.Withdrawal => Withdrawal.Apply(state, command, ref reply),
        CommandKind.Transfer => Transfer.Apply(state, command, ref reply),
        CommandKind.OpenQuote => OpenQuote.Apply(state, command, ref reply),
        CommandKind.Exchange => Exchange.Apply(state, command, ref reply),
        CommandKind.Chargeback => Chargeback.Apply(state, command, ref reply),
        CommandKind.Representment => Representment.Apply(state, command, ref reply),
        CommandKind.ResolveForMerchant or CommandKind.ResolveForPayer => DisputeResolution.Apply(state, command, ref reply),
        CommandKind.OpenAccount => OpenAccount.Apply(state, command),
        CommandKind.SetAccountStatus => SetAccountStatus.Apply(state, command),
        CommandKind.SetAccountTerms => SetAccountTerms.Apply(state, command),
        CommandKind.BindInstrument => BindInstrument.Apply(state, command),
        CommandKind.SetInstrument => SetInstrument.Apply(state, command),
        CommandKind.AddParticipant => AddParticipant.Apply(state, command),
        CommandKind.SetParticipantRights => SetParticipantRights.Apply(state, command),
        CommandKind.SetBusinessDate => SetBusinessDate.Apply(state, command),
        CommandKind.SetPositionCap => SetPositionCap.Apply(state, command),
        CommandKind.SetFee => SetFee.Apply(state, command),
        CommandKind.SetTierLimit => SetTierLimit.Apply(state, command),
        CommandKind.SetColdStart => SetColdStart.Apply(state, command),
        CommandKind.SetCaptureTolerance => SetCaptureTolerance.Apply(state, command),
        CommandKind.GrowTables => GrowTables.Apply(state, command),
        CommandKind.None or CommandKind.Genesis or CommandKind.Tick or CommandKind.HistoryMark or CommandKind.BalanceInquiry
            or CommandKind.StatusInquiry =>
            throw new InvalidOperationException($"{command.Kind} is not an operation that is remembered."),
    };
}
