using TpWallet.Core.Accounts;
using TpWallet.Core.Administration;
using TpWallet.Core.Authorizations;
using TpWallet.Core.Disputes;
using TpWallet.Core.Exchanges;
using TpWallet.Core.Fees;
using TpWallet.Core.Inquiries;
using TpWallet.Core.Instruments;
using TpWallet.Core.Limits;
using TpWallet.Core.Participants;
using TpWallet.Core.Payments;
using TpWallet.Core.Positions;
using TpWallet.Core.Transfers;
using TpWallet.Messages;

namespace TpWallet.Core;

/// <summary>The checks that need no state. What fails them can't be right in any state, and is not remembered.</summary>
internal static class CommandValidation
{
    /// <summary>The reason why a command is malformed or exceeds its sender's role, or <see cref="ResultCode.None"/>.</summary>
    public static ResultCode Check(in Command command)
    {
        if (command.Version != Command.CurrentVersion)
        {
            return ResultCode.UnsupportedVersion;
        }

        var traits = CommandTraits.Of(command.Kind);
        if (!traits.IsKnown)
        {
            return ResultCode.UnknownCommandKind;
        }

        if ((command.Flags & ~traits.Flags) != 0)
        {
            return (command.Flags & ~traits.Flags) == CommandFlags.Linked ? ResultCode.NotLinkable : ResultCode.UnknownFlags;
        }

        if (command.RequestId.IsNone)
        {
            return ResultCode.RequestIdMissing;
        }

        if (command.Participant == 0 && !traits.MayLackParticipant(command.IsByOperator()))
        {
            return ResultCode.ParticipantMissing;
        }

        var body = CheckBody(command);
        if (body != ResultCode.None)
        {
            return body;
        }

        return traits.IsOperatorsAlone && !command.IsByOperator() ? ResultCode.NotPermitted : ResultCode.None;
    }

    public static bool IsByOperator(this in Command command) => (command.Flags & CommandFlags.Operator) != 0;

    private static ResultCode CheckBody(in Command command) => command.Kind switch
    {
        CommandKind.Genesis => Genesis.Validate(command),
        CommandKind.Tick => Tick.Validate(command),
        CommandKind.HistoryMark => HistoryMark.Validate(command),
        CommandKind.GrowTables => GrowTables.Validate(command),
        CommandKind.AddParticipant or CommandKind.SetColdStart => ResultCode.None,
        CommandKind.SetParticipantRights => SetParticipantRights.Validate(command),
        CommandKind.SetPositionCap => SetPositionCap.Validate(command),
        CommandKind.SetFee => SetFee.Validate(command),
        CommandKind.SetBusinessDate => SetBusinessDate.Validate(command),
        CommandKind.SetCaptureTolerance => SetCaptureTolerance.Validate(command),
        CommandKind.SetTierLimit => SetTierLimit.Validate(command),
        CommandKind.OpenAccount => OpenAccount.Validate(command),
        CommandKind.SetAccountStatus => SetAccountStatus.Validate(command),
        CommandKind.SetAccountTerms => SetAccountTerms.Validate(command),
        CommandKind.BindInstrument => BindInstrument.Validate(command),
        CommandKind.SetInstrument => SetInstrument.Validate(command),
        CommandKind.Deposit => Deposit.Validate(command),
        CommandKind.Withdrawal => Withdrawal.Validate(command),
        CommandKind.Transfer => Transfer.Validate(command),
        CommandKind.OpenQuote => OpenQuote.Validate(command),
        CommandKind.Exchange => Exchange.Validate(command),
        CommandKind.Authorize => Authorize.Validate(command),
        CommandKind.Capture => Capture.Validate(command),
        CommandKind.Void => Authorizations.Void.Validate(command),
        CommandKind.Purchase => Purchase.Validate(command),
        CommandKind.IncrementAuthorization => IncrementAuthorization.Validate(command),
        CommandKind.Reversal => Reversal.Validate(command),
        CommandKind.Refund => Refund.Validate(command),
        CommandKind.Chargeback => Chargeback.Validate(command),
        CommandKind.Representment => Representment.Validate(command),
        CommandKind.ResolveForMerchant or CommandKind.ResolveForPayer => DisputeResolution.Validate(command),
        CommandKind.BalanceInquiry => BalanceInquiry.Validate(command),
        CommandKind.StatusInquiry => StatusInquiry.Validate(command),
        CommandKind.None => ResultCode.UnknownCommandKind,
    };
}
