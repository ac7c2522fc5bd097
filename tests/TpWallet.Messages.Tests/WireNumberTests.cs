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
    [InlineData(typeof(ParticipantRights))]
    public void Flags_are_single_bits(Type type) =>
        Assert.All(Enum.GetValues(type).Cast<object>().Select(Convert.ToUInt64), static bits => Assert.True(ulong.PopCount(bits) <= 1));

    [Fact]
    public void Command_kinds_keep_their_numbers() => AssertKept<CommandKind>(
        "None=0 Genesis=1 Tick=2 GrowTables=3 HistoryMark=4 AddParticipant=10 SetParticipantRights=11 SetPositionCap=12 SetFee=13 "
        + "SetBusinessDate=14 SetCaptureTolerance=15 SetTierLimit=16 SetColdStart=17 OpenAccount=20 SetAccountStatus=21 "
        + "SetAccountTerms=22 BindInstrument=25 SetInstrument=26 Deposit=30 Withdrawal=31 Transfer=32 OpenQuote=33 Exchange=34 "
        + "Authorize=40 Capture=41 Void=42 Purchase=43 IncrementAuthorization=44 Reversal=45 Refund=46 Chargeback=50 "
        + "Representment=51 ResolveForMerchant=52 ResolveForPayer=53 BalanceInquiry=60 StatusInquiry=61");

    [Fact]
    public void Result_codes_keep_their_numbers() => AssertKept<ResultCode>(
        "None=0 Approved=100 ApprovedPartially=101 Verified=102 NothingToReverse=103 ReversalNoted=104 UnknownCommandKind=200 "
        + "UnsupportedVersion=201 UnknownFlags=202 RequestIdMissing=203 ParticipantMissing=204 OriginalRequestIdInvalid=205 "
        + "AccountMissing=206 SameAccount=207 AmountOutOfRange=208 UnknownCurrency=209 UnknownAccountKind=210 "
        + "TableSizeOutOfRange=211 HoldOutOfRange=212 TimeOutOfRange=213 TierOutOfRange=214 RateOutOfRange=215 "
        + "BasisPointsOutOfRange=216 UnknownStatus=217 UnknownInstrumentKind=218 InstrumentMissing=219 TermsOutOfRange=220 "
        + "KindHasNoFee=221 NotLinkable=222 ChainTooLong=223 BusinessDateMissing=224 MerchantCategoryOutOfRange=225 "
        + "RequestIdInFuture=226 HistoryMarkOutOfRange=227 "
        + "RequestIdConflict=300 AccountExistsWithOtherProperties=301 InstrumentBoundElsewhere=302 InsufficientFunds=400 "
        + "AmountLimitExceeded=401 CountLimitExceeded=402 PositionCapExceeded=403 AccountFrozen=404 InstrumentBlocked=405 "
        + "AccountNotEmpty=406 InsufficientLiquidity=407 AccountsFull=500 AuthorizationsFull=501 DuplicatesFull=502 "
        + "ParticipantsFull=503 ShuttingDown=504 InstrumentsFull=505 SettingsFull=506 HistoryBehind=507 DiskFull=508 HistoryUnavailable=509 "
        + "NotPrimary=510 NotPermitted=600 UnknownParticipant=601 "
        + "UnknownAccount=602 AccountKindNotAllowed=603 CurrencyMismatch=604 BalanceOverflow=605 UnknownAuthorization=606 "
        + "AuthorizationCaptured=607 AuthorizationVoided=608 AuthorizationExpired=609 AmountExceedsAuthorization=610 "
        + "UnknownRequest=611 OutsideWindow=612 GenesisOutOfPlace=613 AuthorizationReversed=614 ReversedBeforeArrival=615 "
        + "RefundExceedsCaptured=616 NotCaptured=617 DisputeOpen=618 NoDispute=619 DeadlinePassed=620 UnknownQuote=621 "
        + "QuoteUsed=622 QuoteExpired=623 ExceedsQuote=624 UnknownInstrument=625 InstrumentEnded=626 AccountClosed=627 "
        + "BusinessDateNotLater=628 LinkedCommandFailed=629 ReversalTooLate=630 AmountNotLower=631");

    [Fact]
    public void Account_kinds_keep_their_numbers() =>
        AssertKept<AccountKind>("None=0 CustomerWallet=1 Merchant=2 ParticipantSettlement=3 Fee=4 ExternalClearing=5 Liquidity=6");

    [Fact]
    public void Other_enums_keep_their_numbers()
    {
        AssertKept<AccountStatus>("Active=0 FrozenForDebit=1 Frozen=2 Closing=3 Closed=4");
        AssertKept<Channel>("Unknown=0 PointOfSale=1 Ecommerce=2 Atm=3 PersonToPerson=4 Cash=5");
        AssertKept<ClockSource>("Sequencer=0 External=1");
        AssertKept<CommandFlags>("None=0 Operator=1 Linked=2 AllowPartialApproval=4 MoreCapturesFollow=8 ByInstrument=16 Unlinked=32");
        AssertKept<InstrumentKind>("None=0 Card=1 BankAccount=2 NfcToken=3 QrCode=4");
        AssertKept<InstrumentStatus>("Active=0 Blocked=1 Lost=2 Stolen=3 Expired=4");
        AssertKept<ParticipantRights>("None=0 UnlinkedRefunds=1");
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
