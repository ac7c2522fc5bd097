using System.Globalization;
using System.Text;
using TpWallet.Protocol.Iso8583;
using TpWallet.Server.Iso8583;

namespace TpWallet.Server.Bench.Iso8583;

/// <summary>
/// An authorization of twenty data elements, written once; what differs from request to request is put into its bytes, so that the load costs the
/// machine little. Hot path: allocates nothing.
/// </summary>
internal sealed class RequestTemplate
{
    private readonly byte[] _frame;
    private readonly int _card;
    private readonly int _amount;
    private readonly int _time;
    private readonly int _trace;
    private readonly int _reference;
    private readonly int _cardAcceptor;
    private readonly byte[][] _cardAcceptors;

    /// <param name="profile">A profile whose digits are ASCII.</param>
    /// <param name="terminal">DE 41 of the connection, 8 characters.</param>
    public RequestTemplate(IsoProfile profile, string terminal)
    {
        var message = new MessageText(new Mti(0x0100), new Dictionary<int, string>
        {
            [2] = new string('0', IsoBenchWorld.CardLength),
            [3] = "000000",
            [4] = new string('0', 12),
            [7] = "0101000000",
            [11] = "000000",
            [12] = "120000",
            [13] = "0101",
            [14] = "3012",
            [18] = "5411",
            [19] = "840",
            [22] = "051",
            [25] = "00",
            [32] = "90000000001",
            [37] = new string('0', 12),
            [41] = terminal,
            [42] = IsoBenchWorld.CardAcceptor(0),
            [43] = "Corner shop            Springfield    US",
            [48] = "PA010MC010",
            [49] = "840",
            [52] = "0123456789ABCDEF",
        });
        _frame = message.ToFrame(profile);
        profile.Framing.TryUnwrap(_frame, out var bytes);
        IsoDecoder.TryRead(profile, bytes, out var read, out _);
        (_card, _amount, _time, _trace) = (PlaceOf(read, 2), PlaceOf(read, 4), PlaceOf(read, 7), PlaceOf(read, 11));
        (_reference, _cardAcceptor) = (PlaceOf(read, 37), PlaceOf(read, 42));
        _cardAcceptors = [.. Enumerable.Range(0, (int)BenchAccounts.MerchantCount)
            .Select(static merchant => Encoding.ASCII.GetBytes(IsoBenchWorld.CardAcceptor((uint)merchant)))];
    }

    /// <summary>Bytes of a request.</summary>
    public int Length => _frame.Length;

    /// <summary>The transmission time of the requests that follow.</summary>
    public void SetTime(DateTime now) =>
        Encoding.ASCII.GetBytes(now.ToString("MMddHHmmss", CultureInfo.InvariantCulture), _frame.AsSpan(_time));

    /// <summary>Writes one request.</summary>
    /// <param name="destination">At least <see cref="Length"/> bytes.</param>
    /// <param name="wallet">Who pays.</param>
    /// <param name="merchant">Who gets it.</param>
    /// <param name="amount">Minor units.</param>
    /// <param name="trace">DE 11.</param>
    /// <param name="reference">DE 37.</param>
    public void Write(Span<byte> destination, uint wallet, uint merchant, uint amount, int trace, ulong reference)
    {
        _frame.CopyTo(destination);
        IsoBenchWorld.WriteCard(wallet, destination.Slice(_card, IsoBenchWorld.CardLength));
        Put(destination.Slice(_amount, 12), amount);
        Put(destination.Slice(_trace, 6), (ulong)trace);
        Put(destination.Slice(_reference, 12), reference);
        _cardAcceptors[merchant].CopyTo(destination[_cardAcceptor..]);
    }

    private static void Put(Span<byte> destination, ulong value)
    {
        for (var place = destination.Length - 1; place >= 0; place--)
        {
            destination[place] = (byte)('0' + (value % 10));
            value /= 10;
        }
    }

    private int PlaceOf(in IsoMessage message, int field) =>
        _frame.AsSpan().Overlaps(message.Raw(field), out var place) ? place
            : throw new InvalidOperationException($"DE {field} is not in the template.");
}
