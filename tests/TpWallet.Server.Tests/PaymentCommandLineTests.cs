using TpWallet.Messages;
using TpWallet.Protocol.Binary;
using TpWallet.Server.CommandLine;

namespace TpWallet.Server.Tests;

public sealed class PaymentCommandLineTests
{
    private const string Id = "0f8fad5b-d9cb-469f-a165-70867728950e";

    [Fact]
    public async Task Pay_says_an_approval_in_words()
    {
        using var fake = new FakeSwitch(static command => FakeSwitch.Approve(command) with { Available = 8_766, ApprovalCode = 0x33_32_31_43_42_41 });
        var run = await PayAsync(fake, "12.34");
        Assert.Equal($"approved: 12.34 USD from 1001 to 2001, approval code ABC123, 87.66 USD left{Environment.NewLine}", run.Output);
        Assert.Equal(ExitCodes.Success, run.ExitCode);

        var sent = Assert.Single(fake.Commands);
        Assert.Equal((CommandKind.Purchase, 1_234L, Currency.USD), (sent.Kind, sent.Amount, sent.Currency));
        Assert.Equal((1001UL, 2001UL, 7u), (sent.Account, sent.Counterparty, sent.Participant));
        Assert.Equal(Id, sent.RequestId.ToString());
        var session = Assert.Single(fake.SignOns);
        Assert.Equal((SessionRole.Acquirer, 7u), (session.Role, session.Participant));
    }

    [Fact]
    public async Task Pay_says_a_decline_in_words_and_ends_with_5()
    {
        using var fake = new FakeSwitch(static command => FakeSwitch.Refuse(command, ResultCode.InsufficientFunds) with { Available = 500 });
        var run = await PayAsync(fake, "12.34");
        Assert.Equal($"declined: insufficient funds, 5.00 USD available{Environment.NewLine}", run.Output);
        Assert.Equal(ExitCodes.Declined, run.ExitCode);
    }

    [Fact]
    public async Task Pay_tells_a_stored_answer_from_a_new_one()
    {
        using var fake = new FakeSwitch(static command => FakeSwitch.Refuse(command, ResultCode.UnknownAccount) with { Flags = ReplyFlags.Replayed });
        var run = await PayAsync(fake, "1");
        Assert.Equal($"refused: an account is not known (the stored answer to this request id: nothing was done "
            + $"again){Environment.NewLine}", run.Output);
    }

    [Fact]
    public async Task Pay_with_json_gives_the_reply_as_an_object()
    {
        using var fake = new FakeSwitch(static command => FakeSwitch.Refuse(command, ResultCode.InsufficientFunds) with { Available = 500 });
        var run = await PayAsync(fake, "12.34", "--json");
        var json = run.OutputJson();
        Assert.False(json.GetProperty("approved").GetBoolean());
        Assert.Equal("insufficient_funds", json.GetProperty("result").GetString());
        Assert.Equal(400, json.GetProperty("result_code").GetInt32());
        Assert.Equal(Id, json.GetProperty("request_id").GetString());
        Assert.Equal(500, json.GetProperty("available_minor").GetInt64());
        Assert.Empty(run.Error);
    }

    [Theory]
    [InlineData("12.345", "'12.345' has more decimals than USD has: 2")]
    [InlineData("-1", "'-1' is not an amount: write digits with an optional point, such as 12.34")]
    [InlineData("0", "--amount must be more than 0 and at most 10000000000000000.00 USD")]
    [InlineData("10000000000000000.01", "--amount must be more than 0 and at most 10000000000000000.00 USD")]
    public async Task A_wrong_amount_is_refused_before_anything_is_sent(string amount, string message)
    {
        using var fake = new FakeSwitch(FakeSwitch.Approve);
        var run = await PayAsync(fake, amount);
        Assert.Equal($"error: {message}{Environment.NewLine}", run.Error);
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Empty(fake.SignOns);
    }

    [Fact]
    public async Task Without_a_switch_the_error_names_the_target()
    {
        string target;
        using (var fake = new FakeSwitch(FakeSwitch.Approve))
        {
            target = fake.Target;
        }

        var run = await CommandLineRun.Of("account", "show", "1", "--target", target);
        Assert.StartsWith($"error: no session on {target}: ", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(ExitCodes.CannotConnect, run.ExitCode);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("localhost:")]
    [InlineData("localhost:0")]
    [InlineData(":7400")]
    [InlineData("localhost:70000")]
    public async Task A_target_that_is_no_host_and_port_is_wrong_usage(string target)
    {
        var run = await CommandLineRun.Of("participant", "add", "1", "--target", target);
        Assert.Equal($"error: '{target}' is not HOST:PORT, such as 127.0.0.1:7400{Environment.NewLine}", run.Error);
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
    }

    [Fact]
    public async Task Operator_commands_sign_on_as_operator_on_behalf_of_the_participant()
    {
        using var fake = new FakeSwitch(static command => FakeSwitch.Approve(command) with
        {
            Amount = 1_000,
            Available = 700,
            Currency = Currency.EUR,
        });
        var add = await CommandLineRun.Of("participant", "add", "7", "--target", fake.Target);
        var open = await CommandLineRun.Of(
            "account", "open", "2001", "--kind", "merchant", "--currency", "eur", "--participant", "7", "--target", fake.Target);
        var deposit = await CommandLineRun.Of(
            "deposit", "--to", "1001", "--from", "9001", "--amount", "10", "--currency", "EUR", "--participant", "7", "--target", fake.Target);
        var show = await CommandLineRun.Of("account", "show", "1001", "--target", fake.Target);

        Assert.Equal("participant 7 is known", add.Output.TrimEnd());
        Assert.Equal("account 2001 is open: merchant of participant 7 in EUR", open.Output.TrimEnd());
        Assert.Equal("deposited: 10.00 EUR to 1001, 7.00 EUR available", deposit.Output.TrimEnd());
        Assert.Equal("account 1001: 10.00 EUR posted, 7.00 EUR available", show.Output.TrimEnd());
        Assert.All(fake.SignOns, static session => Assert.Equal((SessionRole.Operator, 0u), (session.Role, session.Participant)));
        Assert.Equal(
            [CommandKind.AddParticipant, CommandKind.OpenAccount, CommandKind.Deposit, CommandKind.BalanceInquiry],
            fake.Commands.Select(static command => command.Kind));
        Assert.Equal(AccountKind.Merchant, fake.Commands.ElementAt(1).OpenAccount.Kind);
    }

    [Fact]
    public void Every_result_code_has_a_text_of_its_own()
    {
        var texts = Enum.GetValues<ResultCode>().Select(ResultText.Of).ToList();
        Assert.Equal(texts.Count, texts.Distinct().Count());
        Assert.Equal("result code 9999, which this version doesn't know", ResultText.Of((ResultCode)9_999));
    }

    private static Task<CommandLineRun> PayAsync(FakeSwitch fake, string amount, params string[] more) => CommandLineRun.Of(
    [
        "pay", "--from", "1001", "--to", "2001", "--amount", amount, "--currency", "USD",
        "--participant", "7", "--request-id", Id, "--target", fake.Target, .. more,
    ]);
}
