using System.Runtime.CompilerServices;
using System.Text;
using TpWallet.Core.Idempotency;
using TpWallet.Core.Payments;
using TpWallet.Messages;
using static TpWallet.Core.Tests.Requests;

namespace TpWallet.Core.Tests;

/// <summary>The life cycle as a table: the README prints it, and a real core does what it says.</summary>
public sealed class LifeCycleTests
{
    private const string Begin = "<!-- life cycle: begin -->";
    private const string End = "<!-- life cycle: end -->";
    private const ulong Subject = 10;
    private const ulong Wallet2 = 6001;
    private const ulong EuroStock = 6002;

    public static TheoryData<PaymentState> States => [.. Enum.GetValues<PaymentState>()];

    /// <summary>With <c>TPWALLET_UPDATE=1</c> the README is written anew.</summary>
    [Fact]
    public void The_table_in_the_readme_is_the_codes()
    {
        var path = ReadmePath();
        var readme = File.ReadAllText(path);
        var (begin, end) = (readme.IndexOf(Begin, StringComparison.Ordinal), readme.IndexOf(End, StringComparison.Ordinal));
        Assert.True(begin >= 0 && end > begin, $"{path} lacks the markers of the life cycle.");
        var expected = $"{readme[..begin]}{Begin}\n{Table()}{readme[end..]}";
        if (Environment.GetEnvironmentVariable("TPWALLET_UPDATE") == "1")
        {
            File.WriteAllText(path, expected);
            return;
        }

        Assert.True(readme == expected, "The README's life cycle is not the code's: run the tests with TPWALLET_UPDATE=1.");
    }

    [Theory]
    [MemberData(nameof(States))]
    public void A_core_in_each_state_does_with_each_message_what_the_table_says(PaymentState state)
    {
        foreach (var message in LifeCycle.Columns)
        {
            foreach (var variant in Variants(message))
            {
                var (reply, next) = Try(state, message, variant);
                var refusal = LifeCycle.Refusal(state, message);
                var what = $"{message} of {variant} in {state} was answered {reply}, and led to {next}";
                if (IsRepeat(state, message))
                {
                    // The request id is known: idempotency answers before the life cycle is asked.
                    Assert.True(next == state, what);
                }
                else if (message == CommandKind.Tick)
                {
                    Assert.True(refusal != ResultCode.None ? next == state : LifeCycle.Next(state, message).Contains(next), what);
                }
                else if (refusal != ResultCode.None)
                {
                    Assert.True(reply == refusal && next == state, what);
                }
                else if (ResultCodes.Classify(reply) == ResultClass.Success)
                {
                    Assert.True(LifeCycle.Next(state, message).Contains(next), what);
                }
                else
                {
                    Assert.True(next == state, what);
                }
            }
        }
    }

    [Fact]
    public void Every_step_of_the_table_is_taken_by_some_core()
    {
        foreach (var state in Enum.GetValues<PaymentState>())
        {
            foreach (var message in LifeCycle.Columns)
            {
                var reached = Variants(message).Select(variant => Try(state, message, variant)).Where(static outcome =>
                    ResultCodes.Classify(outcome.Reply) == ResultClass.Success)
                    .Select(static outcome => outcome.Next).ToHashSet();

                Assert.True(LifeCycle.Next(state, message).All(reached.Contains),
                    $"{message} in {state} should lead to each of {string.Join(", ", LifeCycle.Next(state, message))}.");
            }
        }
    }

    private static bool IsRepeat(PaymentState state, CommandKind message) =>
        message is CommandKind.Authorize or CommandKind.OpenQuote && state is not (PaymentState.Unknown or PaymentState.ReversedBeforeArrival);

    /// <summary>Amounts and flags that make a difference: all of it, a part, and a part with more to follow; of authorize also a purchase.</summary>
    private static IEnumerable<string> Variants(CommandKind message) => message switch
    {
        CommandKind.Authorize => ["all", "purchase"],
        CommandKind.Capture => ["all", "part", "part and more"],
        CommandKind.Reversal or CommandKind.Refund or CommandKind.Chargeback => ["all", "part"],
        _ => ["all"],
    };

    private static (ResultCode Reply, PaymentState Next) Try(PaymentState state, CommandKind message, string variant)
    {
        // A captured payment may be reversed when it was a purchase alone, so the state is made both ways.
        var outcomes = new List<(ResultCode Reply, PaymentState Next)>();
        foreach (var byPurchase in new[] { false, true })
        {
            using var target = InState(state, byPurchase);
            var reply = target.Ask(Message(target, message, variant));
            outcomes.Add((reply, StateOf(target)));
        }

        return ResultCodes.Classify(outcomes[0].Reply) == ResultClass.Success ? outcomes[0] : outcomes[1];
    }

    private static Command Message(TestSwitch target, CommandKind message, string variant)
    {
        if (message == CommandKind.Tick)
        {
            target.TimeMs += CommandLimits.DisputeSecondsMax * 1000L;
            return Tick(500, 0);
        }

        var amount = variant == "all" ? 0 : 10_00;
        return message switch
        {
            CommandKind.Authorize => Payment(variant == "all" ? CommandKind.Authorize : CommandKind.Purchase, Subject, 40_00),
            CommandKind.IncrementAuthorization => About(message, 500, Subject, 1_00),
            CommandKind.Capture => About(message, 500, Subject, amount) with
            {
                Flags = variant == "part and more" ? CommandFlags.MoreCapturesFollow : CommandFlags.None,
            },
            CommandKind.Reversal or CommandKind.Refund => About(message, 500, Subject, amount),
            CommandKind.Chargeback => ByOperator(About(message, 500, Subject, amount)),
            CommandKind.Void or CommandKind.Representment => About(message, 500, Subject),
            CommandKind.ResolveForMerchant or CommandKind.ResolveForPayer => ByOperator(About(message, 500, Subject)),
            CommandKind.OpenQuote => Quote(),
            CommandKind.Exchange => Payment(message, 500, 10_00, to: Wallet2) with { OriginalRequestId = Id(Subject) },
            _ => throw new InvalidOperationException($"{message} is no column."),
        };
    }

    private static TestSwitch InState(PaymentState state, bool byPurchase)
    {
        var target = TestSwitch.Large();
        target.Approve(OpenAccount(900, Wallet2, AccountKind.CustomerWallet, Currency.EUR));
        target.Approve(OpenAccount(901, EuroStock, AccountKind.Liquidity, Currency.EUR));
        target.Approve(OpenAccount(902, 6003, AccountKind.ExternalClearing, Currency.EUR));
        target.Approve(Deposit(903, 500_00, EuroStock, 6003, Currency.EUR));
        foreach (var step in WayTo(state, byPurchase))
        {
            target.TimeMs += step.Kind == CommandKind.Tick ? CommandLimits.DisputeSecondsMax * 1000L : 0;
            target.Approve(step);
        }

        Assert.Equal(state, StateOf(target));
        return target;
    }

    private static Command[] WayTo(PaymentState state, bool byPurchase)
    {
        var hold = Authorize(Subject, 40_00);
        Command[] captured = byPurchase ? [Payment(CommandKind.Purchase, Subject, 40_00)] : [hold, About(CommandKind.Capture, 11, Subject)];
        var charged = ByOperator(About(CommandKind.Chargeback, 12, Subject));
        return state switch
        {
            PaymentState.Unknown => [],
            PaymentState.Held => [hold],
            PaymentState.PartlyCaptured => [hold, About(CommandKind.Capture, 11, Subject, 20_00) with { Flags = CommandFlags.MoreCapturesFollow }],
            PaymentState.Captured => captured,
            PaymentState.Voided => [hold, About(CommandKind.Void, 11, Subject)],
            PaymentState.Expired => [hold, Tick(11, 0)],
            PaymentState.Reversed => [hold, About(CommandKind.Reversal, 11, Subject)],
            PaymentState.ReversedBeforeArrival => [About(CommandKind.Reversal, 11, Subject)],
            PaymentState.ChargedBack => [.. captured, charged],
            PaymentState.Represented => [.. captured, charged, About(CommandKind.Representment, 13, Subject)],
            PaymentState.ResolvedForMerchant => [.. captured, charged, ByOperator(About(CommandKind.ResolveForMerchant, 13, Subject))],
            PaymentState.ResolvedForPayer => [.. captured, charged, ByOperator(About(CommandKind.ResolveForPayer, 13, Subject))],
            PaymentState.Quoted => [Quote()],
            PaymentState.QuoteUsed => [Quote(), Payment(CommandKind.Exchange, 11, 10_00, to: Wallet2) with { OriginalRequestId = Id(Subject) }],
            PaymentState.QuoteExpired => [Quote(), Tick(11, 0)],
        };
    }

    private static Command Quote() => Configure(CommandKind.OpenQuote, Subject) with
    {
        Quote = new QuoteBody
        {
            Sell = Currency.USD,
            Buy = Currency.EUR,
            Numerator = 9,
            Denominator = 10,
            SellMaximum = 100_00,
            SellLiquidity = Dollars,
            BuyLiquidity = EuroStock,
            RoundingAccount = FeeAccount,
            Seconds = 60,
        },
    };

    private static PaymentState StateOf(TestSwitch target)
    {
        var state = target.Core.State!;
        Assert.True(state.Participants.TryFind(Acquirer, out var sender));
        return state.Payments.StateOf(new RequestKey((ushort)sender, Id(Subject)), out _);
    }

    private static string Table()
    {
        var text = new StringBuilder("| state |");
        foreach (var message in LifeCycle.Columns)
        {
            text.Append($" {message} |");
        }

        text.Append("\n|---|").Insert(text.Length, "---|", LifeCycle.Columns.Length).Append('\n');
        foreach (var state in Enum.GetValues<PaymentState>())
        {
            text.Append($"| {state} |");
            foreach (var message in LifeCycle.Columns)
            {
                text.Append($" {Cell(state, message)} |");
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Cell(PaymentState state, CommandKind message)
    {
        if (IsRepeat(state, message))
        {
            return "repeat";
        }

        var refusal = LifeCycle.Refusal(state, message);
        return refusal == ResultCode.None
            ? string.Join(" or ", LifeCycle.Next(state, message).Select(static next => $"**{next}**"))
            : message == CommandKind.Tick ? "–" : $"{refusal}";
    }

    private static string ReadmePath([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../src/TpWallet.Core/README.md"));
}
