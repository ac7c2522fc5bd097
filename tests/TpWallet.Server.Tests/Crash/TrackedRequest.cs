using System.Runtime.InteropServices;
using TpWallet.Messages;

namespace TpWallet.Server.Tests.Crash;

/// <summary>A request, with what its sender knows about it. One owner at a time.</summary>
internal sealed class TrackedRequest(Command command)
{
    private Reply _answer;
    private bool _wasApplied;

    public Command Command => command;

    /// <summary>The first answer.</summary>
    public Reply Answer => _answer;

    public bool IsAnswered => _answer.Result != ResultCode.None;

    /// <summary>Whether, without an answer, it can have had an effect: it left, and nobody said that it was not taken.</summary>
    public bool MayBeApplied { get; set; }

    /// <summary>Notes an answer: all must say the same, and all but one that they are repeats.</summary>
    public void Take(Reply answer, Findings findings)
    {
        var isRepeat = answer.Flags.HasFlag(ReplyFlags.Replayed);
        if (_wasApplied && !isRepeat)
        {
            findings.Add($"{this} was applied twice: answered {Describe(_answer)}, then {Describe(answer)}");
        }

        _wasApplied |= !isRepeat;
        if (!IsAnswered)
        {
            _answer = answer;
        }
        else if (!SaysTheSame(_answer, answer))
        {
            findings.Add($"{this} was answered {Describe(_answer)}, and later {Describe(answer)}");
        }
    }

    /// <summary>Every byte but the flag that tells a repeat from the first.</summary>
    public static bool SaysTheSame(Reply one, Reply other)
    {
        one.Flags = other.Flags = ReplyFlags.None;
        return MemoryMarshal.AsBytes(new ReadOnlySpan<Reply>(in one)).SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<Reply>(in other)));
    }

    public static string Describe(in Reply reply) =>
        $"[{reply.Result} amount {reply.Amount} available {reply.Available} sequence {reply.Sequence} time {reply.TimeMs} "
        + $"approval code {reply.ApprovalCode:x} currency {reply.Currency} request {reply.RequestId} flags {reply.Flags}]";

    public override string ToString() => $"{command.Kind} {command.RequestId} of participant {command.Participant}";
}
