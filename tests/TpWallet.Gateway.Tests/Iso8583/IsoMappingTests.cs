using System.Text;
using TpWallet.Gateway.Iso8583;
using TpWallet.Messages;

namespace TpWallet.Gateway.Tests.Iso8583;

/// <summary>Which command each message becomes.</summary>
public sealed class IsoMappingTests : IAsyncLifetime
{
    private const string Card = "4761739001010119";
    private IsoSwitch _host = null!;
    private IsoClient _client = null!;

    public async Task InitializeAsync()
    {
        _host = await IsoSwitch.StartAsync();
        _client = await _host.SignOnAsync();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Authorization_carries_all_that_the_switch_decides_by()
    {
        var command = await CommandOfAsync("0100", IsoClient.Payment((18, "5411"), (19, "840"), (22, "051"), (25, "59"), (48, "PA011")));

        Assert.Equal(CommandKind.Authorize, command.Kind);
        Assert.Equal(CommandFlags.ByInstrument | CommandFlags.AllowPartialApproval, command.Flags);
        Assert.Equal((IsoSwitch.Participant, IsoSwitch.Merchant, 1_000L, Currency.USD), (command.Participant, command.Counterparty, command.Amount,
            command.Currency));
        Assert.Equal(InstrumentToken.Of(IsoSwitch.TokenKey, Encoding.ASCII.GetBytes(Card)), command.Account);
        Assert.Equal("632615000123", RetrievalReference.Unpack(command.RetrievalReferenceNumber));
        Assert.Equal("TERM0001", Encoding.ASCII.GetString(BitConverter.GetBytes(command.Terminal)));
        Assert.Equal((123u, (ushort)5411, (ushort)840, (byte)5, Channel.Ecommerce),
            (command.SystemTraceAuditNumber, command.MerchantCategoryCode, command.Country, command.EntryMode, command.Channel));
        Assert.Equal(8, command.RequestId.ToGuid().Version);
    }

    [Fact]
    public async Task Card_may_stand_on_the_stripe()
    {
        var byNumber = await CommandOfAsync("0100", IsoClient.Payment());
        var byStripe = await CommandOfAsync("0100", IsoClient.Payment((2, ""), (35, $"{Card}=28122011000")));

        Assert.Equal(byNumber.Account, byStripe.Account);
    }

    [Theory]
    [InlineData("0100", "010000", CommandKind.Authorize, Channel.Atm)]
    [InlineData("0120", "000000", CommandKind.Authorize, Channel.PointOfSale)]
    [InlineData("0200", "000000", CommandKind.Purchase, Channel.PointOfSale)]
    [InlineData("0200", "200000", CommandKind.Refund, Channel.Unknown)]
    [InlineData("0220", "200000", CommandKind.Refund, Channel.Unknown)]
    public async Task Type_and_processing_code_say_what_is_asked_for(string type, string code, object kind, object channel)
    {
        var command = await CommandOfAsync(type, IsoClient.Payment((3, code)));

        Assert.Equal(((CommandKind)kind, (Channel)channel), (command.Kind, command.Channel));
    }

    [Fact]
    public async Task Repeat_has_the_request_id_of_the_first_and_another_message_another()
    {
        var first = await CommandOfAsync("0100", IsoClient.Payment((7, "1122150637"), (32, "00123456")));
        var repeat = await CommandOfAsync("0101", IsoClient.Payment((7, "1122150637"), (32, "123456")));
        Assert.Equal(first, repeat);

        (string, (int, string))[] others =
        [
            ("0200", (7, "1122150637")), ("0100", (7, "1122150638")), ("0100", (11, "000124")), ("0100", (32, "123457")),
            ("0100", (37, "632615000124")), ("0100", (41, "TERM0002")),
        ];
        foreach (var (type, field) in others)
        {
            var other = await CommandOfAsync(type, IsoClient.Payment((7, "1122150637"), (32, "123456"), field));
            Assert.NotEqual(first.RequestId, other.RequestId);
        }
    }

    [Fact]
    public async Task Reversal_finds_its_original_by_its_data()
    {
        var original = await CommandOfAsync("0100", IsoClient.Payment((7, "1122150637"), (32, "123456")));
        var reversal = await CommandOfAsync(
            "0420", IsoClient.Payment((11, "000200"), (32, "123456"), (90, "0100" + "000123" + "1122150637" + "00000123456" + "00000000000")));
        var partial = await CommandOfAsync(
            "0420",
            IsoClient.Payment((11, "000201"), (90, "0100" + "000123" + "1122150637" + "00000123456" + "00000000000"), (95, $"{400:D12}{0:D30}")));

        Assert.Equal((CommandKind.Reversal, original.RequestId, 0L), (reversal.Kind, reversal.OriginalRequestId, reversal.Amount));
        Assert.Equal((original.RequestId, 400L), (partial.OriginalRequestId, partial.Amount));
    }

    [Fact]
    public async Task Completion_without_data_of_its_original_finds_it_by_reference()
    {
        var original = await CommandOfAsync("0100", IsoClient.Payment((11, "000001"), (37, "ABC000000001")));
        var completion = await CommandOfAsync("0220", IsoClient.Payment((11, "000002"), (37, "ABC000000001"), (48, "MC011")));
        var nothing = await CommandOfAsync("0220", IsoClient.Payment((11, "000003"), (37, "ABC000000001"), (4, "0"), (90, new string('0', 42))));

        Assert.Equal((CommandKind.Capture, original.RequestId, CommandFlags.MoreCapturesFollow),
            (completion.Kind, completion.OriginalRequestId, completion.Flags));
        Assert.Equal((CommandKind.Void, original.RequestId), (nothing.Kind, nothing.OriginalRequestId));
    }

    [Theory]
    [InlineData("0100", 3, "990000", "40")]
    [InlineData("0100", 2, "4761739001010118", "14")]
    [InlineData("0100", 2, "", "14")]
    [InlineData("0100", 42, "SOMEBODY ELSE  ", "03")]
    [InlineData("0100", 37, "63261500 123", "30")]
    [InlineData("0100", 7, "1322150637", "30")]
    [InlineData("0100", 7, "", "30")]
    [InlineData("0200", 3, "310000", "40")]
    [InlineData("0600", 3, "000000", "40")]
    [InlineData("0220", 37, "NEVERSEEN001", "25")]
    [InlineData("0420", 37, "NEVERSEEN001", "25")]
    [InlineData("0420", 90, "080000012311221506370000012345600000000000", "25")]
    public async Task What_can_not_enter_is_refused_at_the_edge(string type, int field, string text, string code)
    {
        var answer = await _client.ExchangeAsync(type, IsoClient.Payment((field, text)));

        Assert.Equal(code, answer.Code);
        Assert.Equal(0, _host.Echo.Handled);
    }

    [Fact]
    public async Task Original_is_looked_up_where_the_gateway_has_forgotten_it()
    {
        var lookup = new StubLookup(new RequestId(1, 2));
        await using var host = await IsoSwitch.StartAsync(lookup: lookup);
        using var client = await host.SignOnAsync();

        var known = await client.ExchangeAsync("0420", IsoClient.Payment((11, "000001"), (37, "OLD000000001")));
        var unknown = await client.ExchangeAsync("0420", IsoClient.Payment((11, "000002"), (37, "OLD000000002")));
        var unavailable = await client.ExchangeAsync("0420", IsoClient.Payment((11, "000003"), (37, "OLD000000003")));

        Assert.Equal(("00", "25", "91"), (known.Code, unknown.Code, unavailable.Code));
        Assert.Equal((1L, new RequestId(1, 2)), (host.Echo.Handled, host.Echo.Last.OriginalRequestId));
        Assert.Equal(["OLD000000001", "OLD000000002", "OLD000000003"], lookup.Asked.Select(static asked => RetrievalReference.Unpack(asked)));
    }

    private async Task<Command> CommandOfAsync(string type, (int, string)[] fields)
    {
        var before = _host.Echo.Handled;
        var answer = await _client.ExchangeAsync(type, fields);
        Assert.Equal("00", answer.Code);
        Assert.Equal(before + 1, _host.Echo.Handled);
        return _host.Echo.Last;
    }

    /// <summary>Knows the references that end with 1, and nothing of those that end with 3 or more.</summary>
    private sealed class StubLookup(RequestId known) : IReferenceLookup
    {
        public List<ulong> Asked { get; } = [];

        public ValueTask<ReferenceAnswer> FindAsync(uint participant, ulong retrievalReferenceNumber, ulong terminal)
        {
            Asked.Add(retrievalReferenceNumber);
            return new(new ReferenceAnswer(retrievalReferenceNumber % 36 < 3, retrievalReferenceNumber % 36 == 1 ? known : default));
        }
    }
}
