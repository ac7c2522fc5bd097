using System.Globalization;
using System.IO.Compression;
using System.Text;
using TpWallet.Messages;
using TpWallet.Server.Replay;

namespace TpWallet.Server.Tests;

public sealed class ReplayRowsTests
{
    private const string Header = "tx_id,ts,customer_id,merchant_id,mcc,channel,amount_minor,currency";
    private const string Good = "1,1546300834000,C1,M1,gas_transport,pos,8053,USD";

    private static PaymentRowReader Reader(string text) => new(new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private static PaymentRow One(string text)
    {
        var reader = Reader(text);
        Assert.True(reader.Read(out var row) == CsvRead.Record, reader.Error);
        return row;
    }

    [Fact]
    public void Row_carries_every_field_in_the_ledgers_terms()
    {
        var row = One($"{Header}\n{Good}\n");

        Assert.Equal(1UL, row.TransactionId);
        Assert.Equal(1_546_300_834_000, row.TimeMs);
        Assert.Equal(8_053, row.Amount);
        Assert.Equal(Currency.USD, row.Currency);
        Assert.Equal(5541, row.MerchantCategoryCode);
        Assert.Equal(Channel.PointOfSale, row.Channel);
        Assert.Equal("M1      "u8.ToArray(), BitConverter.GetBytes(row.Terminal));
        Assert.Equal(0UL, row.Device);
        Assert.Equal(DerivedAccount.OfCard("C1"u8, Currency.USD), row.Payer);
        Assert.Equal(DerivedAccount.OfMerchant("M1"u8, Currency.USD), row.Merchant);
    }

    [Fact]
    public void Columns_may_stand_in_any_order_among_others_and_be_quoted()
    {
        var plain = One($"{Header}\n{Good}\n");
        var other = One(
            "note,CURRENCY,amount_minor,channel,mcc,merchant_id,customer_id,ts,tx_id\n"
            + "\"x,\"\"y\",usd,8053,POS,5541,\"M1\",C1,1546300834000,1\n");

        Assert.Equal(plain, other);
    }

    [Fact]
    public void Card_terminal_and_device_are_taken_when_the_file_has_them()
    {
        var row = One("tx_id,ts,customer_id,merchant_id,amount_minor,currency,card_id,terminal_id,device_id\n9,0,C1,M1,1,JPY,K7,TERMINAL-0815,D1\n");

        Assert.Equal(DerivedAccount.OfCard("K7"u8, Currency.JPY), row.Payer);
        Assert.NotEqual(0UL, row.Device);
        Assert.All(BitConverter.GetBytes(row.Terminal), static value => Assert.True(char.IsAsciiHexDigit((char)value)));
        Assert.Equal(0, row.MerchantCategoryCode);
        Assert.Equal(Channel.Unknown, row.Channel);
    }

    [Theory]
    [InlineData("1,1546300834000,C1,M1,gas_transport,pos,80.53,USD", "amount_minor")]
    [InlineData("1,1546300834000,C1,M1,gas_transport,pos,0,USD", "amount_minor")]
    [InlineData("1,1546300834000,C1,M1,gas_transport,pos,-5,USD", "amount_minor")]
    [InlineData("1,1546300834000,C1,M1,gas_transport,pos,99999999999999999999,USD", "amount_minor")]
    [InlineData("1,1546300834000,C1,M1,gas_transport,pos,8053,XXX", "currency")]
    [InlineData("1,1546300834000,C1,M1,gas_transport,pos,8053,", "currency")]
    [InlineData("1,yesterday,C1,M1,gas_transport,pos,8053,USD", "ts")]
    [InlineData("1,-1,C1,M1,gas_transport,pos,8053,USD", "ts")]
    [InlineData("x,1546300834000,C1,M1,gas_transport,pos,8053,USD", "tx_id")]
    [InlineData("0,1546300834000,C1,M1,gas_transport,pos,8053,USD", "tx_id")]
    [InlineData("1,1546300834000,,M1,gas_transport,pos,8053,USD", "customer_id is empty")]
    [InlineData("1,1546300834000,C1,,gas_transport,pos,8053,USD", "merchant_id is empty")]
    [InlineData("1,1546300834000,C1,M\u0001,gas_transport,pos,8053,USD", "control character")]
    [InlineData("1,1546300834000,C1,M1,space_travel,pos,8053,USD", "mcc")]
    [InlineData("1,1546300834000,C1,M1,12345,pos,8053,USD", "mcc")]
    [InlineData("1,1546300834000,C1,M1,gas_transport,drone,8053,USD", "channel")]
    [InlineData("1,1546300834000,C1,M1,gas_transport,pos,8053", "7 fields where the header names 8")]
    [InlineData("1,1546300834000,C1,M1,gas_transport,pos,8053,USD,", "9 fields where the header names 8")]
    public void Bad_row_is_reported_with_its_line_and_reason_and_passed_over(string bad, string reason)
    {
        var reader = Reader($"{Header}\n{bad}\n{Good}\n");

        Assert.Equal(CsvRead.Malformed, reader.Read(out _));
        Assert.Equal(2, reader.Line);
        Assert.Contains(reason, reader.Error, StringComparison.Ordinal);
        Assert.Equal(CsvRead.Record, reader.Read(out var row));
        Assert.Equal(1UL, row.TransactionId);
        Assert.Equal(CsvRead.End, reader.Read(out _));
    }

    [Fact]
    public void Reason_never_quotes_the_row()
    {
        const string CardNumber = "4000001234567899";
        foreach (var index in Enumerable.Range(0, 8).Where(static index => index is not 2 and not 3 and not 1))
        {
            var fields = Good.Split(',');
            fields[index] = CardNumber + "x";
            var reader = Reader($"{Header}\n{string.Join(',', fields)}\n");

            Assert.Equal(CsvRead.Malformed, reader.Read(out _));
            Assert.DoesNotContain(CardNumber, reader.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Transaction_numbers_must_increase_from_one_good_row_to_the_next()
    {
        var reader = Reader($"{Header}\n5,1,C,M,,,1,USD\n5,2,C,M,,,1,USD\n4,2,C,M,,,1,USD\n6,2,C,M,,,1,USD\n");

        Assert.Equal(CsvRead.Record, reader.Read(out _));
        Assert.Equal(CsvRead.Malformed, reader.Read(out _));
        Assert.Contains("tx_id 5 does not follow 5", reader.Error, StringComparison.Ordinal);
        Assert.Equal(CsvRead.Malformed, reader.Read(out _));
        Assert.Equal(4, reader.Line);
        Assert.Equal(CsvRead.Record, reader.Read(out _));
    }

    [Fact]
    public void Header_without_a_required_column_is_refused_by_its_name()
    {
        var error = Assert.Throws<InvalidDataException>(() => Reader("tx_id,ts,customer_id,merchant_id,amount\n"));

        Assert.Contains("the header lacks amount_minor, currency", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("tx_id,tx_id,ts,customer_id,merchant_id,amount_minor,currency\n", "names tx_id twice")]
    [InlineData("\"tx_id,ts", "line 1: a quote is never closed")]
    public void Header_that_is_no_header_is_refused(string text, string reason)
    {
        var error = Assert.Throws<InvalidDataException>(() => Reader(text));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_is_unpacked_when_its_first_bytes_say_gzip_whatever_its_name()
    {
        var path = Path.GetTempFileName();
        try
        {
            using (var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest))
            {
                gzip.Write(Encoding.UTF8.GetBytes($"{Header}\n{Good}\n"));
            }

            using var file = ReplayFile.Open(path);
            var reader = new PaymentRowReader(file.Content);
            Assert.Equal(CsvRead.Record, reader.Read(out var row));
            Assert.Equal(One($"{Header}\n{Good}\n"), row);
            Assert.Equal(CsvRead.End, reader.Read(out _));
            Assert.Equal(file.Length, file.Position);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(42)]
    [InlineData(4_711)]
    public void Reader_never_throws_on_damaged_rows(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 500; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(1, 20).Select(
                number => string.Create(CultureInfo.InvariantCulture, $"{number},1546300834000,C{number},M1,travel,ecom,{number * 100},USD\n"))));
            for (var damage = 0; damage < 10; damage++)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            var reader = new PaymentRowReader(new MemoryStream([.. Encoding.UTF8.GetBytes(Header + "\n"), .. bytes]));
            var reads = 0;
            for (var read = reader.Read(out _); read != CsvRead.End; read = reader.Read(out _))
            {
                reads++;
                Assert.True(read == CsvRead.Record || reader.Error.Length > 0, $"seed {seed}, round {round}");
            }

            Assert.InRange(reads, 0, 40);
        }
    }

    [Fact]
    public void Every_category_name_has_a_code_of_its_own()
    {
        var codes = MerchantCategories.Names.Select(static name =>
        {
            Assert.True(MerchantCategories.TryParse(Encoding.ASCII.GetBytes(name), out var code));
            return code;
        }).ToList();

        Assert.Equal(14, codes.Count);
        Assert.Equal(codes.Count, codes.Distinct().Count());
    }
}
