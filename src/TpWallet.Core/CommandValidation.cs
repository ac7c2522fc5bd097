using TpWallet.Core.Accounts;
using TpWallet.Core.Administration;
using TpWallet.Core.Authorizations;
using TpWallet.Core.Inquiries;
using TpWallet.Core.Payments;
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

        if ((command.Flags & ~CommandFlags.Operator) != 0)
        {
            return ResultCode.UnknownFlags;
        }

        if (command.RequestId.IsNone)
        {
            return ResultCode.RequestIdMissing;
        }

        var body = CheckBody(command);
        if (body != ResultCode.None)
        {
            return body;
        }

        return command.Kind.IsOperatorsAlone() && !command.IsByOperator() ? ResultCode.NotPermitted : ResultCode.None;
    }

    public static bool IsByOperator(this in Command command) => (command.Flags & CommandFlags.Operator) != 0;

    /// <summary>Kinds that only an operator may send.</summary>
    public static bool IsOperatorsAlone(this CommandKind kind) => kind is CommandKind.Genesis or CommandKind.Tick or CommandKind.GrowTables
        or CommandKind.AddParticipant or CommandKind.OpenAccount or CommandKind.Deposit;

    /// <summary>Kinds that concern the switch itself and so act for no participant.</summary>
    public static bool IsOfTheSwitch(this CommandKind kind) => kind is CommandKind.Genesis or CommandKind.Tick or CommandKind.GrowTables;

    private static ResultCode CheckBody(in Command command)
    {
        if (command.Participant == 0 && !command.Kind.IsOfTheSwitch() && !(command.Kind == CommandKind.StatusInquiry && command.IsByOperator()))
        {
            return command.Kind.IsKnown() ? ResultCode.ParticipantMissing : ResultCode.UnknownCommandKind;
        }

        return command.Kind switch
        {
            CommandKind.Genesis => Genesis.Validate(command),
            CommandKind.Tick => Tick.Validate(command),
            CommandKind.GrowTables => GrowTables.Validate(command),
            CommandKind.AddParticipant => ResultCode.None,
            CommandKind.OpenAccount => OpenAccount.Validate(command),
            CommandKind.Deposit => Deposit.Validate(command),
            CommandKind.Authorize => Authorize.Validate(command),
            CommandKind.Capture => Capture.Validate(command),
            CommandKind.Void => Authorizations.Void.Validate(command),
            CommandKind.Purchase => Purchase.Validate(command),
            CommandKind.BalanceInquiry => BalanceInquiry.Validate(command),
            CommandKind.StatusInquiry => StatusInquiry.Validate(command),
            _ => ResultCode.UnknownCommandKind,
        };
    }

    private static bool IsKnown(this CommandKind kind) => kind != CommandKind.None && Enum.IsDefined(kind);
}
