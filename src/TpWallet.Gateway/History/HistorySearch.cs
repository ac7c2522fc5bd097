using TpWallet.Messages;

namespace TpWallet.Gateway.History;

/// <summary>
/// The search of history for one request, or for the links of one chain, before it may enter the ring. A session has one and uses it again;
/// between <see cref="Begin"/> and <see cref="Reset"/> it speaks of the requests at the head of the session's input.
/// </summary>
internal sealed class HistorySearch(IRequestHistory history)
{
    private readonly Command[] _commands = new Command[CommandLimits.ChainMax];
    private readonly HistoryAnswer[] _answers = new HistoryAnswer[CommandLimits.ChainMax];

    /// <summary>How many requests it is about; 0: none.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the search has ended.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Whether the requests may enter: history holds none of them.</summary>
    public bool IsCleared { get; private set; }

    /// <summary>Adds the next request to search for.</summary>
    public void Begin(in Command command) => _commands[Count++] = command;

    public async ValueTask RunAsync()
    {
        IsCleared = true;
        for (var index = 0; index < Count; index++)
        {
            var answer = await history.FindAsync(_commands[index]);
            _answers[index] = answer;
            IsCleared &= answer.Outcome == HistoryOutcome.Absent;
        }

        IsDone = true;
    }

    /// <summary>What a request that may enter says of history: <see cref="Command.HistoryCheckedThrough"/>.</summary>
    public ulong StampOf(int index) => _answers[index].CheckedThrough;

    /// <summary>What a request that may not enter is answered.</summary>
    public Reply AnswerOf(int index) => _answers[index] switch
    {
        { Outcome: HistoryOutcome.Answered, Reply: var reply } => reply,
        { Outcome: HistoryOutcome.Unavailable } => Refusal(index, ResultCode.HistoryUnavailable),

        // Another link of its chain was answered before, so the chain may not be carried out. Whether this one was is known only where history
        // reaches beyond that chain.
        _ => Refusal(index, IsInconclusive ? ResultCode.HistoryUnavailable : ResultCode.LinkedCommandFailed),
    };

    public void Reset()
    {
        Count = 0;
        IsDone = false;
    }

    private bool IsInconclusive
    {
        get
        {
            foreach (ref readonly var answer in _answers.AsSpan(0, Count))
            {
                if (answer.Outcome == HistoryOutcome.Unavailable
                    || (answer.Outcome == HistoryOutcome.Answered && answer.Reply.Sequence + CommandLimits.ChainMax > answer.CheckedThrough))
                {
                    return true;
                }
            }

            return false;
        }
    }

    private Reply Refusal(int index, ResultCode result) => new()
    {
        RequestId = _commands[index].RequestId,
        Result = result,
        Class = ResultCodes.Classify(result),
    };
}
