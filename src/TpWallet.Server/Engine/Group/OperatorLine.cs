using System.Collections.Concurrent;
using TpWallet.Replication;
using TpWallet.Replication.Operators;

namespace TpWallet.Server.Engine.Group;

/// <summary>
/// How the members ask each other on behalf of operators, over the group's sealed network and beside its protocol. A question is answered once,
/// however often the network brings it; one that gets no answer is given up.
/// </summary>
/// <param name="self">This member.</param>
/// <param name="network">The way to the others; used on the agent's thread alone.</param>
/// <param name="post">Has something done on the agent's thread.</param>
internal sealed class OperatorLine(NodeId self, INetwork network, Action<Action> post)
{
    /// <summary>Questions of others that are answered at the same time; more are dropped, and their senders see no answer.</summary>
    public const int AnsweringMax = 16;

    private readonly ConcurrentDictionary<ulong, TaskCompletionSource<byte[]>> _asked = new();
    private readonly Dictionary<NodeId, ulong> _lastOf = [];
    private readonly byte[] _buffer = new byte[OperatorMessage.LengthMax];

    // Above the numbers of every earlier run, so that the others don't take a question for a repeat of an old one.
    private ulong _number = (ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() << 16;
    private int _answering;

    /// <summary>Answers questions; null: not yet, and they are dropped.</summary>
    public Func<ReadOnlyMemory<byte>, Task<byte[]>>? Answer { get; set; }

    /// <summary>Asks another member. Any thread.</summary>
    /// <param name="member">Whom.</param>
    /// <param name="question">What: at most <see cref="OperatorMessage.BodyMax"/> bytes.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null: no answer.</returns>
    public async Task<byte[]?> AskAsync(NodeId member, ReadOnlyMemory<byte> question, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _number);
        var answer = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[number] = answer;
        try
        {
            post(() => Send(member, isAnswer: false, number, question.Span));
            return await answer.Task.WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            _asked.TryRemove(number, out _);
        }
    }

    /// <summary>Agent: takes a message that isn't the replica's.</summary>
    /// <returns>False: it is the replica's.</returns>
    public bool TryTake(NodeId from, ReadOnlySpan<byte> bytes)
    {
        if (!OperatorMessage.IsOne(bytes))
        {
            return false;
        }

        if (!OperatorMessage.TryDecode(bytes, from, out var message))
        {
            return true; // nothing is answered that isn't understood; whoever asked sees that no answer comes
        }

        if (!message.IsAnswer)
        {
            OnQuestion(from, message.Number, message.Body);
        }
        else if (_asked.TryRemove(message.Number, out var asked))
        {
            asked.TrySetResult(message.Body.ToArray());
        }

        return true;
    }

    private void OnQuestion(NodeId from, ulong number, ReadOnlySpan<byte> body)
    {
        if (Answer is not { } answer || number <= _lastOf.GetValueOrDefault(from) || Volatile.Read(ref _answering) >= AnsweringMax)
        {
            return;
        }

        _lastOf[from] = number;
        Interlocked.Increment(ref _answering);
        var question = body.ToArray();
        _ = Task.Run(() => AnswerAsync(from, number, answer, question));
    }

    private async Task AnswerAsync(NodeId to, ulong number, Func<ReadOnlyMemory<byte>, Task<byte[]>> answer, byte[] question)
    {
        try
        {
            var body = await answer(question).ConfigureAwait(false);
            post(() => Send(to, isAnswer: true, number, body));
        }
        finally
        {
            Interlocked.Decrement(ref _answering);
        }
    }

    private void Send(NodeId to, bool isAnswer, ulong number, ReadOnlySpan<byte> body) =>
        network.Send(to, _buffer.AsSpan(0, OperatorMessage.Encode(_buffer, self, isAnswer, number, body)));
}
