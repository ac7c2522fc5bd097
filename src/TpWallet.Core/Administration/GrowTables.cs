using TpWallet.Messages;

namespace TpWallet.Core.Administration;

/// <summary>Makes tables larger. The switch pauses while it copies; a size of zero leaves a table as it is.</summary>
internal static class GrowTables
{
    public static ResultCode Validate(in Command command) => Genesis.CheckLimits(command.TableSizes);

    public static ResultCode Apply(SwitchState state, in Command command)
    {
        ref readonly var sizes = ref command.TableSizes;
        if (Shrinks(sizes.Accounts, state.Accounts.Capacity)
            || Shrinks(sizes.OpenAuthorizations, state.Payments.Capacity)
            || Shrinks(sizes.DuplicateEntries, state.Duplicates.Capacity)
            || Shrinks(sizes.Instruments, state.Instruments.Capacity)
            || Shrinks(sizes.Participants, state.Participants.Capacity - 1))
        {
            return ResultCode.TableSizeOutOfRange;
        }

        // From here on it must succeed.
        if (sizes.Accounts > state.Accounts.Capacity)
        {
            state.Accounts.Grow(sizes.Accounts);
        }

        if (sizes.OpenAuthorizations > state.Payments.Capacity)
        {
            state.Payments.Grow(sizes.OpenAuthorizations);
        }

        if (sizes.DuplicateEntries > state.Duplicates.Capacity)
        {
            state.Duplicates.Grow(sizes.DuplicateEntries);
        }

        if (sizes.Instruments > state.Instruments.Capacity)
        {
            state.Instruments.Grow(sizes.Instruments);
        }

        if (sizes.Participants > state.Participants.Capacity - 1)
        {
            state.Participants.Grow(sizes.Participants + 1);
        }

        return ResultCode.Approved;
    }

    private static bool Shrinks(uint size, uint present) => size != 0 && size < present;
}
