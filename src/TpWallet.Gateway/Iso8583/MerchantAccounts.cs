using System.Globalization;
using TpWallet.Protocol.Iso8583;

namespace TpWallet.Gateway.Iso8583;

/// <summary>
/// The account of a card acceptor: by card acceptor and terminal, by card acceptor, or, where that is a number and a base is given, base plus number.
/// Hot path: allocates nothing.
/// </summary>
internal sealed class MerchantAccounts(IReadOnlyDictionary<string, ulong> table, ulong? accountBase)
{
    private const int CardAcceptor = 42;
    private const int Terminal = 41;
    private const int TextMax = 64;

    private readonly Dictionary<string, ulong> _table = new(table, StringComparer.Ordinal);
    private readonly bool _namesTerminals = table.Keys.Any(static key => key.Contains('/', StringComparison.Ordinal));

    public bool TryFind(in IsoMessage message, out ulong account)
    {
        Span<char> name = stackalloc char[TextMax];
        var length = Read(message, CardAcceptor, name[..(TextMax / 2)]);
        var lookup = _table.GetAlternateLookup<ReadOnlySpan<char>>();
        if (_namesTerminals)
        {
            name[length] = '/';
            var end = length + 1 + Read(message, Terminal, name[(length + 1)..]);
            if (lookup.TryGetValue(name[..end], out account))
            {
                return true;
            }
        }

        if (length > 0 && lookup.TryGetValue(name[..length], out account))
        {
            return true;
        }

        account = 0;
        if (accountBase is not { } first || !ulong.TryParse(name[..length], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number > ulong.MaxValue - first)
        {
            return false;
        }

        account = first + number;
        return account != 0;
    }

    private static int Read(in IsoMessage message, int field, Span<char> name)
    {
        Span<byte> text = stackalloc byte[TextMax];
        var length = text[..message.ReadText(field, text[..name.Length])].TrimEnd((byte)' ').Length;
        for (var index = 0; index < length; index++)
        {
            name[index] = (char)text[index];
        }

        return length;
    }
}
