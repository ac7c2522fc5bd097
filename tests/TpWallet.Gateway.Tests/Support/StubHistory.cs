using System.Collections.Concurrent;
using TpWallet.Gateway.History;
using TpWallet.Messages;

namespace TpWallet.Gateway.Tests.Support;

/// <summary>
/// A history that holds what a test put there. What it doesn't hold it rules out at once, unless the test says that its index can't tell;
/// searches can be held, as a slow disk would.
/// </summary>
internal sealed class StubHistory : IRequestHistory
{
    private readonly ConcurrentDictionary<RequestId, Reply> _answers = new();
    private readonly ConcurrentDictionary<RequestId, bool> _uncertain = new();
    private TaskCompletionSource _open = new();

    public StubHistory() => _open.SetResult();

    public ulong CheckedThrough { get; set; } = 1000;

    public bool IsDamaged { get; set; }

    public void Add(RequestId id, ulong sequence) => _answers[id] = new Reply
    {
        RequestId = id,
        Sequence = sequence,
        Amount = 77,
        Result = ResultCode.Approved,
        Class = ResultClass.Success,
        Flags = ReplyFlags.Replayed,
    };

    /// <summary>The index can't tell that this one is not there; the disk can.</summary>
    public void AddUncertain(RequestId id) => _uncertain[id] = true;

    public void Hold() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _open.SetResult();

    public bool IsRuledOut(in Command command, out ulong checkedThrough)
    {
        checkedThrough = CheckedThrough;
        return !_answers.ContainsKey(command.RequestId) && !_uncertain.ContainsKey(command.RequestId);
    }

    public ValueTask<HistoryAnswer> FindAsync(in Command command) => new(FindAsync(command.RequestId));

    private async Task<HistoryAnswer> FindAsync(RequestId id)
    {
        await _open.Task;
        return IsDamaged ? new HistoryAnswer(HistoryOutcome.Unavailable, 0, default)
            : _answers.TryGetValue(id, out var reply) ? new HistoryAnswer(HistoryOutcome.Answered, CheckedThrough, reply)
            : new HistoryAnswer(HistoryOutcome.Absent, CheckedThrough, default);
    }
}
