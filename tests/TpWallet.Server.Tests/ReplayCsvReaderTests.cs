using System.Text;
using TpWallet.Server.Replay;

namespace TpWallet.Server.Tests;

public sealed class ReplayCsvReaderTests
{
    private static CsvReader Reader(string text) => new(new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private static string[] Fields(CsvReader reader) =>
        [.. Enumerable.Range(0, reader.FieldCount).Select(index => Encoding.UTF8.GetString(reader.Field(index)))];

    [Fact]
    public void Reader_takes_quoted_commas_quotes_and_line_breaks_as_RFC_4180_says()
    {
        var reader = Reader("a,\"b,c\",\"d \"\"e\"\"\"\r\n\"line 1\nline 2\",,\"\"\nlast,x,y");

        Assert.Equal(CsvRead.Record, reader.Read());
        Assert.Equal(["a", "b,c", "d \"e\""], Fields(reader));
        Assert.Equal(CsvRead.Record, reader.Read());
        Assert.Equal(["line 1\nline 2", "", ""], Fields(reader));
        Assert.Equal(2, reader.Line);
        Assert.Equal(CsvRead.Record, reader.Read());
        Assert.Equal(["last", "x", "y"], Fields(reader));
        Assert.Equal(4, reader.Line);
        Assert.Equal(CsvRead.End, reader.Read());
        Assert.Equal(CsvRead.End, reader.Read());
    }

    [Fact]
    public void Reader_passes_over_a_byte_order_mark_and_empty_lines()
    {
        var reader = Reader("\uFEFFa,b\r\n\r\n\nc,d\n\n");

        Assert.Equal(CsvRead.Record, reader.Read());
        Assert.Equal(["a", "b"], Fields(reader));
        Assert.Equal(CsvRead.Record, reader.Read());
        Assert.Equal(["c", "d"], Fields(reader));
        Assert.Equal(4, reader.Line);
        Assert.Equal(CsvRead.End, reader.Read());
    }

    [Theory]
    [InlineData("a\"b,c\nnext,row\n", "a quote stands inside")]
    [InlineData("\"a\"b,c\nnext,row\n", "text follows a closing quote")]
    [InlineData("\"a\"\rb,c\nnext,row\n", "text follows a closing quote")]
    public void Reader_reports_a_broken_record_and_reads_on_with_the_next_line(string text, string error)
    {
        var reader = Reader(text);

        Assert.Equal(CsvRead.Malformed, reader.Read());
        Assert.Contains(error, reader.Error, StringComparison.Ordinal);
        Assert.Equal(1, reader.Line);
        Assert.Equal(CsvRead.Record, reader.Read());
        Assert.Equal(["next", "row"], Fields(reader));
    }

    [Fact]
    public void Reader_reports_a_quote_that_the_input_never_closes()
    {
        var reader = Reader("a,b\n\"c,d\n");

        Assert.Equal(CsvRead.Record, reader.Read());
        Assert.Equal(CsvRead.Malformed, reader.Read());
        Assert.Equal("a quote is never closed", reader.Error);
        Assert.Equal(2, reader.Line);
        Assert.Equal(CsvRead.End, reader.Read());
    }

    [Fact]
    public void Reader_refuses_a_record_longer_than_its_limit_and_keeps_one_that_just_fits()
    {
        var fits = new string('x', CsvReader.RecordBytesMax - 1);
        var reader = Reader($"{fits}\n{fits}xx\nnext\n");

        Assert.Equal(CsvRead.Record, reader.Read());
        Assert.Equal(fits.Length, reader.Field(0).Length);
        Assert.Equal(CsvRead.Malformed, reader.Read());
        Assert.Contains("longer than 65536 bytes", reader.Error, StringComparison.Ordinal);
        Assert.Equal(CsvRead.Record, reader.Read());
        Assert.Equal(["next"], Fields(reader));
        Assert.Equal(3, reader.Line);
    }

    [Fact]
    public void Reader_says_which_lines_an_unclosed_quote_swallowed()
    {
        var lines = string.Concat(Enumerable.Repeat("0123456789,abcdef\n", 5_000));
        var reader = Reader($"\"{lines}");

        Assert.Equal(CsvRead.Malformed, reader.Read());
        Assert.Contains("lines 1 to ", reader.Error, StringComparison.Ordinal);
        Assert.Equal(CsvRead.Record, reader.Read());
        Assert.Equal(["0123456789", "abcdef"], Fields(reader));
    }

    [Fact]
    public void Reader_refuses_more_fields_than_its_limit()
    {
        var reader = Reader(new string(',', CsvReader.FieldsMax) + "\na\n");

        Assert.Equal(CsvRead.Malformed, reader.Read());
        Assert.Equal(CsvRead.Record, reader.Read());
        Assert.Equal(["a"], Fields(reader));
    }

    [Theory]
    [InlineData(20_240_601)]
    [InlineData(7)]
    public void Reader_ends_without_an_exception_on_any_input(int seed)
    {
        var random = new Random(seed);
        const string Alphabet = "\"\"\"\",,,\r\n\n\n0aé ";
        for (var round = 0; round < 2_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(200)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
            var reader = Reader(text);
            var lines = 1 + text.Count(static character => character == '\n');
            var reads = 0;
            while (reader.Read() != CsvRead.End)
            {
                reads++;
                Assert.InRange(reader.Line, 1, lines);
            }

            Assert.True(reads <= lines, $"seed {seed}, round {round}: {reads} records of {lines} lines");
        }
    }
}
