using TpWallet.Messages;

namespace TpWallet.Core.Positions;

/// <summary>Bounds what a participant may owe to the others in one currency. A cap below what is owed refuses all that is new.</summary>
internal static class SetPositionCap
{
    public static ResultCode Validate(in Command command)
    {
        if (command.PositionCap.Cap < 0)
        {
            return ResultCode.TermsOutOfRange;
        }

        return Currencies.IsKnown(command.PositionCap.Currency) ? ResultCode.None : ResultCode.UnknownCurrency;
    }

    public static ResultCode Apply(SwitchState state, in Command command)
    {
        if (!TryEnsure(state, state.Sender, command.PositionCap.Currency, out var slot))
        {
            return ResultCode.SettingsFull;
        }

        // From here on it must succeed.
        state.Positions.Modify(slot).Cap = command.PositionCap.Cap;
        return ResultCode.Approved;
    }

    /// <summary>Makes sure that a participant has a position in a currency. False when the table is full.</summary>
    public static bool TryEnsure(SwitchState state, ushort participant, Currency currency, out uint slot)
    {
        var key = Position.KeyOf(participant, currency);
        if (state.Positions.TryFind(key, out slot))
        {
            return true;
        }

        if (!state.Positions.HasRoom)
        {
            return false;
        }

        state.Positions.Add(key, out slot).Cap = Position.NoCap;
        return true;
    }
}
