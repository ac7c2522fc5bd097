using TpWallet.Messages;

namespace TpWallet.Core.Payments;

/// <summary>Who pays: an account and, if it was named by one, an instrument; both by slot.</summary>
internal readonly record struct Payer(uint Account, uint Instrument)
{
    /// <summary>Finds the payer that a command names, by account or by instrument, and checks the instrument's status.</summary>
    public static ResultCode Find(SwitchState state, in Command command, out Payer payer)
    {
        if ((command.Flags & CommandFlags.ByInstrument) == 0)
        {
            var known = state.Accounts.TryFind(command.Account, out var account);
            payer = new Payer(account, Instruments.Instrument.None);
            return known ? ResultCode.None : ResultCode.UnknownAccount;
        }

        if (!state.Instruments.TryFind(command.Account, out var slot))
        {
            payer = default;
            return ResultCode.UnknownInstrument;
        }

        ref readonly var instrument = ref state.Instruments[slot];
        payer = new Payer(instrument.Account, slot);
        return instrument.Status switch
        {
            InstrumentStatus.Active => ResultCode.None,
            InstrumentStatus.Blocked => ResultCode.InstrumentBlocked,
            InstrumentStatus.Lost or InstrumentStatus.Stolen or InstrumentStatus.Expired => ResultCode.InstrumentEnded,
        };
    }
}
