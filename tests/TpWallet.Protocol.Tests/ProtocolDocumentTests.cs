using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using TpWallet.Core.Limits;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Protocol.Tests;

/// <summary>Every table of numbers and every layout in PROTOCOL.md is what the code does: none may drift from the other.</summary>
public sealed partial class ProtocolDocumentTests
{
    [Fact]
    public void Table_of_types_is_the_enum()
    {
        AssertNumbers<FrameType>("Types");
        Assert.All(ProtocolDocument.Table("Types"), row =>
            Assert.Equal(FrameTypes.LengthOf(Enum.Parse<FrameType>(row[1])), ProtocolDocument.Number(row[3])));
    }

    [Fact]
    public void Table_of_result_codes_is_the_enum_with_its_classes()
    {
        AssertNumbers<ResultCode>("Result codes");
        Assert.All(ProtocolDocument.Table("Result codes"), row =>
            Assert.Equal(ResultCodes.Classify(Enum.Parse<ResultCode>(row[1])).ToString(), row[2]));
    }

    [Fact]
    public void Table_of_currencies_is_the_enum_with_its_exponents()
    {
        AssertNumbers<Currency>("Currencies");
        Assert.All(ProtocolDocument.Table("Currencies"), row =>
            Assert.Equal(Currencies.Exponent(Enum.Parse<Currency>(row[1])), ProtocolDocument.Number(row[2])));
    }

    [Fact]
    public void Tables_of_numbers_are_the_enums()
    {
        AssertNumbers<CommandKind>("Command kinds");
        AssertNumbers<ProtocolErrorCode>("Error codes");
        AssertNumbers<SessionRole>("Roles");
        AssertNumbers<Durability>("Durability");
        AssertNumbers<AccountKind>("Account kinds");
        AssertNumbers<CommandFlags>("Command flags");
        AssertNumbers<ReplyFlags>("Reply flags");
        AssertNumbers<ResultClass>("Classes");
        AssertNumbers<ClockSource>("Clock");
        AssertNumbers<Channel>("Channels");
        AssertNumbers<LimitRule>("Rules");
        AssertNumbers<AccountStatus>("Account statuses");
        AssertNumbers<InstrumentKind>("Instrument kinds");
        AssertNumbers<InstrumentStatus>("Instrument statuses");
        AssertNumbers<ParticipantRights>("Participant rights");
    }

    [Fact]
    public void Tables_of_fields_are_the_layouts()
    {
        AssertLayout<FramePrefix>("Prefix");
        AssertLayout<SignOn>("SignOn");
        AssertLayout<SignedOn>("SignedOn");
        AssertLayout<ErrorFrame>("Error");
        AssertLayout<Command>("Command");
        AssertLayout<Reply>("Reply");
        AssertLayout<OpenAccountBody>("OpenAccountBody");
        AssertLayout<TickBody>("TickBody");
        AssertLayout<HistoryMarkBody>("HistoryMarkBody");
        AssertLayout<TableSizesBody>("TableSizesBody");
        AssertLayout<GenesisBody>("GenesisBody");
        AssertLayout<ParticipantRightsBody>("ParticipantRightsBody");
        AssertLayout<PositionCapBody>("PositionCapBody");
        AssertLayout<FeeBody>("FeeBody");
        AssertLayout<CaptureToleranceBody>("CaptureToleranceBody");
        AssertLayout<TierLimitBody>("TierLimitBody");
        AssertLayout<ColdStartBody>("ColdStartBody");
        AssertLayout<AccountStatusBody>("AccountStatusBody");
        AssertLayout<AccountTermsBody>("AccountTermsBody");
        AssertLayout<InstrumentBody>("InstrumentBody");
        AssertLayout<QuoteBody>("QuoteBody");
    }

    [Fact]
    public void Every_body_of_a_command_has_a_layout()
    {
        var bodies = typeof(Command).GetFields().Select(static field => field.FieldType).Where(IsBody);
        Assert.All(bodies, static body => Assert.NotEmpty(ProtocolDocument.Table(body.Name)));
    }

    [Fact]
    public void Table_of_limits_is_the_constants()
    {
        var inCode = typeof(BinaryProtocol).GetFields().Where(static field => field.IsLiteral && field.Name != nameof(BinaryProtocol.Magic));
        Assert.Equal(
            inCode.Select(static field => (field.Name, Convert.ToInt32(field.GetRawConstantValue(), CultureInfo.InvariantCulture))).Order(),
            ProtocolDocument.Table("Limits").Select(static row => (row[0], ProtocolDocument.Number(row[1]))).Order());
    }

    /// <summary>The first two columns are the numbers and names of the enum, in order; "None" may be left out.</summary>
    private static void AssertNumbers<T>(string heading) where T : struct, Enum
    {
        var inCode = Enum.GetValues<T>().Select(static value => (Number: Convert.ToInt32(value, CultureInfo.InvariantCulture),
            Name: value.ToString()));
        Assert.Equal(
            inCode.Where(static value => value.Name != "None"),
            ProtocolDocument.Table(heading).Select(static row => (ProtocolDocument.Number(row[0]), row[1])));
    }

    /// <summary>The first three columns are offset, size and name of the fields; a name is that of the field in words.</summary>
    private static void AssertLayout<T>(string heading) where T : unmanaged
    {
        var fields = typeof(T).GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(static field => !IsBody(field.FieldType) || typeof(T) != typeof(Command));
        var inCode = fields.Select(static field => (
            Offset: (int)Marshal.OffsetOf<T>(field.Name),
            Size: SizeOf(field.FieldType),
            Name: InWords(field.Name)));
        var inDocument = ProtocolDocument.Table(heading).Select(static row =>
            (ProtocolDocument.Number(row[0]), ProtocolDocument.Number(row[1]), row[2])).ToArray();
        Assert.Equal(inCode.OrderBy(static field => field.Offset), inDocument);
        Assert.Equal(Unsafe.SizeOf<T>(), inDocument.Sum(static field => field.Item2));
    }

    private static bool IsBody(Type type) => type.Name.EndsWith("Body", StringComparison.Ordinal);

    private static int SizeOf(Type type) =>
        (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!;

    private static string InWords(string field) =>
        WordStart().Replace(field.TrimStart('_'), static match => match.Index == 0 ? match.Value
            : " " + match.Value).ToLowerInvariant().TrimEnd('2', '3');

    [GeneratedRegex("[A-Z]")]
    private static partial Regex WordStart();
}
