using TpWallet.Messages;
using TpWallet.Protocol.Binary;
using TpWallet.Server.CommandLine;

namespace TpWallet.Server.Tests;

/// <summary>What the commands about the life of a payment, and the operator's settings, send and say.</summary>
public sealed class LifeCommandLineTests
{
    private const string Id = "0f8fad5b-d9cb-469f-a165-70867728950e";
    private const string Original = "7c9e6679-7425-40de-944b-e07fc1f90ae7";

    [Theory]
    [InlineData("capture", CommandKind.Capture, "captured: 10.00 USD")]
    [InlineData("refund", CommandKind.Refund, "refunded: 10.00 USD")]
    [InlineData("reverse", CommandKind.Reversal, "reversed: 10.00 USD")]
    public async Task A_follow_up_names_its_original_and_an_amount(string name, CommandKind kind, string text)
    {
        var (run, sent, role) = await RunAsync(name, Original, "--amount", "10", "--currency", "USD");
        Assert.Equal((text, ExitCodes.Success), (run.Output.TrimEnd(), run.ExitCode));
        Assert.Equal((kind, Original, 1_000L, Currency.USD), (sent.Kind, sent.OriginalRequestId.ToString(), sent.Amount, sent.Currency));
        Assert.Equal((Id, 7u, SessionRole.Acquirer), (sent.RequestId.ToString(), sent.Participant, role));
    }

    [Theory]
    [InlineData("capture")]
    [InlineData("refund")]
    [InlineData("reverse")]
    [InlineData("void")]
    public async Task A_follow_up_without_an_amount_is_about_all_of_it(string name)
    {
        var (run, sent, _) = await RunAsync(name, Original);
        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.Equal((Original, 0L, Currency.None), (sent.OriginalRequestId.ToString(), sent.Amount, sent.Currency));
    }

    [Fact]
    public async Task A_capture_with_more_to_follow_says_so()
    {
        var (_, sent, _) = await RunAsync("capture", Original, "--more");
        Assert.Equal(CommandFlags.MoreCapturesFollow, sent.Flags);
    }

    [Theory]
    [InlineData("--amount needs --currency", "capture", Original, "--amount", "1")]
    [InlineData("REQUEST-ID must be a UUID other than zero, not 'x'; see tpwallet void --help", "void", "x")]
    [InlineData("'1.234' has more decimals than USD has: 2", "limit", "set", "1", "--currency", "USD", "--per-day", "1.234")]
    public async Task Wrong_usage_sends_nothing(string message, params string[] arguments)
    {
        using var fake = new FakeSwitch(FakeSwitch.Approve);
        var run = await CommandLineRun.Of([.. arguments, "--target", fake.Target]);
        Assert.Equal(($"error: {message}", ExitCodes.Usage), (run.Error.TrimEnd(), run.ExitCode));
        Assert.Empty(fake.Commands);
    }

    [Fact]
    public async Task Authorize_sends_its_hold_and_whether_less_will_do()
    {
        var (run, sent, role) = await RunAsync("authorize", "--from", "1", "--to", "2", "--amount", "10", "--currency", "USD", "--hold",
            "60", "--partial");
        Assert.Equal($"authorized: 10.00 USD held on 1 for 2, request id {Id}, approval code", run.Output.TrimEnd());
        Assert.Equal((CommandKind.Authorize, 60u, CommandFlags.AllowPartialApproval, SessionRole.Acquirer),
            (sent.Kind, sent.HoldSeconds, sent.Flags, role));
    }

    [Theory]
    [InlineData("transfer", CommandKind.Transfer, "transferred: 10.00 USD from 1 to 2, 0.00 USD left")]
    [InlineData("withdraw", CommandKind.Withdrawal, "withdrawn: 10.00 USD from 1, 0.00 USD left")]
    public async Task A_movement_names_both_accounts(string name, CommandKind kind, string text)
    {
        var (run, sent, role) = await RunAsync(name, "--from", "1", "--to", "2", "--amount", "10", "--currency", "USD");
        Assert.Equal(text, run.Output.TrimEnd());
        Assert.Equal((kind, 1ul, 2ul, 1_000L, SessionRole.Acquirer), (sent.Kind, sent.Account, sent.Counterparty, sent.Amount, role));
    }

    [Fact]
    public async Task Limit_set_leaves_open_what_is_not_said()
    {
        using var fake = new FakeSwitch(FakeSwitch.Approve);
        var run = await CommandLineRun.Of(
            "limit", "set", "3", "--currency", "USD", "--per-transaction", "10", "--per-day-count", "5", "--target", fake.Target);
        Assert.Equal("the limits of tier 3 in USD are set", run.Output.TrimEnd());
        var sent = Assert.Single(fake.Commands);
        var limit = sent.TierLimit;
        Assert.Equal((CommandKind.SetTierLimit, 0u, (ushort)3, Currency.USD), (sent.Kind, sent.Participant, limit.Tier, limit.Currency));
        Assert.Equal((1_000L, long.MaxValue, long.MaxValue, 5u, uint.MaxValue),
            (limit.PerTransaction, limit.PerDay, limit.PerMonth, limit.PerDayCount, limit.PerMonthCount));
    }

    [Fact]
    public async Task Fee_set_sends_both_parts()
    {
        var (run, sent, role) = await RunAsync("fee", "set", "--on", "purchase", "--currency", "EUR", "--account", "40", "--basis-points",
            "150", "--fixed", "0.25");
        Assert.Equal("the fee on purchase in EUR is set", run.Output.TrimEnd());
        Assert.Equal((CommandKind.SetFee, SessionRole.Operator), (sent.Kind, role));
        Assert.Equal((CommandKind.Purchase, (ushort)150, 25L, 40ul, Currency.EUR),
            (sent.Fee.On, sent.Fee.BasisPoints, sent.Fee.Fixed, sent.Fee.FeeAccount, sent.Fee.Currency));
    }

    [Fact]
    public async Task Instruments_are_bound_and_set()
    {
        var (bound, bind, _) = await RunAsync("instrument", "bind", "555", "--account", "1", "--kind", "nfc-token", "--tier", "2");
        Assert.Equal("instrument 555 pays from account 1", bound.Output.TrimEnd());
        Assert.Equal(
            (CommandKind.BindInstrument, 555ul, 1ul, InstrumentKind.NfcToken, (ushort)2),
            (bind.Kind, bind.Instrument.Token, bind.Instrument.Account, bind.Instrument.Kind, bind.Instrument.Tier));

        var (changed, set, _) = await RunAsync("instrument", "set", "555", "--status", "stolen");
        Assert.Equal("instrument 555 is stolen", changed.Output.TrimEnd());
        Assert.Equal((CommandKind.SetInstrument, 555ul, InstrumentStatus.Stolen), (set.Kind, set.Instrument.Token, set.Instrument.Status));
    }

    [Fact]
    public async Task Account_status_and_terms_are_set()
    {
        var (frozen, status, _) = await RunAsync("account", "status", "1", "frozen-for-debit");
        Assert.Equal("account 1 is frozen-for-debit", frozen.Output.TrimEnd());
        Assert.Equal((CommandKind.SetAccountStatus, 1ul, AccountStatus.FrozenForDebit),
            (status.Kind, status.AccountStatus.Account, status.AccountStatus.Status));

        var (set, terms, _) = await RunAsync("account", "terms", "1", "--currency", "USD", "--tier", "2", "--credit-limit", "50");
        Assert.Equal("the terms of account 1 are set", set.Output.TrimEnd());
        Assert.Equal(
            (CommandKind.SetAccountTerms, (ushort)2, 5_000L, 0L),
            (terms.Kind, terms.AccountTerms.Tier, terms.AccountTerms.CreditLimit, terms.AccountTerms.MinimumBalance));
    }

    [Fact]
    public async Task A_decline_by_a_limit_names_the_limit()
    {
        using var fake = new FakeSwitch(static command => FakeSwitch.Refuse(command, ResultCode.AmountLimitExceeded) with { Rule = 2 });
        var run = await CommandLineRun.Of("transfer", "--from", "1", "--to", "2", "--amount", "10", "--currency", "USD", "--target", fake.Target);
        Assert.Equal("declined: a limit on amounts would be exceeded (account-per-day)", run.Output.TrimEnd());
        Assert.Equal(ExitCodes.Declined, run.ExitCode);
    }

    private static async Task<(CommandLineRun Run, Command Sent, SessionRole Role)> RunAsync(params string[] arguments)
    {
        using var fake = new FakeSwitch(static command => FakeSwitch.Approve(command) with { Amount = 1_000, Currency = Currency.USD });
        var run = await CommandLineRun.Of([.. arguments, "--participant", "7", "--request-id", Id, "--target", fake.Target]);
        Assert.Empty(run.Error);
        return (run, Assert.Single(fake.Commands), Assert.Single(fake.SignOns).Role);
    }
}
