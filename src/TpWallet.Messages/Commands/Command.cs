using System.Runtime.InteropServices;

namespace TpWallet.Messages;

/// <summary>
/// One command, 128 bytes, little-endian: what is copied from the socket into the ring, journaled, replicated and applied, byte for byte.
/// Bytes 48 to 127 hold the payment fields or, for the kinds that say so, a body of their own. Fields that a kind doesn't use are zero.
/// Hot path: blittable, no padding.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
public struct Command
{
    /// <summary>Size of a command, bytes.</summary>
    public const int Size = 128;

    /// <summary>The version of this layout.</summary>
    public const byte CurrentVersion = 1;

    /// <summary>The bit of <see cref="HistoryCheckedThrough"/> that says of a reversal: history holds its original.</summary>
    public const ulong OriginalInHistory = 1UL << 63;

    /// <summary>What is asked for.</summary>
    [FieldOffset(0)] public CommandKind Kind;

    /// <summary>Version of the layout: <see cref="CurrentVersion"/>.</summary>
    [FieldOffset(2)] public byte Version;

    /// <summary>Modifiers; unknown bits are refused.</summary>
    [FieldOffset(3)] public CommandFlags Flags;

    /// <summary>On whose behalf: the participant's number; 0: the operator's own (genesis, ticks, table growth).</summary>
    [FieldOffset(4)] public uint Participant;

    /// <summary>The sender's name for this command; the key of idempotency within the participant.</summary>
    [FieldOffset(8)] public RequestId RequestId;

    /// <summary>
    /// The sequence through which the request is known to repeat nothing that history holds; 0: not known. Of a status inquiry, it speaks of the
    /// request asked about; of a reversal, of its original too, unless <see cref="OriginalInHistory"/> is set. Stamped by the gateway; not
    /// part of the body that idempotency compares.
    /// </summary>
    [FieldOffset(24)] public ulong HistoryCheckedThrough;

    /// <summary>The earlier request that this one is about: the authorization of a capture or void, the subject of a status inquiry.</summary>
    [FieldOffset(32)] public RequestId OriginalRequestId;

    /// <summary>The account that the command is about; of a payment, the payer's.</summary>
    [FieldOffset(48)] public ulong Account;

    /// <summary>The account on the other side: the merchant of a payment, the external clearing account of a deposit.</summary>
    [FieldOffset(56)] public ulong Counterparty;

    /// <summary>Amount in minor units of <see cref="Currency"/>; positive.</summary>
    [FieldOffset(64)] public long Amount;

    /// <summary>A second amount in minor units (tip, cashback, fee); zero until a kind uses it.</summary>
    [FieldOffset(72)] public long SecondAmount;

    /// <summary>Retrieval reference number (ISO 8583 DE 37): 12 characters in base 36, see <see cref="RetrievalReference"/>.</summary>
    [FieldOffset(80)] public ulong RetrievalReferenceNumber;

    /// <summary>Terminal (ISO 8583 DE 41): 8 ASCII characters, first character in the lowest byte.</summary>
    [FieldOffset(88)] public ulong Terminal;

    /// <summary>Opaque token of the payer's device; 0: unknown.</summary>
    [FieldOffset(96)] public ulong Device;

    /// <summary>For how long an authorization holds its money, seconds; 0: the switch's default.</summary>
    [FieldOffset(104)] public uint HoldSeconds;

    /// <summary>System trace audit number (ISO 8583 DE 11), 0 to 999,999.</summary>
    [FieldOffset(108)] public uint SystemTraceAuditNumber;

    /// <summary>Currency of the amounts.</summary>
    [FieldOffset(112)] public Currency Currency;

    /// <summary>Merchant category code (ISO 18245), 0: unknown.</summary>
    [FieldOffset(114)] public ushort MerchantCategoryCode;

    /// <summary>Acquirer's country (ISO 3166-1 numeric), 0: unknown.</summary>
    [FieldOffset(116)] public ushort Country;

    /// <summary>How the instrument was read (first two digits of ISO 8583 DE 22).</summary>
    [FieldOffset(118)] public byte EntryMode;

    /// <summary>Where the payment was made.</summary>
    [FieldOffset(119)] public Channel Channel;

    /// <summary>Points given by the risk model, 0 to 1,000; 0: not scored.</summary>
    [FieldOffset(120)] public ushort RiskScore;

    /// <summary>The risk model that gave the points; 0: none.</summary>
    [FieldOffset(122)] public ushort RiskModel;

    /// <summary>Business date as days since 2000-01-01; 0: the participant's own.</summary>
    [FieldOffset(124)] public ushort BusinessDate;

    /// <summary>Reason code of the sender; 0: none.</summary>
    [FieldOffset(126)] public ushort Reason;

    /// <summary>Body of <see cref="CommandKind.Genesis"/>.</summary>
    [FieldOffset(48)] public GenesisBody Genesis;

    /// <summary>Body of <see cref="CommandKind.GrowTables"/>.</summary>
    [FieldOffset(48)] public TableSizesBody TableSizes;

    /// <summary>Body of <see cref="CommandKind.Tick"/>.</summary>
    [FieldOffset(48)] public TickBody Tick;

    /// <summary>Body of <see cref="CommandKind.HistoryMark"/>.</summary>
    [FieldOffset(48)] public HistoryMarkBody HistoryMark;

    /// <summary>Body of <see cref="CommandKind.OpenAccount"/>.</summary>
    [FieldOffset(48)] public OpenAccountBody OpenAccount;

    /// <summary>Body of <see cref="CommandKind.SetParticipantRights"/>.</summary>
    [FieldOffset(48)] public ParticipantRightsBody ParticipantRights;

    /// <summary>Body of <see cref="CommandKind.SetPositionCap"/>.</summary>
    [FieldOffset(48)] public PositionCapBody PositionCap;

    /// <summary>Body of <see cref="CommandKind.SetFee"/>.</summary>
    [FieldOffset(48)] public FeeBody Fee;

    /// <summary>Body of <see cref="CommandKind.SetCaptureTolerance"/>.</summary>
    [FieldOffset(48)] public CaptureToleranceBody CaptureTolerance;

    /// <summary>Body of <see cref="CommandKind.SetTierLimit"/>.</summary>
    [FieldOffset(48)] public TierLimitBody TierLimit;

    /// <summary>Body of <see cref="CommandKind.SetColdStart"/>.</summary>
    [FieldOffset(48)] public ColdStartBody ColdStart;

    /// <summary>Body of <see cref="CommandKind.SetAccountStatus"/>.</summary>
    [FieldOffset(48)] public AccountStatusBody AccountStatus;

    /// <summary>Body of <see cref="CommandKind.SetAccountTerms"/>.</summary>
    [FieldOffset(48)] public AccountTermsBody AccountTerms;

    /// <summary>Body of <see cref="CommandKind.BindInstrument"/>.</summary>
    [FieldOffset(48)] public InstrumentBody Instrument;

    /// <summary>Body of <see cref="CommandKind.OpenQuote"/>.</summary>
    [FieldOffset(48)] public QuoteBody Quote;

    /// <summary><see cref="HistoryCheckedThrough"/> without its bit.</summary>
    public readonly ulong HistorySearchedThrough => HistoryCheckedThrough & ~OriginalInHistory;

    /// <summary>Whether history holds the original of this reversal.</summary>
    public readonly bool IsOriginalInHistory => (HistoryCheckedThrough & OriginalInHistory) != 0;
}
