using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using TpWallet.Messages;

namespace TpWallet.Server.Replay;

/// <summary>
/// Names for everything that a replay sends, computed from what is said and nothing else: no clock, no file name, no chance. The same row
/// gives the same request id in every run, also from a renamed, recompressed or longer file, so that the switch answers it from memory; a
/// row of another file that shares only the <c>tx_id</c> gives another.
/// </summary>
internal static class ReplayIds
{
    private const int ScratchBytes = 512;

    /// <summary>
    /// The request id of a payment: over its number, time, amount, currency, category, channel, accounts, terminal, device and customer.
    /// </summary>
    public static RequestId Payment(in PaymentRow row, ReadOnlySpan<byte> customer)
    {
        Span<byte> text = stackalloc byte[ScratchBytes];
        Utf8.TryWrite(
            text,
            $"tpwallet replay 1|payment|{row.TransactionId}|{row.TimeMs}|{row.Amount}|{(int)row.Currency}|{row.MerchantCategoryCode}|"
            + $"{(int)row.Channel}|{row.Payer.Number}|{row.Merchant.Number}|{row.Terminal}|{row.Device}|",
            out var length);
        customer.CopyTo(text[length..]);
        return Hash(text[..(length + customer.Length)]);
    }

    /// <summary>The request id of a command that prepares the ground: what it does, and to what.</summary>
    public static RequestId Preparation(string what, ulong subject) => Hash(Encoding.UTF8.GetBytes($"tpwallet replay 1|{what}|{subject}"));

    /// <summary>
    /// The terminal in eight ASCII characters: itself, padded with spaces, or eight hexadecimal digits of its SHA-256 when it does not fit.
    /// </summary>
    public static ulong Terminal(ReadOnlySpan<byte> id)
    {
        Span<byte> text = stackalloc byte[8];
        if (id.Length <= text.Length && Ascii.IsValid(id))
        {
            text.Fill((byte)' ');
            id.CopyTo(text);
        }
        else
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(id, hash);
            Convert.TryToHexString(hash[..4], text, out _);
        }

        return BinaryPrimitives.ReadUInt64LittleEndian(text);
    }

    /// <summary>The token of a device: the first eight bytes of its SHA-256; 0 when the row names none.</summary>
    public static ulong Device(ReadOnlySpan<byte> id)
    {
        if (id.IsEmpty)
        {
            return 0;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(id, hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }

    private static RequestId Hash(ReadOnlySpan<byte> text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        return RequestId.FromHash(hash);
    }
}
