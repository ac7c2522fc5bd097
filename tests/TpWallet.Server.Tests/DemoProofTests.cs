using TpWallet.Messages;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Demo;

namespace TpWallet.Server.Tests;

public sealed class DemoProofTests
{
    private const ulong Seed = 20_240_607;
    private const int CrashAfterCommands = 3_000;

    private static readonly DemoAcquirer Acquirer = new(2, Currency.EUR, 1..10, 10..12, 20..25);

    private static Reply Approved(long amount) => new()
    {
        RequestId = new RequestId(3, 4),
        Sequence = 17,
        TimeMs = 1_000,
        Amount = amount,
        Result = ResultCode.Approved,
        Class = ResultClass.Success,
        Currency = Currency.EUR,
    };

    [Fact]
    public void Answer_given_again_is_the_same_but_for_the_replayed_flag()
    {
        var book = new AnswerBook(1, Seed);
        var number = book.Add();
        var answer = Approved(100);
        book.Record(number, answer);

        Assert.Equal(AnswerVerdict.Same, book.Compare(number, answer with { Flags = ReplyFlags.Replayed }));
    }

    [Fact]
    public void Answer_that_differs_in_any_field_is_altered_and_one_that_is_unknown_is_lost()
    {
        var book = new AnswerBook(1, Seed);
        var number = book.Add();
        var answer = Approved(100);
        book.Record(number, answer);
        Reply[] others =
        [
            answer with { RequestId = new RequestId(3, 5) }, answer with { Sequence = 18 }, answer with { TimeMs = 1_001 },
            answer with { Amount = 101 },
            answer with { Available = 1 }, answer with { ApprovalCode = 1 }, answer with { Result = ResultCode.InsufficientFunds },
            answer with { Currency = Currency.USD }, answer with { Rule = 1 },
        ];

        Assert.All(others, other => Assert.Equal(AnswerVerdict.Altered, book.Compare(number, other)));
        Assert.Equal(AnswerVerdict.Lost, book.Compare(number, new Reply { Result = ResultCode.UnknownRequest }));
        Assert.Equal(AnswerVerdict.Lost, book.Compare(number, new Reply { Result = ResultCode.OutsideWindow }));
    }

    [Fact]
    public void Request_ids_differ_between_numbers_terminals_and_seeds()
    {
        RequestId[] ids =
        [
            new AnswerBook(1, Seed).IdOf(0), new AnswerBook(1, Seed).IdOf(1), new AnswerBook(2, Seed).IdOf(0), new AnswerBook(1, Seed + 1).IdOf(0),
        ];

        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, static id => Assert.False(id.IsNone));
    }

    [Fact]
    public void Expected_balances_follow_purchases_holds_captures_and_voids()
    {
        var ledger = new ExpectedLedger(2);
        Apply(CommandKind.Purchase, 100, 0);
        Apply(CommandKind.Authorize, 50, 0);
        Apply(CommandKind.Authorize, 30, 0);
        Apply(CommandKind.Authorize, 7, 0);
        Apply(CommandKind.Capture, 20, 50);
        Apply(CommandKind.Void, 30, 30);
        var declined = new Reply { Result = ResultCode.InsufficientFunds };
        ledger.Apply(Request(CommandKind.Purchase, 0), declined);

        Assert.True(ledger.Matches(1, Balance(-120, -127)));
        Assert.True(ledger.Matches(2, Balance(120, 120)));
        Assert.False(ledger.Matches(1, Balance(-220, -227)));
        Assert.False(ledger.Matches(1, Balance(-120, -120)));
        Assert.False(ledger.Matches(1, Balance(-120, -127) with { Result = ResultCode.UnknownAccount }));

        void Apply(CommandKind kind, long amount, long held) => ledger.Apply(Request(kind, held), Approved(amount));
        static DemoRequest Request(CommandKind kind, long held) => new(new Command { Kind = kind }, DemoIntent.New, 0, 1, 2, held);
        static Reply Balance(long posted, long available) => new() { Result = ResultCode.Approved, Amount = posted, Available = available };
    }

    [Fact]
    public void Mix_is_the_same_for_the_same_seed_and_holds_everything_that_it_promises()
    {
        var first = Requests(7);
        var second = Requests(7);

        Assert.Equal(first, second);
        Assert.Contains(first, static request => request.Intent == DemoIntent.Repeat);
        Assert.Contains(first, static request => request.Intent == DemoIntent.Conflict);
        Assert.Contains(first, static request => request.Command.Kind == CommandKind.Void);
        Assert.Contains(first, static request => request.Command.Kind == CommandKind.Capture && request.Command.Amount < request.Held);
        Assert.Contains(first, static request => request.Command.Kind == CommandKind.Capture && request.Command.Amount == request.Held);
        Assert.Contains(first, static request => request.Payer >= 10);
        Assert.All(first.Where(static request => request.Intent == DemoIntent.New), static request =>
            Assert.InRange(request.Command.Amount, 0, 20_000));

        static List<DemoRequest> Requests(int seed)
        {
            var mix = new PaymentMix(new AnswerBook(1, Seed), Acquirer, seed);
            var requests = new List<DemoRequest>();
            for (var count = 0; count < 2_000; count++)
            {
                var request = mix.Next();
                requests.Add(request);
                if (request.Intent == DemoIntent.New)
                {
                    mix.Answered(request, Approved(request.Command.Amount));
                }
            }

            return requests;
        }
    }

    [Fact]
    public async Task Proof_holds_when_the_switch_comes_back_with_all_that_it_had()
    {
        var proof = await CrashAndProveAsync(static journal => journal);

        proof.BooksBalance = true;
        Assert.True(proof.Holds, string.Join("; ", proof.Examples));
        Assert.True(proof.InDoubtApplied > 0);
    }

    [Fact]
    public async Task Proof_needs_the_books_to_balance()
    {
        var proof = await CrashAndProveAsync(static journal => journal);

        Assert.False(proof.Holds);
        proof.BooksBalance = false;
        Assert.False(proof.Holds);
    }

    [Fact]
    public async Task Proof_finds_answers_that_were_lost_with_the_end_of_the_journal()
    {
        var proof = await CrashAndProveAsync(static journal => journal.Take(journal.Count - 200));

        proof.BooksBalance = true;
        Assert.True(proof.Lost > 0);
        Assert.False(proof.Holds);
    }

    [Fact]
    public async Task Proof_finds_a_payment_that_was_done_twice()
    {
        var proof = await CrashAndProveAsync(static journal =>
        {
            var again = journal.Last(static command => command.Kind == CommandKind.Purchase && command.Account % 1_000 < 900);
            again.RequestId = new RequestId(99, 99);
            return journal.Append(again);
        });

        proof.BooksBalance = true;
        Assert.Equal(0, proof.Lost);
        Assert.Equal(2, proof.AccountsWrong);
        Assert.False(proof.Holds);
    }

    [Fact]
    public async Task Proof_finds_an_answer_that_says_something_else()
    {
        var proof = await CrashAndProveAsync(static journal =>
        {
            var altered = journal.ToArray();
            altered[FirstAnsweredPurchase(altered)].Amount++;
            return altered;
        });

        proof.BooksBalance = true;
        Assert.True(proof.Altered > 0);
        Assert.False(proof.Holds);
    }

    /// <summary>
    /// Stands first under its id, so it was carried out, while later ones may repeat it or use its id wrongly; and its terminal went on, so it had
    /// its answer.
    /// </summary>
    private static int FirstAnsweredPurchase(Command[] journal) => Array.FindIndex(journal, command => command.Kind == CommandKind.Purchase
        && journal.Count(other => other.Participant == command.Participant && other.RequestId.Second >> 32 == command.RequestId.Second >> 32) > 1);

    /// <summary>Lets two acquirers pay until the switch crashes, starts another on what is left of the journal, and asks for everything.</summary>
    private static async Task<DemoProof> CrashAndProveAsync(Func<IReadOnlyList<Command>, IEnumerable<Command>> afterwards)
    {
        var world = new DemoWorld(2, Seed);
        var ledgers = new DemoLedgers(new ExpectedLedger(world.Accounts), new DemoProof());
        var manager = new DemoOperator(world, ledgers);
        var offices = world.Acquirers.Select(acquirer => new AcquirerOffice(acquirer, 16, Seed, ledgers)).ToList();
        using var first = new DemoTestSwitch([DemoTestSwitch.Genesis()]);
        await manager.PrepareAsync(SwitchTarget.Of(first.Endpoint));
        first.CrashAfter(CrashAfterCommands);

        using var stop = new CancellationTokenSource();
        var pacer = new Pacer(1_000_000, 1_000_000);
        var pacing = pacer.RunAsync(stop.Token);
        var work = offices.Select(office => office.WorkAsync(SwitchTarget.Of(first.Endpoint), pacer, stop.Token, abandon: stop.Token)).ToList();
        await first.Crashed.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await stop.CancelAsync();
        await Task.WhenAll(work);
        await pacing;

        using var second = new DemoTestSwitch(afterwards(first.Journal));
        var answered = await Task.WhenAll(offices.Select(office => office.ProveAsync(SwitchTarget.Of(second.Endpoint))));
        Assert.All(answered, Assert.True);
        await manager.ProveAsync(SwitchTarget.Of(second.Endpoint));
        return ledgers.Proof;
    }
}
