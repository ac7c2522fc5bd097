using TpWallet.Messages;

namespace TpWallet.Client;

/// <summary>The operator's commands: they name the participant on whose behalf they are, and need an operator's session.</summary>
public static partial class PaymentCommands
{
    /// <summary>Brings money in from outside (operator).</summary>
    /// <param name="participant">Whose accounts they are.</param>
    /// <param name="requestId">The name of this command.</param>
    /// <param name="account">The account that is credited.</param>
    /// <param name="clearing">The external clearing account that is debited.</param>
    /// <param name="amount">Minor units, positive.</param>
    /// <param name="currency">Currency of both accounts.</param>
    public static Command Deposit(uint participant, RequestId requestId, ulong account, ulong clearing, long amount, Currency currency) =>
        New(CommandKind.Deposit, participant, requestId) with { Account = account, Counterparty = clearing, Amount = amount, Currency = currency };

    /// <summary>Opens an account (operator).</summary>
    /// <param name="participant">Whose account it will be.</param>
    /// <param name="requestId">The name of this command.</param>
    /// <param name="account">The new account's number, not zero.</param>
    /// <param name="kind">What it is for.</param>
    /// <param name="currency">Its one currency.</param>
    public static Command OpenAccount(uint participant, RequestId requestId, ulong account, AccountKind kind, Currency currency) =>
        New(CommandKind.OpenAccount, participant,
            requestId) with
        { OpenAccount = new OpenAccountBody { Account = account, Kind = kind, Currency = currency } };

    /// <summary>Makes a participant known (operator).</summary>
    /// <param name="participant">Its number, 1 or more.</param>
    /// <param name="requestId">The name of this command.</param>
    public static Command AddParticipant(uint participant, RequestId requestId) => New(CommandKind.AddParticipant, participant, requestId);

    /// <summary>Freezes, closes or re-activates an account (operator).</summary>
    /// <param name="participant">Whose account it is.</param>
    /// <param name="requestId">The name of this command.</param>
    /// <param name="account">The account.</param>
    /// <param name="status">Its new status.</param>
    public static Command SetAccountStatus(uint participant, RequestId requestId, ulong account, AccountStatus status) =>
        New(CommandKind.SetAccountStatus, participant,
            requestId) with
        { AccountStatus = new AccountStatusBody { Account = account, Status = status } };

    /// <summary>Sets an account's tier and how low its balance may be (operator).</summary>
    /// <param name="participant">Whose account it is.</param>
    /// <param name="requestId">The name of this command.</param>
    /// <param name="account">The account.</param>
    /// <param name="tier">Whose limits apply; 0: none.</param>
    /// <param name="creditLimit">How far below zero it may go, minor units.</param>
    /// <param name="minimumBalance">What must always stay, minor units; not together with a credit limit.</param>
    public static Command SetAccountTerms(
        uint participant, RequestId requestId, ulong account, ushort tier, long creditLimit = 0, long minimumBalance = 0) =>
        New(CommandKind.SetAccountTerms, participant, requestId) with
        {
            AccountTerms = new AccountTermsBody { Account = account, Tier = tier, CreditLimit = creditLimit, MinimumBalance = minimumBalance },
        };

    /// <summary>Binds an instrument to a wallet (operator).</summary>
    /// <param name="participant">Whose wallet it is.</param>
    /// <param name="requestId">The name of this command.</param>
    /// <param name="token">The opaque token that stands for the instrument, not zero; never a card number.</param>
    /// <param name="account">The wallet that it pays from.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="tier">The tier of its own limits; 0: none.</param>
    public static Command BindInstrument(uint participant, RequestId requestId, ulong token, ulong account, InstrumentKind kind, ushort tier = 0) =>
        New(CommandKind.BindInstrument, participant, requestId) with
        {
            Instrument = new InstrumentBody { Token = token, Account = account, Kind = kind, Tier = tier },
        };

    /// <summary>Changes an instrument's status and tier (operator).</summary>
    /// <param name="participant">Whose wallet it pays from.</param>
    /// <param name="requestId">The name of this command.</param>
    /// <param name="token">The instrument's token.</param>
    /// <param name="status">Its new status; lost, stolen and expired are for good.</param>
    /// <param name="tier">The tier of its own limits; 0: none.</param>
    public static Command SetInstrument(uint participant, RequestId requestId, ulong token, InstrumentStatus status, ushort tier = 0) =>
        New(CommandKind.SetInstrument, participant,
            requestId) with
        { Instrument = new InstrumentBody { Token = token, Status = status, Tier = tier } };

    /// <summary>Gives a participant its rights (operator).</summary>
    /// <param name="participant">Whose rights they are.</param>
    /// <param name="requestId">The name of this command.</param>
    /// <param name="rights">All that it may do beyond what every participant may.</param>
    public static Command SetParticipantRights(uint participant, RequestId requestId, ParticipantRights rights) =>
        New(CommandKind.SetParticipantRights, participant, requestId) with { ParticipantRights = new ParticipantRightsBody { Rights = rights } };

    /// <summary>Bounds what a participant may owe to the others in one currency (operator).</summary>
    /// <param name="participant">The participant.</param>
    /// <param name="requestId">The name of this command.</param>
    /// <param name="cap">In flight included, minor units; <see cref="long.MaxValue"/>: no cap.</param>
    /// <param name="currency">The currency.</param>
    public static Command SetPositionCap(uint participant, RequestId requestId, long cap, Currency currency) =>
        New(CommandKind.SetPositionCap, participant, requestId) with { PositionCap = new PositionCapBody { Cap = cap, Currency = currency } };

    /// <summary>Sets the fee of a participant for one kind of movement in one currency (operator).</summary>
    /// <param name="participant">On whose commands it is taken.</param>
    /// <param name="requestId">The name of this command.</param>
    /// <param name="fee">The fee.</param>
    public static Command SetFee(uint participant, RequestId requestId, FeeBody fee) =>
        New(CommandKind.SetFee, participant, requestId) with { Fee = fee };

    /// <summary>Begins a participant's next business date (operator).</summary>
    /// <param name="participant">The participant.</param>
    /// <param name="requestId">The name of this command.</param>
    /// <param name="date">Days since 2000-01-01, later than the present one.</param>
    public static Command SetBusinessDate(uint participant, RequestId requestId, ushort date) =>
        New(CommandKind.SetBusinessDate, participant, requestId) with { BusinessDate = date };

    /// <summary>Offers a participant a firm rate, once (operator). The command's request id names the quote.</summary>
    /// <param name="participant">To whom it is offered.</param>
    /// <param name="requestId">The name of this command and of the quote.</param>
    /// <param name="quote">The quote.</param>
    public static Command OpenQuote(uint participant, RequestId requestId, QuoteBody quote) =>
        New(CommandKind.OpenQuote, participant, requestId) with { Quote = quote };

    /// <summary>The payer's bank takes a captured amount back (operator).</summary>
    /// <param name="participant">The acquirer that captured.</param>
    /// <param name="requestId">The name of this command.</param>
    /// <param name="original">The request id of the authorization or purchase.</param>
    /// <param name="amount">Minor units; 0: all that may be disputed.</param>
    /// <param name="bearer">A settlement account of the merchant's participant that bears it; 0: the merchant does.</param>
    /// <param name="seconds">How long each side has; 0: the switch's default.</param>
    public static Command Chargeback(uint participant, RequestId requestId, RequestId original, long amount = 0, ulong bearer = 0,
        uint seconds = 0) =>
        About(CommandKind.Chargeback, participant, requestId, original, amount) with { Counterparty = bearer, HoldSeconds = seconds };

    /// <summary>Ends a dispute: the merchant keeps the amount (operator).</summary>
    /// <param name="participant">The acquirer that captured.</param>
    /// <param name="requestId">The name of this command.</param>
    /// <param name="original">The request id of the authorization or purchase.</param>
    public static Command ResolveForMerchant(uint participant, RequestId requestId, RequestId original) =>
        About(CommandKind.ResolveForMerchant, participant, requestId, original);

    /// <summary>Ends a dispute: the payer keeps the amount (operator).</summary>
    /// <inheritdoc cref="ResolveForMerchant" path="/param"/>
    public static Command ResolveForPayer(uint participant, RequestId requestId, RequestId original) =>
        About(CommandKind.ResolveForPayer, participant, requestId, original);

    /// <summary>Sets the limits of one tier in one currency (operator).</summary>
    /// <param name="requestId">The name of this command.</param>
    /// <param name="limit">The limits.</param>
    public static Command SetTierLimit(RequestId requestId, TierLimitBody limit) =>
        New(CommandKind.SetTierLimit, 0, requestId) with { TierLimit = limit };

    /// <summary>Says in which tier a wallet begins, and until when (operator).</summary>
    /// <param name="requestId">The name of this command.</param>
    /// <param name="coldStart">The cold start.</param>
    public static Command SetColdStart(RequestId requestId, ColdStartBody coldStart) =>
        New(CommandKind.SetColdStart, 0, requestId) with { ColdStart = coldStart };

    /// <summary>Allows captures of merchants of one category to exceed what was authorized (operator).</summary>
    /// <param name="requestId">The name of this command.</param>
    /// <param name="merchantCategoryCode">ISO 18245.</param>
    /// <param name="basisPoints">How much more, 0 to 10,000.</param>
    public static Command SetCaptureTolerance(RequestId requestId, ushort merchantCategoryCode, ushort basisPoints) =>
        New(CommandKind.SetCaptureTolerance, 0, requestId) with
        {
            CaptureTolerance = new CaptureToleranceBody { MerchantCategoryCode = merchantCategoryCode, BasisPoints = basisPoints },
        };
}
