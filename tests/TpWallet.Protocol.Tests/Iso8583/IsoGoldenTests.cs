using TpWallet.Protocol.Iso8583;

namespace TpWallet.Protocol.Tests.Iso8583;

/// <summary>Messages and bitmaps that others have published with their meaning, read and written again to the byte.</summary>
public sealed class IsoGoldenTests
{
    /// <summary>The answer that on-september.blogspot.com, "Read ISO 8583 message", takes apart: ASCII, bitmap in hexadecimal characters.</summary>
    [Fact]
    public void Ascii_answer_of_1987_is_read_and_written_as_published()
    {
        const string Published = "0210723A00010A80840018593600141001099999011000000010000000"
            + "1007021533000001191533100610070656565610060901022400000009013600201002" + "36C0102240000000";
        var bytes = System.Text.Encoding.ASCII.GetBytes(Published);

        AssertMessage(IsoTestData.Ascii1987, bytes, "0210", (2, "593600141001099999"), (3, "011000"), (4, "000010000000"), (7, "1007021533"),
            (11, "000001"), (12, "191533"), (13, "1006"), (15, "1007"), (32, "565656"), (37, "100609010224"), (39, "00"), (41, "00000901"),
            (49, "360"), (54, "100236C0102240000000"));
    }

    /// <summary>The request of devpeace.com, "ISO8583 message decoding": packed digits, binary bitmap, the terminal in ASCII.</summary>
    [Fact]
    public void Packed_request_of_1987_is_read_and_written_as_published() => AssertMessage(
        IsoTestData.Bcd1987,
        Convert.FromHexString("0800" + "2020000000800000" + "000000" + "000001" + "3239313130303031"),
        "0800",
        (3, "000000"), (11, "000001"), (41, "29110001"));

    /// <summary>The sign-on reply of Stack Overflow question 11421574: packed digits, characters in EBCDIC, two bitmaps.</summary>
    [Fact]
    public void Packed_answer_with_ebcdic_text_is_read_and_written_as_published() => AssertMessage(
        IsoTestData.Ebcdic1987,
        Convert.FromHexString("0810" + "8220000002000000" + "0400000000000000" + "0501130427" + "000005" + "F0F0" + "0001"),
        "0810",
        (7, "0501130427"), (11, "000005"), (39, "00"), (70, "001"));

    /// <summary>The request that github.com/fluidpay/iso8583 tests itself with: ISO 8583:1993, two bitmaps, here in binary.</summary>
    [Fact]
    public void Ascii_request_of_1993_is_read_and_written_as_published() => AssertMessage(
        IsoTestData.Ascii1993,
        [
            .. "1200"u8, .. Convert.FromHexString("F230040102A000000000000004000000"),
            .. "104846811212201234000010000000110722180000000116120417192"u8, .. "6FABCDE123ABD06414243000termid1210Community11112341234234"u8,
        ],
        "1200",
        (2, "4846811212"), (3, "201234"), (4, "000010000000"), (7, "1107221800"), (11, "000001"), (12, "161204171926"), (22, "FABCDE123ABD"),
        (32, "414243"), (39, "000"), (41, "termid12"), (43, "Community1"), (102, "12341234234"));

    /// <summary>The bitmaps of the encyclopedia's article on ISO 8583, and Elavon's of its field description "Bitmap, Primary".</summary>
    [Theory]
    [InlineData("4210001102C04804", new[] { 2, 7, 12, 28, 32, 39, 41, 42, 50, 53, 62 })]
    [InlineData("7234054128C28805", new[] { 2, 3, 4, 7, 11, 12, 14, 22, 24, 26, 32, 35, 37, 41, 42, 47, 49, 53, 62, 64 })]
    [InlineData("3034045928E18203", new[] { 3, 4, 11, 12, 14, 22, 26, 28, 29, 32, 35, 37, 41, 42, 43, 48, 49, 55, 63, 64 })]
    public void Bitmap_names_the_fields_that_were_published(string hex, int[] fields)
    {
        var numbers = new List<int>();
        foreach (var number in new IsoMessage.FieldNumbers(Convert.ToUInt64(hex, 16), 0))
        {
            numbers.Add(number);
        }

        Assert.Equal(fields, numbers);
    }

    /// <summary>DE 55 as chipnpin.blogspot.com, "How to parse DE55", has it.</summary>
    [Fact]
    public void Chip_data_are_read_as_published()
    {
        var data = Convert.FromHexString("5F2A0201245F34010182021C008407A0000000031010950580000000009A031102249B0268009C0100"
            + "9F02060000000000009F03060000000000009F0607A00000000310109F0802008C9F0902008C9F100706010A039000009F1A0201249F2608423158936ED6C38F"
            + "9F2701809F3303E0B0C89F34034103029F3501229F360200019F3704ACAC66E89F5800DF0100DF0200DF0400");

        Assert.Equal(149, data.Length);
        Assert.True(BerTlv.IsWellFormed(data));
        Assert.Equal("0124", FindHex(data, 0x5F2A));
        Assert.Equal("A0000000031010", FindHex(data, 0x84));
        Assert.Equal("423158936ED6C38F", FindHex(data, 0x9F26));
        Assert.Equal("", FindHex(data, 0xDF04));
    }

    private static string FindHex(byte[] data, uint tag)
    {
        Assert.True(BerTlv.TryFind(data, tag, out var value));
        return Convert.ToHexString(value);
    }

    private static void AssertMessage(IsoProfile profile, byte[] bytes, string mti, params (int Field, string Text)[] fields)
    {
        var message = IsoTestData.Read(profile, bytes);

        Assert.Equal(mti, message.Mti.ToString());
        var read = new List<(int, string)>();
        foreach (var number in message.Fields)
        {
            read.Add((number, message.Text(number)));
        }

        Assert.Equal(fields, read);
        Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(IsoTestData.Write(profile, mti, fields)));
    }
}
