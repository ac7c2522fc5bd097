namespace TpWallet.Messages.Tests;

/// <summary>Wire numbers are append-only: a number that was ever given keeps its meaning.</summary>
public sealed class WireNumberTests
{
    public static TheoryData<Type> Enums => [.. typeof(Command).Assembly.GetExportedTypes().Where(static type => type.IsEnum)];

    [Theory]
    [MemberData(nameof(Enums))]
    public void Numbers_of_an_enum_are_unique(Type type)
    {
        var numbers = Enum.GetNames(type).Select(name => Convert.ToInt64(Enum.Parse(type, name))).ToArray();

        Assert.Equal(numbers.Length, numbers.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Enums))]
    public void Default_value_of_an_enum_is_named(Type type) => Assert.True(Enum.IsDefined(type, Enum.ToObject(type, 0)));

    [Theory]
    [InlineData(typeof(CommandFlags))]
    [InlineData(typeof(ReplyFlags))]
    public void Flags_are_single_bits(Type type) =>
        Assert.All(Enum.GetValuesAsUnderlyingType(type).Cast<byte>(), static bits => Assert.True(byte.PopCount(bits) <= 1));

    [Fact]
    public void Command_kinds_keep_their_numbers() => AssertKept<CommandKind>(
        "None=0 Genesis=1 Tick=2 GrowTables=3 AddParticipant=10 OpenAccount=20 Deposit=30 Authorize=40 Capture=41 Void=42 Purchase=43 "
        + "BalanceInquiry=60 StatusInquiry=61");

    [Fact]
    public void Result_codes_keep_their_numbers() => AssertKept<ResultCode>(
        "None=0 Approved=100 "
        + "UnknownCommandKind=200 UnsupportedVersion=201 UnknownFlags=202 RequestIdMissing=203 ParticipantMissing=204 OriginalRequestIdInvalid=205 "
        + "AccountMissing=206 SameAccount=207 AmountOutOfRange=208 UnknownCurrency=209 UnknownAccountKind=210 TableSizeOutOfRange=211 "
        + "HoldOutOfRange=212 TimeOutOfRange=213 "
        + "RequestIdConflict=300 AccountExistsWithOtherProperties=301 "
        + "InsufficientFunds=400 "
        + "AccountsFull=500 AuthorizationsFull=501 DuplicatesFull=502 ParticipantsFull=503 ShuttingDown=504 "
        + "NotPermitted=600 UnknownParticipant=601 UnknownAccount=602 AccountKindNotAllowed=603 CurrencyMismatch=604 BalanceOverflow=605 "
        + "UnknownAuthorization=606 AuthorizationCaptured=607 AuthorizationVoided=608 AuthorizationExpired=609 AmountExceedsAuthorization=610 "
        + "UnknownRequest=611 OutsideWindow=612 GenesisOutOfPlace=613");

    [Fact]
    public void Account_kinds_keep_their_numbers() =>
        AssertKept<AccountKind>("None=0 CustomerWallet=1 Merchant=2 ParticipantSettlement=3 Fee=4 ExternalClearing=5");

    [Fact]
    public void Other_enums_keep_their_numbers()
    {
        AssertKept<Channel>("Unknown=0 PointOfSale=1 Ecommerce=2 Atm=3 PersonToPerson=4 Cash=5");
        AssertKept<ClockSource>("Sequencer=0 External=1");
        AssertKept<CommandFlags>("None=0 Operator=1");
        AssertKept<ReplyFlags>("None=0 Replayed=1");
        AssertKept<ResultClass>("None=0 Success=1 Malformed=2 Conflict=3 Declined=4 Transient=5 Terminal=6");
    }

    private static void AssertKept<T>(string published)
        where T : struct, Enum
    {
        var present = Enum.GetValues<T>().Select(static value => $"{value}={Convert.ToInt64(value)}").ToHashSet();

        Assert.Superset(published.Split(' ').ToHashSet(), present);
    }
}
