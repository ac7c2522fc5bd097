using TpWallet.Messages;

namespace TpWallet.Server.Demo;

/// <summary>What asking everything again found. Safe for several writers while it is counted.</summary>
internal sealed class DemoProof
{
    private const int ExamplesMax = 10;

    private readonly Lock _lock = new();
    private readonly List<string> _examples = [];

    /// <summary>Answers of before the crash that were asked for again.</summary>
    public long Asked { get; private set; }

    /// <summary>Answers that the switch did not know any more.</summary>
    public long Lost { get; private set; }

    /// <summary>Answers, first or given again, that are not what they had to be.</summary>
    public long Altered { get; private set; }

    /// <summary>Requests without an answer at the crash that turned out to have been applied.</summary>
    public long InDoubtApplied { get; private set; }

    /// <summary>Requests without an answer at the crash that had not been applied, and were when sent again.</summary>
    public long InDoubtNotApplied { get; private set; }

    /// <summary>Accounts whose balances were compared.</summary>
    public long AccountsCompared { get; private set; }

    /// <summary>Accounts that hold something else than each acknowledged effect, once.</summary>
    public long AccountsWrong { get; private set; }

    /// <summary>Whether debits equal credits in every currency, told by the journal alone; unknown until it was walked.</summary>
    public bool? BooksBalance { get; set; }

    /// <summary>The first few things that were wrong, in words.</summary>
    public IReadOnlyList<string> Examples => _examples;

    /// <summary>Nothing lost, nothing doubled, nothing altered, and the books balance.</summary>
    public bool Holds => Lost == 0 && Altered == 0 && AccountsWrong == 0 && Asked > 0 && AccountsCompared > 0 && BooksBalance == true;

    /// <summary>Judges an answer that came while the switch was up: first answers, repeats and conflicts each have rules of their own.</summary>
    public void JudgeFirst(in DemoRequest request, in Reply answer, AnswerBook book)
    {
        var right = request.Intent switch
        {
            DemoIntent.New => answer.Result is ResultCode.Approved or ResultCode.InsufficientFunds,
            DemoIntent.Repeat => book.Compare(request.Number, answer) == AnswerVerdict.Same && answer.Flags.HasFlag(ReplyFlags.Replayed),
            DemoIntent.Conflict => answer.Result == ResultCode.RequestIdConflict,
        };
        if (!right)
        {
            lock (_lock)
            {
                Altered++;
                Note($"{request.Intent} {request.Command.Kind} {request.Command.RequestId} was answered {answer.Result}");
            }
        }
    }

    /// <summary>Judges the answer to a request that was open at the crash and has been sent again.</summary>
    public void JudgeInDoubt(in Reply answer)
    {
        lock (_lock)
        {
            if (answer.Flags.HasFlag(ReplyFlags.Replayed))
            {
                InDoubtApplied++;
            }
            else
            {
                InDoubtNotApplied++;
            }
        }
    }

    /// <summary>Judges an answer that was asked for again after the crash.</summary>
    public void JudgeAgain(RequestId id, AnswerVerdict verdict)
    {
        lock (_lock)
        {
            Asked++;
            Lost += verdict == AnswerVerdict.Lost ? 1 : 0;
            Altered += verdict == AnswerVerdict.Altered ? 1 : 0;
            if (verdict != AnswerVerdict.Same)
            {
                Note($"the answer to {id} is {(verdict == AnswerVerdict.Lost ? "lost" : "another than before")}");
            }
        }
    }

    /// <summary>Judges the balances of an account.</summary>
    public void JudgeBalance(ulong account, in Reply balance, ExpectedLedger expected)
    {
        lock (_lock)
        {
            AccountsCompared++;
            if (!expected.Matches(account, balance))
            {
                AccountsWrong++;
                Note($"account {account} holds another balance than the acknowledged payments make");
            }
        }
    }

    private void Note(string text)
    {
        if (_examples.Count < ExamplesMax)
        {
            _examples.Add(text);
        }
    }
}
