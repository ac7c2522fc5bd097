using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TpWallet.Messages.Tests;

/// <summary>The layout of the frames is a contract with the wire and the journal: every field has its offset and size here, in figures.</summary>
public sealed class LayoutTests
{
    private static readonly string[] Bodies =
    [
        nameof(Command.Genesis), nameof(Command.TableSizes), nameof(Command.Tick), nameof(Command.HistoryMark), nameof(Command.OpenAccount),
        nameof(Command.ParticipantRights), nameof(Command.PositionCap), nameof(Command.Fee), nameof(Command.CaptureTolerance),
        nameof(Command.TierLimit), nameof(Command.ColdStart), nameof(Command.AccountStatus), nameof(Command.AccountTerms),
        nameof(Command.Instrument), nameof(Command.Quote),
    ];

    private static readonly (string Name, int Offset, int Size)[] CommandFields =
    [
        ("Kind", 0, 2),
        ("Version", 2, 1),
        ("Flags", 3, 1),
        ("Participant", 4, 4),
        ("RequestId", 8, 16),
        ("HistoryCheckedThrough", 24, 8),
        ("OriginalRequestId", 32, 16),
        ("Account", 48, 8),
        ("Counterparty", 56, 8),
        ("Amount", 64, 8),
        ("SecondAmount", 72, 8),
        ("RetrievalReferenceNumber", 80, 8),
        ("Terminal", 88, 8),
        ("Device", 96, 8),
        ("HoldSeconds", 104, 4),
        ("SystemTraceAuditNumber", 108, 4),
        ("Currency", 112, 2),
        ("MerchantCategoryCode", 114, 2),
        ("Country", 116, 2),
        ("EntryMode", 118, 1),
        ("Channel", 119, 1),
        ("RiskScore", 120, 2),
        ("RiskModel", 122, 2),
        ("BusinessDate", 124, 2),
        ("Reason", 126, 2),
    ];

    private static readonly (string Name, int Offset, int Size)[] ReplyFields =
    [
        ("RequestId", 0, 16),
        ("Sequence", 16, 8),
        ("TimeMs", 24, 8),
        ("Amount", 32, 8),
        ("Available", 40, 8),
        ("ApprovalCode", 48, 8),
        ("Result", 56, 2),
        ("Class", 58, 1),
        ("Flags", 59, 1),
        ("Currency", 60, 2),
        ("Rule", 62, 2),
    ];

    [Fact]
    public void Frame_sizes_are_those_of_the_wire()
    {
        Assert.Equal((128, 128), (Command.Size, Unsafe.SizeOf<Command>()));
        Assert.Equal((64, 64), (Reply.Size, Unsafe.SizeOf<Reply>()));
        Assert.Equal((64, 64), (EdgeData.Size, Unsafe.SizeOf<EdgeData>()));
        Assert.Equal((256, 256), (Slot.Size, Unsafe.SizeOf<Slot>()));
        Assert.Equal((16, 16), (RequestId.Size, Unsafe.SizeOf<RequestId>()));
    }

    [Fact]
    public void Command_fields_fill_the_frame_without_gap_or_overlap()
    {
        Assert.Equal(CommandFields, FieldsOf<Command>().Where(static field => !Bodies.Contains(field.Name)));
        AssertContiguous(CommandFields, Command.Size);
    }

    [Fact]
    public void Command_bodies_begin_at_byte_48_and_end_within_the_frame()
    {
        var bodies = FieldsOf<Command>().Where(static field => Bodies.Contains(field.Name)).ToArray();

        Assert.Equal(Bodies.Order(), bodies.Select(static body => body.Name).Order());
        Assert.All(bodies, static body => Assert.Equal(48, body.Offset));
        Assert.All(bodies, static body => Assert.InRange(body.Offset + body.Size, 49, Command.Size));
    }

    [Fact]
    public void Reply_fields_fill_the_frame_without_gap_or_overlap()
    {
        Assert.Equal(ReplyFields, FieldsOf<Reply>());
        AssertContiguous(ReplyFields, Reply.Size);
    }

    [Fact]
    public void Bodies_have_the_fields_of_the_wire()
    {
        Assert.Equal([("Tables", 0, 20), ("Clock", 20, 4), ("HashSeed", 24, 8)], FieldsOf<GenesisBody>());
        Assert.Equal(
            [
                ("Accounts", 0, 4), ("OpenAuthorizations", 4, 4), ("DuplicateEntries", 8, 4), ("Participants", 12, 4),
                ("Instruments", 16, 4),
            ],
            FieldsOf<TableSizesBody>());
        Assert.Equal([("TimeMs", 0, 8)], FieldsOf<TickBody>());
        Assert.Equal([("DurableThrough", 0, 8), ("RetainedFrom", 8, 8), ("RetainedFromTimeMs", 16, 8)], FieldsOf<HistoryMarkBody>());
        Assert.Equal(
            [
                ("Account", 0, 8), ("Kind", 8, 1), ("_reserved", 9, 1), ("Currency", 10, 2), ("_reserved2", 12, 4),
            ],
            FieldsOf<OpenAccountBody>());
        Assert.Equal([("Rights", 0, 4)], FieldsOf<ParticipantRightsBody>());
        Assert.Equal([("Cap", 0, 8), ("Currency", 8, 2), ("_reserved", 10, 2), ("_reserved2", 12, 4)], FieldsOf<PositionCapBody>());
        Assert.Equal(
            [
                ("Fixed", 0, 8), ("FeeAccount", 8, 8), ("On", 16, 2), ("BasisPoints", 18, 2), ("Currency", 20, 2),
                ("_reserved", 22, 2),
            ],
            FieldsOf<FeeBody>());
        Assert.Equal([("MerchantCategoryCode", 0, 2), ("BasisPoints", 2, 2), ("_reserved", 4, 4)], FieldsOf<CaptureToleranceBody>());
        Assert.Equal(
            [
                ("PerTransaction", 0, 8), ("PerDay", 8, 8), ("PerMonth", 16, 8), ("PerDayCount", 24, 4), ("PerMonthCount", 28, 4),
                ("Tier", 32, 2), ("Currency", 34, 2), ("_reserved", 36, 4),
            ],
            FieldsOf<TierLimitBody>());
        Assert.Equal(
            [
                ("Tier", 0, 2), ("_reserved", 2, 2), ("MinimumSeconds", 4, 4), ("MinimumPayments", 8, 4),
            ],
            FieldsOf<ColdStartBody>());
        Assert.Equal(
            [
                ("Account", 0, 8), ("Status", 8, 1), ("_reserved", 9, 1), ("_reserved2", 10, 2), ("_reserved3", 12, 4),
            ],
            FieldsOf<AccountStatusBody>());
        Assert.Equal(
            [
                ("Account", 0, 8), ("CreditLimit", 8, 8), ("MinimumBalance", 16, 8), ("Tier", 24, 2), ("_reserved", 26, 2),
                ("_reserved2", 28, 4),
            ],
            FieldsOf<AccountTermsBody>());
        Assert.Equal(
            [
                ("Token", 0, 8), ("Account", 8, 8), ("Kind", 16, 1), ("Status", 17, 1), ("Tier", 18, 2), ("_reserved", 20, 4),
            ],
            FieldsOf<InstrumentBody>());
        Assert.Equal(
            [
                ("Numerator", 0, 8), ("Denominator", 8, 8), ("SellMaximum", 16, 8), ("SellLiquidity", 24, 8), ("BuyLiquidity", 32, 8),
                ("RoundingAccount", 40, 8), ("Sell", 48, 2), ("Buy", 50, 2), ("Seconds", 52, 4),
            ],
            FieldsOf<QuoteBody>());
    }

    [Fact]
    public void Slot_keeps_command_reply_and_edge_data_on_cache_lines_of_their_own()
    {
        Assert.Equal([("Command", 0, 128), ("Reply", 128, 64), ("Edge", 192, 64)], FieldsOf<Slot>());
        Assert.Equal(
            [("Connection", 0, 4), ("Generation", 4, 4), ("Correlation", 8, 8), ("ReceivedTicks", 16, 8), ("Origin", 24, 1)],
            FieldsOf<EdgeData>());
    }

    [Fact]
    public void Frame_is_little_endian()
    {
        var command = new Command { Kind = CommandKind.StatusInquiry, Participant = 0x0A0B0C0D, Amount = 0x0102030405060708 };
        var bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<Command>(in command));

        Assert.Equal([61, 0], bytes[..2].ToArray());
        Assert.Equal([0x0D, 0x0C, 0x0B, 0x0A], bytes[4..8].ToArray());
        Assert.Equal([8, 7, 6, 5, 4, 3, 2, 1], bytes[64..72].ToArray());
    }

    /// <summary>Name, offset and size of each field, in the order of their offsets. Only a type without references can be asked.</summary>
    private static IEnumerable<(string Name, int Offset, int Size)> FieldsOf<T>()
        where T : unmanaged =>
        typeof(T).GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(static field => (field.Name, (int)Marshal.OffsetOf<T>(field.Name), RuntimeHelpers.SizeOf(field.FieldType.TypeHandle)))
            .OrderBy(static field => field.Item2);

    private static void AssertContiguous(IEnumerable<(string Name, int Offset, int Size)> fields, int size)
    {
        var end = 0;
        foreach (var field in fields)
        {
            Assert.True(field.Offset == end, $"{field.Name} begins at {field.Offset}, the field before it ends at {end}");
            Assert.True(field.Size >= 8 ? field.Offset % 8 == 0 : field.Offset % field.Size == 0, $"{field.Name} is not aligned");
            end += field.Size;
        }

        Assert.Equal(size, end);
    }
}
