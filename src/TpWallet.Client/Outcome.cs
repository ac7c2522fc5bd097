using TpWallet.Messages;

namespace TpWallet.Client;

/// <summary>What became of a request. The value of an unset outcome is the cautious one: unknown.</summary>
public readonly struct Outcome
{
    private readonly Reply _reply;

    private Outcome(OutcomeKind kind, OutcomeReason reason, in Reply reply)
    {
        Kind = kind;
        Reason = reason;
        _reply = reply;
    }

    /// <summary>What is known.</summary>
    public OutcomeKind Kind { get; }

    /// <summary>Why there is no answer; <see cref="OutcomeReason.None"/> when there is one.</summary>
    public OutcomeReason Reason { get; }

    /// <summary>Whether the switch answered: approved or not, <see cref="Reply"/> is there.</summary>
    public bool IsAnswered => Kind == OutcomeKind.Answered;

    /// <summary>Whether the switch answered that it is done as asked.</summary>
    public bool IsApproved => IsAnswered && _reply.Result == ResultCode.Approved;

    /// <summary>The answer.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public Reply Reply => IsAnswered ? _reply : throw new InvalidOperationException($"The request has no reply: {this}.");

    internal static Outcome Answered(in Reply reply) => new(OutcomeKind.Answered, OutcomeReason.None, reply);

    internal static Outcome Unknown(OutcomeReason reason) => new(OutcomeKind.OutcomeUnknown, reason, default);

    internal static Outcome NotSent(OutcomeReason reason) => new(OutcomeKind.NotSent, reason, default);

    /// <summary>In words, for logs.</summary>
    public override string ToString() => IsAnswered ? $"{Kind} {_reply.Result}" : $"{Kind} ({Reason})";
}
