using TpWallet.Messages;

namespace TpWallet.Client;

/// <summary>
/// Commands with the fields that each kind needs. Every other field of the result may be filled in before it is sent. The request id is the
/// caller's: keep it until the answer is known, it is what makes asking again safe.
/// </summary>
public static class PaymentCommands
{
    /// <summary>Places a hold on the payer's account in favour of a merchant.</summary>
    /// <param name="participant">The acquirer, whose merchant it is.</param>
    /// <param name="requestId">The name of this command.</param>
    /// <param name="account">The payer's wallet.</param>
    /// <param name="merchant">The merchant's account.</param>
    /// <param name="amount">Minor units, positive.</param>
    /// <param name="currency">Currency of both accounts.</param>
    /// <param name="holdSeconds">How long the money is held; 0: the switch's default.</param>
    public static Command Authorize(uint participant, RequestId requestId, ulong account, ulong merchant, long amount, Currency currency, uint holdSeconds = 0) =>
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
    /// <param name="amount">Minor units, at most what was authorized; 0: all of it.</param>
    /// <param name="currency">Currency of the authorization.</param>
    public static Command Capture(uint participant, RequestId requestId, RequestId authorization, long amount, Currency currency) =>
        New(CommandKind.Capture, participant, requestId) with { OriginalRequestId = authorization, Amount = amount, Currency = currency };

    /// <summary>Gives a hold back.</summary>
    /// <param name="participant">The acquirer that authorized.</param>
    /// <param name="requestId">The name of this command.</param>
    /// <param name="authorization">The request id of the authorization.</param>
    public static Command Void(uint participant, RequestId requestId, RequestId authorization) =>
        New(CommandKind.Void, participant, requestId) with { OriginalRequestId = authorization };

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
        New(CommandKind.OpenAccount, participant, requestId) with { OpenAccount = new OpenAccountBody { Account = account, Kind = kind, Currency = currency } };

    /// <summary>Makes a participant known (operator).</summary>
    /// <param name="participant">Its number, 1 or more.</param>
    /// <param name="requestId">The name of this command.</param>
    public static Command AddParticipant(uint participant, RequestId requestId) => New(CommandKind.AddParticipant, participant, requestId);

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
}
