using System.Buffers.Text;
using System.Text;
using TpWallet.Messages;

namespace TpWallet.Server.Bench.Rest;

/// <summary>
/// A POST of an authorization, written once; what differs from request to request is put into its bytes, so that the load costs the machine
/// little. Hot path: allocates nothing.
/// </summary>
internal sealed class RequestTemplate
{
    private const int IdBytes = 36;
    private const int AccountDigits = 12;
    private const int AmountDigits = 3;

    private readonly byte[] _bytes;
    private readonly int _id;
    private readonly int _account;
    private readonly int _merchant;
    private readonly int _amount;

    /// <param name="key">An acquirer's key.</param>
    public RequestTemplate(string key)
    {
        // JSON allows blanks before a number, so every request has the same length.
        var account = new string(' ', AccountDigits);
        var amount = new string(' ', AmountDigits);
        var body = $$"""{"account":{{account}},"merchant":{{account}},"amount":{{amount}},"currency":"{{BenchAccounts.Currency}}"}""";
        var head = $"POST /authorizations HTTP/1.1\r\nHost: switch\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {body.Length}\r\nIdempotency-Key: ";
        _bytes = Encoding.ASCII.GetBytes($"{head}{new string('0', IdBytes)}\r\n\r\n{body}");
        _id = head.Length;
        _account = PlaceBehind("\"account\":");
        _merchant = PlaceBehind("\"merchant\":");
        _amount = PlaceBehind("\"amount\":");
    }

    /// <summary>The request for one payment; valid until the next.</summary>
    public ReadOnlyMemory<byte> Write(in Command payment)
    {
        Utf8Formatter.TryFormat(payment.RequestId.ToGuid(), _bytes.AsSpan(_id, IdBytes), out _);
        Put(_account, AccountDigits, payment.Account);
        Put(_merchant, AccountDigits, payment.Counterparty);
        Put(_amount, AmountDigits, (ulong)payment.Amount);
        return _bytes;
    }

    private int PlaceBehind(string name) => _bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(name)) + name.Length;

    private void Put(int start, int digits, ulong value)
    {
        var place = _bytes.AsSpan(start, digits);
        place.Fill((byte)' ');
        do
        {
            place[--digits] = (byte)('0' + (value % 10));
            value /= 10;
        }
        while (value > 0);
    }
}
