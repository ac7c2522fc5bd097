using TpWallet.Messages;

namespace TpWallet.Core.Administration;

/// <summary>The first command of a journal: how large the tables are and where time comes from.</summary>
internal static class Genesis
{
    public static ResultCode Validate(in Command command)
    {
        ref readonly var sizes = ref command.Genesis.Tables;
        if (sizes.Accounts == 0 || sizes.OpenAuthorizations == 0 || sizes.DuplicateEntries == 0 || sizes.Participants == 0 || sizes.Instruments == 0)
        {
            return ResultCode.TableSizeOutOfRange;
        }

        return command.Genesis.Clock is ClockSource.Sequencer or ClockSource.External ? CheckLimits(sizes) : ResultCode.TimeOutOfRange;
    }

    public static ResultCode CheckLimits(in TableSizesBody sizes) =>
        sizes.Accounts > CommandLimits.AccountsMax || sizes.OpenAuthorizations > CommandLimits.OpenAuthorizationsMax
            || sizes.DuplicateEntries > CommandLimits.DuplicateEntriesMax || sizes.Participants > CommandLimits.ParticipantsMax
            || sizes.Instruments > CommandLimits.InstrumentsMax
            ? ResultCode.TableSizeOutOfRange
            : ResultCode.None;
}
