using System.Text;
using TpWallet.Protocol.Iso8583;

namespace TpWallet.Protocol.Tests.Iso8583;

/// <summary>Profiles and messages for the tests.</summary>
internal static class IsoTestData
{
    public static readonly IsoProfile Ascii1987 = IsoProfiles.Get("1987-ascii");
    public static readonly IsoProfile Bcd1987 = IsoProfiles.Get("1987-bcd");
    public static readonly IsoProfile Ascii1993 = IsoProfiles.Get("1993-ascii");

    /// <summary>Packed digits with EBCDIC text: what mainframe hosts speak.</summary>
    public static readonly IsoProfile Ebcdic1987 = IsoProfile.Parse(
        TextOf("1987-bcd").Replace("\"text\": \"ascii\"", "\"text\": \"ebcdic\"", StringComparison.Ordinal));

    /// <summary>Everything in EBCDIC characters, and padding behind where there is any.</summary>
    public static readonly IsoProfile AllEbcdic1987 = IsoProfile.Parse(
        TextOf("1987-ascii").Replace("\"ascii\"", "\"ebcdic\"", StringComparison.Ordinal));

    public static readonly IsoProfile[] All = [Ascii1987, Bcd1987, Ascii1993, Ebcdic1987, AllEbcdic1987];

    /// <summary>The text of a profile that ships.</summary>
    public static string TextOf(string name)
    {
        using var stream = typeof(IsoProfiles).Assembly.GetManifestResourceStream($"{name}.json")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    public static string Text(this in IsoMessage message, int field)
    {
        var buffer = new byte[2048];
        return Encoding.ASCII.GetString(buffer, 0, message.ReadText(field, buffer));
    }

    /// <summary>Reads a message that must be right.</summary>
    public static IsoMessage Read(IsoProfile profile, byte[] bytes)
    {
        var isRight = IsoDecoder.TryRead(profile, bytes, out var message, out var fault);
        Assert.True(isRight, fault.ToString());
        return message;
    }

    /// <summary>Writes a message that must be possible.</summary>
    public static byte[] Write(IsoProfile profile, string mti, params (int Field, string Text)[] fields)
    {
        var buffer = new byte[4096];
        Assert.True(Mti.TryParse(mti, out var type));
        var writer = new IsoWriter(profile, buffer, type);
        foreach (var (field, text) in fields)
        {
            writer.WriteText(field, Encoding.ASCII.GetBytes(text));
        }

        Assert.True(writer.TryComplete(out var length), writer.Fault.ToString());
        return buffer[..length];
    }

    /// <summary>An authorization of twenty data elements, as a shop's terminal sends it.</summary>
    public static byte[] Authorization(IsoProfile profile) => Write(
        profile,
        "0100",
        (2, "4761739001010119"), (3, "000000"), (4, "000000012345"), (7, "1122150637"), (11, "123456"), (12, "150637"), (13, "1122"), (14, "2812"),
        (18, "5411"), (19, "840"), (22, "051"), (25, "00"), (32, "12345678901"), (37, "632615123456"), (41, "TERM0001"), (42, "MERCHANT0000001"),
        (43, "Corner shop            Springfield    US"), (48, "PA011MC010"), (49, "840"), (52, "0123456789ABCDEF"));
}
