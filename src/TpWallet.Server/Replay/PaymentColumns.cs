using System.Text;

namespace TpWallet.Server.Replay;

/// <summary>Where each known column stands in a row; -1 for one that the file does not have.</summary>
internal readonly record struct PaymentColumns(
    int TransactionId,
    int Time,
    int Customer,
    int Merchant,
    int Amount,
    int Currency,
    int Card,
    int Device,
    int Terminal,
    int MerchantCategory,
    int Channel)
{
    private static readonly string[] Required = ["tx_id", "ts", "customer_id", "merchant_id", "amount_minor", "currency"];

    /// <summary>Finds the columns by their names; upper and lower case are the same.</summary>
    /// <exception cref="InvalidDataException">A required column is missing, or a known one stands twice.</exception>
    public static PaymentColumns FromHeader(CsvReader header)
    {
        var names = Enumerable.Range(0, header.FieldCount).Select(index => Encoding.UTF8.GetString(header.Field(index)).Trim()).ToArray();
        var missing = Required.Where(name => Find(names, name) < 0).ToArray();
        if (missing.Length > 0)
        {
            throw new InvalidDataException(
                $"line {header.Line}: the header lacks {string.Join(", ", missing)}; required are {string.Join(", ", Required)}");
        }

        return new PaymentColumns(
            Find(names, "tx_id"), Find(names, "ts"), Find(names, "customer_id"), Find(names, "merchant_id"), Find(names, "amount_minor"),
            Find(names, "currency"), Find(names, "card_id"), Find(names, "device_id"), Find(names, "terminal_id"), Find(names, "mcc"),
            Find(names, "channel"));

        int Find(string[] all, string name)
        {
            var first = Array.FindIndex(all, other => string.Equals(other, name, StringComparison.OrdinalIgnoreCase));
            var last = Array.FindLastIndex(all, other => string.Equals(other, name, StringComparison.OrdinalIgnoreCase));
            return first == last ? first : throw new InvalidDataException($"line {header.Line}: the header names {name} twice");
        }
    }
}
