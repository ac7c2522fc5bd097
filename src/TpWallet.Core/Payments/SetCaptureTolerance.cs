using TpWallet.Messages;

namespace TpWallet.Core.Payments;

/// <summary>Allows captures of merchants of one category to exceed what was authorized.</summary>
internal static class SetCaptureTolerance
{
    public static ResultCode Validate(in Command command)
    {
        if (command.CaptureTolerance.MerchantCategoryCode > CaptureTolerances.MerchantCategoryMax)
        {
            return ResultCode.MerchantCategoryOutOfRange;
        }

        return command.CaptureTolerance.BasisPoints > CommandLimits.BasisPointsMax ? ResultCode.BasisPointsOutOfRange : ResultCode.None;
    }

    public static ResultCode Apply(SwitchState state, in Command command)
    {
        state.CaptureTolerances.Set(command.CaptureTolerance.MerchantCategoryCode, command.CaptureTolerance.BasisPoints);
        return ResultCode.Approved;
    }
}
