using TpWallet.Client.FailOver;
using TpWallet.Protocol.Binary;

namespace TpWallet.Client.Tests.FailOver;

/// <summary>Whom a client asks next, and how soon: without sockets.</summary>
public sealed class MemberSearchTests
{
    private static readonly SwitchAddress[] Members = [new("a", 1), new("b", 2), new("c", 3)];
    private readonly ManualTime _time = new();

    [Fact]
    public void Members_are_asked_one_after_the_other_and_the_first_round_at_once()
    {
        var search = Search();

        Assert.Equal([("a", 0), ("b", 0), ("c", 0)], Ask(search, 3).Select(static attempt => (attempt.Member.Host, attempt.Pause.Ticks)));
        var again = search.Next();
        Assert.Equal("a", again.Member.Host);
        Assert.InRange(again.Pause, TimeSpan.FromMilliseconds(2.5), TimeSpan.FromMilliseconds(5));
    }

    [Fact]
    public void Member_whose_session_was_lost_is_asked_last()
    {
        var search = Search();
        Ask(search, 1);
        search.Next();
        search.Found();
        search.Lost(hadAnswers: true);

        var round = Ask(search, 3);

        Assert.Equal(["c", "a", "b"], round.Select(static attempt => attempt.Member.Host));
        Assert.All(round, static attempt => Assert.Equal(TimeSpan.Zero, attempt.Pause));
    }

    [Fact]
    public void Named_primary_is_asked_next_and_each_address_once_a_round()
    {
        var search = Search();
        Assert.Equal("a", Refuse(search, Redirect("c:3")));
        Assert.Equal("c", Refuse(search, Redirect("d:4"))); // an address that the client was not told of
        Assert.Equal("d", Refuse(search, Redirect("a:1"))); // a circle
        Assert.Equal("b", Refuse(search, Redirect("c:3")));
        Assert.Equal("a", search.Next().Member.Host);
    }

    [Fact]
    public void Redirects_to_ever_new_addresses_come_to_an_end()
    {
        var search = Search();
        var asked = 0;
        while (asked < 100 && Refuse(search, Redirect($"x{asked}:9")) is not "b")
        {
            asked++;
        }

        Assert.InRange(asked, 1, 2 * Members.Length);
    }

    [Fact]
    public void Pauses_grow_to_a_modest_limit_while_somebody_is_there_and_further_with_nobody()
    {
        Assert.InRange(PauseAfterRounds(20, Redirect(null)), TimeSpan.FromMilliseconds(25), TimeSpan.FromMilliseconds(50));
        Assert.InRange(PauseAfterRounds(20, new IOException()), TimeSpan.FromMilliseconds(2_500), TimeSpan.FromMilliseconds(5_000));
        Assert.InRange(PauseAfterRounds(1_000, new IOException()), TimeSpan.FromMilliseconds(2_500), TimeSpan.FromMilliseconds(5_000));
    }

    [Fact]
    public void Session_without_an_answer_makes_the_next_search_wait()
    {
        var search = Search();
        for (var session = 1; session <= 10; session++)
        {
            search.Next();
            search.Found();
            search.Lost(hadAnswers: false);
        }

        Assert.InRange(search.Next().Pause, TimeSpan.FromMilliseconds(25), TimeSpan.FromMilliseconds(50));
        search.Found();
        search.Lost(hadAnswers: true);
        Assert.Equal(TimeSpan.Zero, search.Next().Pause);
    }

    [Fact]
    public void Member_that_answers_nothing_is_left_alone_for_a_second_whoever_names_it()
    {
        var search = Search();
        Assert.Equal("a", Refuse(search, new TimeoutException()));
        Assert.Equal("b", Refuse(search, Redirect("a:1")));
        Assert.Equal("c", Refuse(search, Redirect("a:1")));
        Assert.Equal("b", Refuse(search, Redirect("a:1")));

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("c", Refuse(search, Redirect("a:1")));
        Assert.Equal("a", Refuse(search, Redirect(null)));
    }

    [Fact]
    public void Slow_members_are_given_more_time_from_round_to_round()
    {
        var search = Search();
        var timeouts = Ask(search, 30, new TimeoutException()).Select(static attempt => attempt.Timeout.TotalMilliseconds);

        Assert.Equal([250, 500, 1_000, 2_000, 4_000, 5_000], timeouts.Distinct());
    }

    [Fact]
    public void What_a_member_said_is_told_though_it_was_silent_afterwards()
    {
        var search = Search(new ClientOptions { Members = [Members[0], Members[1]], Participant = 7, TimeProvider = _time });
        Ask(search, 2);
        Ask(search, 4, new TimeoutException("No session within 250 ms."));
        const string Said = "The switch is not the primary of its group, and names none.";
        Assert.Equal(
            $"a:1: No session within 250 ms. Before, it said: {Said}; b:2: No session within 250 ms. Before, it said: {Said}", search.ToString());

        Refuse(search, Redirect("b:2"));
        Refuse(search, new IOException("Connection refused."));
        Assert.Equal("a:1: The switch is not the primary of its group: b:2 is.; b:2: Connection refused.", search.ToString());
        Ask(search, 2, new TimeoutException("No session within 500 ms."));
        Assert.Equal(
            "a:1: No session within 500 ms. Before, it said: The switch is not the primary of its group: b:2 is.; b:2: No session within 500 ms.",
            search.ToString());
    }

    [Fact]
    public void Search_ends_when_every_member_refuses_for_good()
    {
        var search = Search();
        for (var member = 0; member < Members.Length; member++)
        {
            Assert.False(search.IsRefused);
            search.Next();
            search.Refused(new InvalidOperationException(), isPermanent: true);
        }

        Assert.True(search.IsRefused);
    }

    [Fact]
    public void Attempts_in_a_row_are_rounds()
    {
        var search = Search(new ClientOptions { Members = Members, Participant = 7, TimeProvider = _time, ReconnectAttemptsMax = 2 });
        Ask(search, 5);
        Assert.False(search.IsExhausted);
        Ask(search, 1);
        Assert.True(search.IsExhausted);
    }

    [Fact]
    public void Switch_alone_is_given_time_to_come_back()
    {
        var search = Search(new ClientOptions { Participant = 7, TimeProvider = _time });
        search.Next();
        search.Found();
        search.Lost(hadAnswers: true);

        var first = search.Next();

        Assert.Equal((new SwitchAddress("127.0.0.1", 7_400), TimeSpan.FromSeconds(5)), (first.Member, first.Timeout));
        Assert.InRange(first.Pause, TimeSpan.FromMilliseconds(25), TimeSpan.FromMilliseconds(50));
    }

    private static ProtocolException Redirect(string? primary) => ProtocolException.Received(ErrorFrame.NotPrimary(primary));

    private static List<MemberAttempt> Ask(MemberSearch search, int attempts, Exception? failure = null)
    {
        var asked = new List<MemberAttempt>();
        for (var attempt = 0; attempt < attempts; attempt++)
        {
            asked.Add(search.Next());
            search.Refused(failure ?? Redirect(null), isPermanent: false);
        }

        return asked;
    }

    private static string Refuse(MemberSearch search, Exception failure)
    {
        var attempt = search.Next();
        search.Refused(failure, isPermanent: false);
        return attempt.Member.Host;
    }

    private TimeSpan PauseAfterRounds(int rounds, Exception failure)
    {
        var search = Search();
        Ask(search, rounds * Members.Length, failure);
        return search.Next().Pause;
    }

    private MemberSearch Search(ClientOptions? options = null) =>
        new(options ?? new ClientOptions { Members = Members, Participant = 7, TimeProvider = _time });
}
