using TpWallet.Messages;

namespace TpWallet.Client;

/// <summary>
/// Commands with the fields that each kind needs. Every other field of the result may be filled in before it is sent. The request id is the
/// caller's: keep it until the answer is known, it is what makes asking again safe. Flags, such as <see
/// cref="CommandFlags.AllowPartialApproval"/>, are the caller's to add.
/// </summary>
public static partial class PaymentCommands
{
    /// <summary>Places a hold on the payer's account in favour of a merchant.</summary>
    /// <param name="participant">The acquirer, whose merchant it is.</param>
    /// <param name="requestId">The name of this command.</param>
    /// <param name="account">The payer's wallet.</param>
    /// <param name="merchant">The merchant's account.</param>
    /// <param name="amount">Minor units, positive.</param>
    /// <param name="currency">Currency of both accounts.</param>
    /// <param name="holdSeconds">How long the money is held; 0: the switch's default.</param>
    public static Command Authorize(uint participant, RequestId requestId, ulong account, ulong merchant, long amount, Currency currency,
        uint holdSeconds = 0) =>
        New(CommandKind.Authorize, participant, requestId) with
        {
            Account = account,
            Counterparty = merchant,
            Amount = amount,
            Currency = currency,
            HoldSeconds = holdSeconds,
        };

    /// <summary>Pays at once: authorize and capture in one.</summary>
    /// <inheritdoc cref="Authorize" path="/param"/>
    public static Command Purchase(uint participant, RequestId requestId, ulong account, ulong merchant, long amount, Currency currency) =>
        New(CommandKind.Purchase, participant, requestId) with { Account = account, Counterparty = merchant, Amount = amount, Currency = currency };

    /// <summary>Moves held money to the merchant and releases the rest.</summary>
    /// <param name="participant">The acquirer that authorized.</param>
    /// <param name="requestId">The name of this command.</param>
    /// <param name="authorization">The request id of the authorization.</param>
    /// <param name="amount">Minor units, at most what is left of the authorization; 0: all of it.</param>
    /// <param name="currency">Currency of the authorization.</param>
    /// <param name="moreFollow">What is not captured stays held for further captures.</param>
    public static Command Capture(uint participant, RequestId requestId, RequestId authorization, long amount, Currency currency,
        bool moreFollow = false) =>
        About(CommandKind.Capture, participant, requestId, authorization, amount, currency) with
        {
            Flags = moreFollow ? CommandFlags.MoreCapturesFollow : CommandFlags.None,
        };

    /// <summary>Gives a hold back.</summary>
    /// <param name="participant">The acquirer that authorized.</param>
    /// <param name="requestId">The name of this command.</param>
    /// <param name="authorization">The request id of the authorization.</param>
    public static Command Void(uint participant, RequestId requestId, RequestId authorization) =>
        New(CommandKind.Void, participant, requestId) with { OriginalRequestId = authorization };

    /// <summary>Adds to a hold.</summary>
    /// <param name="participant">The acquirer that authorized.</param>
    /// <param name="requestId">The name of this command.</param>
    /// <param name="authorization">The request id of the authorization.</param>
    /// <param name="amount">How much more, minor units, positive.</param>
    /// <param name="currency">Currency of the authorization.</param>
    public static Command IncrementAuthorization(uint participant, RequestId requestId, RequestId authorization, long amount, Currency currency) =>
        About(CommandKind.IncrementAuthorization, participant, requestId, authorization, amount, currency);

    /// <summary>Undoes an authorization or purchase, also one that may not have arrived: it is then refused when it comes.</summary>
    /// <param name="participant">The acquirer that sent the original.</param>
    /// <param name="requestId">The name of this command.</param>
    /// <param name="original">The request id of the authorization or purchase.</param>
    /// <param name="amount">What is to stay, minor units; 0: nothing, a reversal in full.</param>
    /// <param name="currency">Currency of the original; not compared if none.</param>
    public static Command Reversal(uint participant, RequestId requestId, RequestId original, long amount = 0, Currency currency = Currency.None) =>
        About(CommandKind.Reversal, participant, requestId, original, amount, currency);

    /// <summary>Gives captured money back to the payer.</summary>
    /// <param name="participant">The acquirer that captured.</param>
    /// <param name="requestId">The name of this command.</param>
    /// <param name="original">The request id of the authorization or purchase.</param>
    /// <param name="amount">Minor units, at most what was captured and not yet given back; 0: all of that.</param>
    /// <param name="currency">Currency of the original.</param>
    public static Command Refund(uint participant, RequestId requestId, RequestId original, long amount, Currency currency) =>
        About(CommandKind.Refund, participant, requestId, original, amount, currency);

    /// <summary>Gives money to a wallet that names no original; only for participants that have the right.</summary>
    /// <inheritdoc cref="Authorize" path="/param"/>
    public static Command UnlinkedRefund(uint participant, RequestId requestId, ulong account, ulong merchant, long amount, Currency currency) =>
        Between(CommandKind.Refund, participant, requestId, account, merchant, amount, currency) with { Flags = CommandFlags.Unlinked };

    /// <summary>Moves money from a wallet of the participant to another wallet.</summary>
    /// <param name="participant">Whose wallet pays.</param>
    /// <param name="requestId">The name of this command.</param>
    /// <param name="from">The wallet that pays.</param>
    /// <param name="to">The wallet that receives, of any participant.</param>
    /// <param name="amount">Minor units, positive.</param>
    /// <param name="currency">Currency of both accounts.</param>
    public static Command Transfer(uint participant, RequestId requestId, ulong from, ulong to, long amount, Currency currency) =>
        Between(CommandKind.Transfer, participant, requestId, from, to, amount, currency);

    /// <summary>Takes money outside.</summary>
    /// <param name="participant">Whose accounts they are.</param>
    /// <param name="requestId">The name of this command.</param>
    /// <param name="account">The account that is debited.</param>
    /// <param name="clearing">The external clearing account that is credited.</param>
    /// <param name="amount">Minor units, positive.</param>
    /// <param name="currency">Currency of both accounts.</param>
    public static Command Withdrawal(uint participant, RequestId requestId, ulong account, ulong clearing, long amount, Currency currency) =>
        Between(CommandKind.Withdrawal, participant, requestId, account, clearing, amount, currency);

    /// <summary>Exchanges money between two wallets of the participant at a quote, which it uses up.</summary>
    /// <param name="participant">To whom the quote was given.</param>
    /// <param name="requestId">The name of this command.</param>
    /// <param name="quote">The request id of the quote.</param>
    /// <param name="from">The wallet that sells.</param>
    /// <param name="to">The wallet that receives what is bought.</param>
    /// <param name="amount">What is sold, minor units, at most the quote's largest.</param>
    /// <param name="currency">Currency that is sold.</param>
    public static Command Exchange(uint participant, RequestId requestId, RequestId quote, ulong from, ulong to, long amount, Currency currency) =>
        Between(CommandKind.Exchange, participant, requestId, from, to, amount, currency) with { OriginalRequestId = quote };

    /// <summary>The merchant contests a chargeback.</summary>
    /// <param name="participant">The acquirer that captured.</param>
    /// <param name="requestId">The name of this command.</param>
    /// <param name="original">The request id of the authorization or purchase.</param>
    public static Command Representment(uint participant, RequestId requestId, RequestId original) =>
        About(CommandKind.Representment, participant, requestId, original);

    /// <summary>Asks for an account's balances. Changes nothing.</summary>
    /// <param name="participant">Who asks.</param>
    /// <param name="requestId">The name of this command; not remembered.</param>
    /// <param name="account">The account.</param>
    public static Command BalanceInquiry(uint participant, RequestId requestId, ulong account) =>
        New(CommandKind.BalanceInquiry, participant, requestId) with { Account = account };

    /// <summary>Asks for the stored answer to an earlier request. Changes nothing.</summary>
    /// <param name="participant">Who sent that request.</param>
    /// <param name="requestId">The name of this command; not remembered.</param>
    /// <param name="subject">The request id asked about.</param>
    public static Command StatusInquiry(uint participant, RequestId requestId, RequestId subject) =>
        New(CommandKind.StatusInquiry, participant, requestId) with { OriginalRequestId = subject };

    private static Command New(CommandKind kind, uint participant, RequestId requestId) =>
        new() { Kind = kind, Version = Command.CurrentVersion, Participant = participant, RequestId = requestId };

    private static Command Between(CommandKind kind, uint participant, RequestId requestId, ulong account, ulong counterparty, long amount,
        Currency currency) =>
        New(kind, participant, requestId) with { Account = account, Counterparty = counterparty, Amount = amount, Currency = currency };

    private static Command About(
        CommandKind kind, uint participant, RequestId requestId, RequestId original, long amount = 0, Currency currency = Currency.None) =>
        New(kind, participant, requestId) with { OriginalRequestId = original, Amount = amount, Currency = currency };
}
