using TpWallet.Core.Fees;
using TpWallet.Core.Instruments;
using TpWallet.Core.Limits;
using TpWallet.Core.Positions;
using TpWallet.Messages;

namespace TpWallet.Core.Snapshots;

/// <summary>What is wrong with a loaded participant, instrument or setting, or null. What it refers to was loaded before.</summary>
internal sealed class SettingChecks(SwitchState state)
{
    public string? Position(in Position position)
    {
        if (position.ParticipantAndCurrency >> 16 >= state.Participants.HighWater)
        {
            return "there is no such participant";
        }

        return position.Cap >= 0 && Currencies.IsKnown((Currency)(ushort)position.ParticipantAndCurrency)
            ? null
            : "its cap is negative or its currency unknown";
    }

    public static string? TierLimit(in TierLimit limit)
    {
        ref readonly var body = ref limit.Limits;
        if (limit.TierAndCurrency != Limits.TierLimit.KeyOf(body.Tier, body.Currency) || body.Tier == 0 || !Currencies.IsKnown(body.Currency))
        {
            return "its tier or currency can't be";
        }

        return body.PerTransaction >= 0 && body.PerDay >= 0 && body.PerMonth >= 0 ? null : "a limit is negative";
    }

    public string? Fee(in Fee fee)
    {
        if (fee.Subject.Participant >= state.Participants.HighWater || fee.Collector >= state.Accounts.HighWater)
        {
            return "there is no such participant or collector";
        }

        if (state.Accounts[fee.Collector].Currency != fee.Subject.Currency)
        {
            return "its currency is not its collector's";
        }

        return fee.Fixed is >= 0 and <= CommandLimits.AmountMax && fee.BasisPoints <= CommandLimits.BasisPointsMax ? null : "it is out of range";
    }

    public string? Instrument(in Instrument instrument)
    {
        if (instrument.Account >= state.Accounts.HighWater)
        {
            return "there is no such account";
        }

        return instrument.Kind is >= InstrumentKind.Card and <= InstrumentKind.QrCode && instrument.Status <= InstrumentStatus.Expired
            ? null
            : "its kind or status is unknown";
    }
}
