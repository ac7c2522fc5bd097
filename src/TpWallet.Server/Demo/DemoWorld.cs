using TpWallet.Client;
using TpWallet.Messages;

namespace TpWallet.Server.Demo;

/// <summary>
/// Who takes part in the demonstration, and the commands by which an operator brings them about. Accounts are numbered from 1 without gaps:
/// for each currency its clearing account, its wallets and its nearly empty wallets; then each acquirer's merchants.
/// </summary>
internal sealed class DemoWorld
{
    /// <summary>The participant to whom the wallets belong; the acquirers follow.</summary>
    public const uint Issuer = 1;

    private const uint OperatorTerminal = 0;
    private const int WalletsPerCurrency = 900;
    private const int PoorWalletsPerCurrency = 100;
    private const int MerchantsPerAcquirer = 20;
    private const long WalletBalance = 100_000_000;
    private const long PoorWalletBalance = 20_000;

    private static readonly Currency[] CurrenciesUsed = [Currency.USD, Currency.EUR, Currency.JPY];

    private readonly List<DemoRequest> _preparations = [];

    /// <summary>Lays out a world.</summary>
    /// <param name="acquirers">How many, 1 or more.</param>
    /// <param name="seed">Goes into the request ids.</param>
    public DemoWorld(int acquirers, ulong seed)
    {
        Book = new AnswerBook(OperatorTerminal, seed);
        AddParticipant(Issuer);
        var result = new List<DemoAcquirer>(acquirers);
        var walletsByCurrency = CurrenciesUsed.Select(currency => (Currency: currency, First: OpenWallets(currency))).ToArray();
        for (var index = 0; index < acquirers; index++)
        {
            var participant = Issuer + 1 + (uint)index;
            AddParticipant(participant);
            var (currency, first) = walletsByCurrency[index % walletsByCurrency.Length];
            var merchants = Accounts + 1;
            for (var merchant = 0; merchant < MerchantsPerAcquirer; merchant++)
            {
                Open(participant, AccountKind.Merchant, currency);
            }

            var poor = first + WalletsPerCurrency;
            result.Add(new DemoAcquirer(participant, currency, first..poor, poor..(poor + PoorWalletsPerCurrency), merchants..(Accounts + 1)));
        }

        Acquirers = result;
    }

    /// <summary>The acquirers.</summary>
    public IReadOnlyList<DemoAcquirer> Acquirers { get; }

    /// <summary>Account numbers go from 1 to this.</summary>
    public int Accounts { get; private set; }

    /// <summary>What an operator sends, in this order, before the first payment.</summary>
    public IReadOnlyList<DemoRequest> Preparations => _preparations;

    /// <summary>The preparations' ids, and what the switch answered.</summary>
    public AnswerBook Book { get; }

    private int OpenWallets(Currency currency)
    {
        var clearing = Open(Issuer, AccountKind.ExternalClearing, currency);
        for (var wallet = 0; wallet < WalletsPerCurrency + PoorWalletsPerCurrency; wallet++)
        {
            var account = Open(Issuer, AccountKind.CustomerWallet, currency);
            Deposit(account, clearing, wallet < WalletsPerCurrency ? WalletBalance : PoorWalletBalance, currency);
        }

        return (int)clearing + 1;
    }

    private void AddParticipant(uint participant) => Add(PaymentCommands.AddParticipant(participant, NextId(out var number)), number, 0, 0);

    private ulong Open(uint participant, AccountKind kind, Currency currency)
    {
        var account = (ulong)++Accounts;
        Add(PaymentCommands.OpenAccount(participant, NextId(out var number), account, kind, currency), number, 0, 0);
        return account;
    }

    private void Deposit(ulong account, ulong clearing, long amount, Currency currency) =>
        Add(PaymentCommands.Deposit(Issuer, NextId(out var number), account, clearing, amount, currency), number, clearing, account);

    private void Add(in Command command, int number, ulong payer, ulong payee) =>
        _preparations.Add(new DemoRequest(command, DemoIntent.New, number, payer, payee, 0));

    private RequestId NextId(out int number)
    {
        number = Book.Add();
        return Book.IdOf(number);
    }
}
