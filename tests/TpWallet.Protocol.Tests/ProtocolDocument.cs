using System.Globalization;

namespace TpWallet.Protocol.Tests;

/// <summary>PROTOCOL.md as data: its tables by their headings, its examples by their names.</summary>
internal static class ProtocolDocument
{
    private static readonly string[] Lines = Read();

    /// <summary>The first table under a heading, without its two head lines; cells are trimmed.</summary>
    public static string[][] Table(string heading)
    {
        var start = Array.IndexOf(Lines, $"### {heading}");
        Assert.True(start >= 0, $"PROTOCOL.md has no heading '{heading}'.");
        var section = Lines.Skip(start + 1).TakeWhile(static line => !line.StartsWith('#'));
        var rows = section.SkipWhile(static line => !line.StartsWith('|')).TakeWhile(static line => line.StartsWith('|')).Skip(2);
        return [.. rows.Select(static row => row.Split('|')[1..^1].Select(static cell => cell.Trim()).ToArray())];
    }

    /// <summary>The names of all examples, in order.</summary>
    public static string[] Examples => [.. Lines.Where(static line => line.StartsWith("```hex ", StringComparison.Ordinal))
        .Select(static line => line["```hex ".Length..])];

    /// <summary>The bytes of an example.</summary>
    public static byte[] Example(string name)
    {
        var start = Array.IndexOf(Lines, $"```hex {name}");
        Assert.True(start >= 0, $"PROTOCOL.md has no example '{name}'.");
        var digits = Lines.Skip(start + 1).TakeWhile(static line => line != "```");
        return Convert.FromHexString(string.Concat(digits).Replace(" ", "", StringComparison.Ordinal));
    }

    public static int Number(string cell) => int.Parse(cell, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    private static string[] Read()
    {
        using var stream = typeof(ProtocolDocument).Assembly.GetManifestResourceStream("PROTOCOL.md")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n');
    }
}
