using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;
using TpWallet.Messages;

namespace TpWallet.Server.Replay;

/// <summary>
/// Reads recorded payments: the first line names the columns, in any order; columns that are not known are passed over. A row that is
/// wrong is reported with its line and reason. The reason never quotes the row: it may hold card numbers.
/// </summary>
internal sealed class PaymentRowReader
{
    private const long TimeMsMax = 253_402_300_799_999;

    private readonly CsvReader _records;
    private readonly PaymentColumns _columns;
    private readonly int _fieldsPerRow;
    private ulong _lastTransactionId;
    private string? _error;

    /// <summary>Reads the header.</summary>
    /// <exception cref="InvalidDataException">There is no header, or it does not name what a payment needs.</exception>
    public PaymentRowReader(Stream input)
    {
        _records = new CsvReader(input);
        _columns = _records.Read() switch
        {
            CsvRead.Record => PaymentColumns.FromHeader(_records),
            CsvRead.Malformed => throw new InvalidDataException($"line {_records.Line}: {_records.Error}"),
            _ => throw new InvalidDataException("the file is empty; its first line should name the columns"),
        };
        _fieldsPerRow = _records.FieldCount;
    }

    /// <summary>Number of the line on which the latest row begins, from 1.</summary>
    public long Line => _records.Line;

    /// <summary>What is wrong with the latest row.</summary>
    public string Error => _error ?? _records.Error;

    /// <summary>Reads the next row.</summary>
    /// <exception cref="IOException">The input can't be read.</exception>
    /// <exception cref="InvalidDataException">The input is compressed and damaged.</exception>
    public CsvRead Read(out PaymentRow row)
    {
        row = default;
        _error = null;
        var read = _records.Read();
        if (read != CsvRead.Record)
        {
            return read;
        }

        row = Parse();
        if (_error is not null)
        {
            row = default;
            return CsvRead.Malformed;
        }

        _lastTransactionId = row.TransactionId;
        return CsvRead.Record;
    }

    private PaymentRow Parse()
    {
        if (_records.FieldCount != _fieldsPerRow)
        {
            return Refuse($"{_records.FieldCount} fields where the header names {_fieldsPerRow}");
        }

        if (!TryWhole(_columns.TransactionId, out var transactionId) || transactionId <= 0)
        {
            return Refuse("tx_id is not a whole number above zero");
        }

        if ((ulong)transactionId <= _lastTransactionId)
        {
            return Refuse($"tx_id {transactionId} does not follow {_lastTransactionId}: it must increase");
        }

        if (!TryWhole(_columns.Time, out var timeMs) || timeMs is < 0 or > TimeMsMax)
        {
            return Refuse($"ts is not a time in milliseconds since 1970, 0 to {TimeMsMax}");
        }

        if (!TryWhole(_columns.Amount, out var amount) || amount <= 0)
        {
            return Refuse("amount_minor is not a whole number of minor units above zero");
        }

        if (!Currencies.TryParse(Encoding.UTF8.GetString(Field(_columns.Currency)), out var currency))
        {
            return Refuse("currency is not the code of a currency that the ledger keeps");
        }

        if (!MerchantCategories.TryParse(Field(_columns.MerchantCategory), out var category))
        {
            return Refuse("mcc is neither a number of up to four digits nor the name of a known category");
        }

        if (!TryChannel(Field(_columns.Channel), out var channel))
        {
            return Refuse("channel is none of pos, ecom, atm, p2p, cash");
        }

        var customer = Field(_columns.Customer);
        var merchant = Field(_columns.Merchant);
        var card = FieldOr(_columns.Card, customer);
        var terminal = FieldOr(_columns.Terminal, merchant);
        var device = Field(_columns.Device);
        if (!IsId("customer_id", customer) || !IsId("merchant_id", merchant) || !IsId("card_id", card) || !IsId("terminal_id", terminal)
            || (device.Length > 0 && !IsId("device_id", device)))
        {
            return default;
        }

        var row = new PaymentRow(
            (ulong)transactionId, timeMs, default, DerivedAccount.OfCard(card, currency), DerivedAccount.OfMerchant(merchant, currency),
            amount, currency, ReplayIds.Terminal(terminal), ReplayIds.Device(device), category, channel);
        return row with { RequestId = ReplayIds.Payment(row, customer) };
    }

    private ReadOnlySpan<byte> Field(int column) => column < 0 ? default : _records.Field(column);

    private ReadOnlySpan<byte> FieldOr(int column, ReadOnlySpan<byte> otherwise)
    {
        var field = Field(column);
        return field.IsEmpty ? otherwise : field;
    }

    private bool TryWhole(int column, out long value)
    {
        var field = Field(column);
        return Utf8Parser.TryParse(field, out value, out var consumed) && consumed == field.Length;
    }

    private static bool TryChannel(ReadOnlySpan<byte> text, out Channel channel)
    {
        (var known, channel) = text switch
        {
            [] => (true, Channel.Unknown),
            _ when Ascii.EqualsIgnoreCase(text, "pos"u8) => (true, Channel.PointOfSale),
            _ when Ascii.EqualsIgnoreCase(text, "ecom"u8) => (true, Channel.Ecommerce),
            _ when Ascii.EqualsIgnoreCase(text, "atm"u8) => (true, Channel.Atm),
            _ when Ascii.EqualsIgnoreCase(text, "p2p"u8) => (true, Channel.PersonToPerson),
            _ when Ascii.EqualsIgnoreCase(text, "cash"u8) => (true, Channel.Cash),
            _ => (false, Channel.Unknown),
        };
        return known;
    }

    private bool IsId(string column, ReadOnlySpan<byte> id)
    {
        _error = id switch
        {
            [] => $"{column} is empty",
            { Length: > DerivedAccount.IdBytesMax } => $"{column} is longer than {DerivedAccount.IdBytesMax} bytes",
            _ when id.IndexOfAnyInRange((byte)0, (byte)31) >= 0 => $"{column} contains a control character",
            _ when !Utf8.IsValid(id) => $"{column} is not UTF-8",
            _ => null,
        };
        return _error is null;
    }

    private PaymentRow Refuse(string error)
    {
        _error = error;
        return default;
    }
}
