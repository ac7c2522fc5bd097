using TpWallet.Aeron.Frames;
using TpWallet.Aeron.Logs;

namespace TpWallet.Aeron.Subscriptions;

/// <summary>
/// Puts fragmented messages together, per session, and hands whole ones on. A message with a missing fragment (unreliable streams, a late
/// join) is dropped. Pass <see cref="OnFragment"/> to <see cref="Subscription.Poll"/>.
/// </summary>
/// <param name="handler">Takes whole messages, with the header of their last fragment.</param>
public sealed class FragmentAssembler(FragmentHandler handler)
{
    private readonly Dictionary<int, MessageBuilder> _builders = [];

    /// <summary>Takes a fragment.</summary>
    public void OnFragment(ReadOnlySpan<byte> payload, in FragmentHeader header)
    {
        if (header.IsBegin && header.IsEnd)
        {
            handler(payload, header);
            return;
        }

        var builder = BuilderOf(header.SessionId);
        if (header.IsBegin)
        {
            builder.Begin(payload, header.Position);
        }
        else if (builder.TryContinue(payload, StartOf(payload, header), header.Position) && header.IsEnd)
        {
            try
            {
                handler(builder.Message, header);
            }
            finally
            {
                builder.Reset();
            }
        }
    }

    /// <summary>Frees what is kept for a session; to be called when its image becomes unavailable.</summary>
    public void Forget(int sessionId) => _builders.Remove(sessionId);

    internal static long StartOf(ReadOnlySpan<byte> payload, in FragmentHeader header) =>
        header.Position - TermGeometry.Align(payload.Length + DataHeader.Length);

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
