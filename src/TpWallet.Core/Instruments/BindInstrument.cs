using TpWallet.Messages;

namespace TpWallet.Core.Instruments;

/// <summary>Binds an instrument to a wallet of the frame's participant. One that is bound to it already stays as it is.</summary>
internal static class BindInstrument
{
    public static ResultCode Validate(in Command command)
    {
        ref readonly var body = ref command.Instrument;
        if (body.Token == 0)
        {
            return ResultCode.InstrumentMissing;
        }

        if (body.Account == 0)
        {
            return ResultCode.AccountMissing;
        }

        if (body.Kind is < InstrumentKind.Card or > InstrumentKind.QrCode)
        {
            return ResultCode.UnknownInstrumentKind;
        }

        return body.Status == InstrumentStatus.Active ? ResultCode.None : ResultCode.UnknownStatus;
    }

    public static ResultCode Apply(SwitchState state, in Command command)
    {
        ref readonly var body = ref command.Instrument;
        if (!state.Accounts.TryFind(body.Account, out var account))
        {
            return ResultCode.UnknownAccount;
        }

        ref readonly var wallet = ref state.Accounts[account];
        if (wallet.Participant != state.Sender)
        {
            return ResultCode.NotPermitted;
        }

        if (wallet.Kind != AccountKind.CustomerWallet)
        {
            return ResultCode.AccountKindNotAllowed;
        }

        if (state.Instruments.TryFind(body.Token, out var slot))
        {
            return state.Instruments[slot].Account == account && state.Instruments[slot].Kind == body.Kind
                ? ResultCode.Approved
                : ResultCode.InstrumentBoundElsewhere;
        }

        if (!state.Instruments.HasRoom)
        {
            return ResultCode.InstrumentsFull;
        }

        // From here on it must succeed.
        ref var instrument = ref state.Instruments.Add(body.Token, out _);
        (instrument.Account, instrument.Kind, instrument.Tier) = (account, body.Kind, body.Tier);
        return ResultCode.Approved;
    }
}
