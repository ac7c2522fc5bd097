using System.Text;
using Spectre.Console;
using TpWallet.Protocol.Iso8583;
using TpWallet.Server.CommandLine;

namespace TpWallet.Server.Iso8583;

/// <summary>A message as people may see it: its bytes with what is sensitive starred, and its data elements.</summary>
internal static class MaskedDump
{
    private const string Withheld = "[withheld, because what can't be read can't be masked either: --unmasked shows it]";

    /// <summary>Bytes as hexadecimal digits, those of sensitive data elements as stars.</summary>
    public static string Hex(in IsoMessage message, IsoFault fault, bool unmasked)
    {
        if (unmasked)
        {
            return Convert.ToHexString(message.Bytes);
        }

        if (!fault.IsNone)
        {
            return Withheld;
        }

        var hex = new StringBuilder(Convert.ToHexString(message.Bytes));
        foreach (var number in message.Fields)
        {
            if (message.Profile.Field(number)!.Sensitivity != FieldSensitivity.None && message.Bytes.Overlaps(message.Raw(number), out var start))
            {
                for (var index = 2 * start; index < 2 * (start + message.Raw(number).Length); index++)
                {
                    hex[index] = '*';
                }
            }
        }

        return hex.ToString();
    }

    /// <summary>What one message says, as an object for JSON.</summary>
    public static object Json(IsoProfile profile, ReadOnlySpan<byte> bytes, bool unmasked)
    {
        IsoDecoder.TryRead(profile, bytes, out var message, out var fault);
        return new
        {
            type = message.Mti.ToString(),
            hex = Hex(message, fault, unmasked),
            fields = Masking.Describe(message, unmasked),
            fault = fault.IsNone ? null : fault.ToString(),
        };
    }

    /// <summary>Writes what one message says as a table for a person.</summary>
    public static void Write(CommandContext context, string title, IsoProfile profile, ReadOnlySpan<byte> bytes, bool unmasked)
    {
        IsoDecoder.TryRead(profile, bytes, out var message, out var fault);
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("DE", "tag", "name", "value");
        foreach (var field in Masking.Describe(message, unmasked))
        {
            table.AddRow(
                new Text(field.Tag.Length == 0 ? $"{field.Number}" : ""),
                new Text(field.Tag),
                new Text(field.Name),
                new Text(field.Value));
        }

        context.Out.WriteLine($"{title} {message.Mti} ({profile.Name}), {bytes.Length} bytes");
        context.Out.WriteLine(Hex(message, fault, unmasked));
        Tables.Write(context.Out, table);
        if (!fault.IsNone)
        {
            context.Out.WriteLine($"wrong: {fault}");
        }
    }
}
