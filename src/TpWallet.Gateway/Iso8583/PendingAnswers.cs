using TpWallet.Protocol.Iso8583;

namespace TpWallet.Gateway.Iso8583;

/// <summary>
/// The requests of a connection that are in flight, in a ring as large as its window. Replies come back in the order of the requests, so a place
/// is free again when the window has room for it. Written by the reader, read by the engine.
/// </summary>
internal sealed class PendingAnswers(EchoLayout layout, int window)
{
    private readonly PendingAnswer[] _answers = new PendingAnswer[window];
    private readonly byte[] _kept = new byte[window * layout.Bytes];
    private int _next;

    /// <summary>The place of the request that is so many behind the last one that entered.</summary>
    public int PlaceOf(int offset) => (_next + offset) % _answers.Length;

    public void Store(int place, in PendingAnswer answer, in IsoMessage message, ReadOnlySpan<byte> frame)
    {
        _answers[place] = answer;
        layout.Store(message, frame, _kept.AsSpan(place * layout.Bytes, layout.Bytes));
    }

    /// <summary>So many requests have entered.</summary>
    public void Advance(int count) => _next = PlaceOf(count);

    public ref readonly PendingAnswer this[int place] => ref _answers[place];

    public ReadOnlySpan<byte> KeptOf(int place) => _kept.AsSpan(place * layout.Bytes, layout.Bytes);
}
