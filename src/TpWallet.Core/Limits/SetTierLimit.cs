using TpWallet.Messages;

namespace TpWallet.Core.Limits;

/// <summary>
/// Sets the limits of one tier in one currency. They hold from the next command on; a second phase that was held for is not asked again.
/// </summary>
internal static class SetTierLimit
{
    public static ResultCode Validate(in Command command)
    {
        ref readonly var body = ref command.TierLimit;
        if (body.Tier == 0 || body.PerTransaction < 0 || body.PerDay < 0 || body.PerMonth < 0)
        {
            return ResultCode.TierOutOfRange;
        }

        return Currencies.IsKnown(body.Currency) ? ResultCode.None : ResultCode.UnknownCurrency;
    }

    public static ResultCode Apply(SwitchState state, in Command command)
    {
        var key = TierLimit.KeyOf(command.TierLimit.Tier, command.TierLimit.Currency);
        var known = state.TierLimits.TryFind(key, out var slot);
        if (!known && !state.TierLimits.HasRoom)
        {
            return ResultCode.SettingsFull;
        }

        // From here on it must succeed.
        ref var limit = ref known ? ref state.TierLimits.Modify(slot) : ref state.TierLimits.Add(key, out _);
        limit.Limits = command.TierLimit;
        return ResultCode.Approved;
    }
}
