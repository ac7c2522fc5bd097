namespace TpWallet.Aeron.Subscriptions;

/// <summary>
/// <see cref="FragmentAssembler"/> for <see cref="Subscription.ControlledPoll"/>. If the handler aborts (or throws), the last fragment is
/// delivered again and the message with it.
/// </summary>
/// <param name="handler">Takes whole messages, with the header of their last fragment, and says how polling goes on.</param>
public sealed class ControlledFragmentAssembler(ControlledFragmentHandler handler)
{
    private readonly Dictionary<int, MessageBuilder> _builders = [];

    /// <summary>Takes a fragment.</summary>
    public ControlledPollAction OnFragment(ReadOnlySpan<byte> payload, in FragmentHeader header)
    {
        if (header.IsBegin && header.IsEnd)
        {
            return handler(payload, header);
        }

        var builder = BuilderOf(header.SessionId);
        var start = FragmentAssembler.StartOf(payload, header);
        if (header.IsBegin)
        {
            builder.Begin(payload, header.Position);
        }
        else if (builder.TryContinue(payload, start, header.Position) && header.IsEnd)
        {
            return Deliver(builder, payload.Length, start, header);
        }

        return ControlledPollAction.Continue;
    }

    /// <summary>Frees what is kept for a session; to be called when its image becomes unavailable.</summary>
    public void Forget(int sessionId) => _builders.Remove(sessionId);

    private ControlledPollAction Deliver(MessageBuilder builder, int lastLength, long lastStart, in FragmentHeader header)
    {
        var action = ControlledPollAction.Abort;
        try
        {
            action = handler(builder.Message, header);
            return action;
        }
        finally
        {
            if (action == ControlledPollAction.Abort)
            {
                builder.Undo(lastLength, lastStart);
            }
            else
            {
                builder.Reset();
            }
        }
    }

    private MessageBuilder BuilderOf(int sessionId)
    {
        if (!_builders.TryGetValue(sessionId, out var builder))
        {
            builder = new MessageBuilder();
            _builders.Add(sessionId, builder);
        }

        return builder;
    }
}
