using TpWallet.Messages;

namespace TpWallet.Core.Instruments;

/// <summary>Changes an instrument's status and tier. Lost, stolen and expired are for good.</summary>
internal static class SetInstrument
{
    public static ResultCode Validate(in Command command)
    {
        if (command.Instrument.Token == 0)
        {
            return ResultCode.InstrumentMissing;
        }

        return command.Instrument.Status > InstrumentStatus.Expired ? ResultCode.UnknownStatus : ResultCode.None;
    }

    public static ResultCode Apply(SwitchState state, in Command command)
    {
        ref readonly var body = ref command.Instrument;
        if (!state.Instruments.TryFind(body.Token, out var slot))
        {
            return ResultCode.UnknownInstrument;
        }

        ref readonly var present = ref state.Instruments[slot];
        if (state.Accounts[present.Account].Participant != state.Sender)
        {
            return ResultCode.NotPermitted;
        }

        if (present.Status > InstrumentStatus.Blocked && body.Status != present.Status)
        {
            return ResultCode.InstrumentEnded;
        }

        // From here on it must succeed.
        ref var instrument = ref state.Instruments.Modify(slot);
        (instrument.Status, instrument.Tier) = (body.Status, body.Tier);
        return ResultCode.Approved;
    }
}
