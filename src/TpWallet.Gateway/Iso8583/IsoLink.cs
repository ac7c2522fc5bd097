using System.Text;
using TpWallet.Messages;
using TpWallet.Protocol.Iso8583;

namespace TpWallet.Gateway.Iso8583;

/// <summary>One acquirer's link, over all its connections: profile, merchants, business date, totals, and where it notes what is odd.</summary>
internal sealed class IsoLink(IsoListenerOptions options, IsoRecords records, GatewayCounters counters, TimeProvider time)
{
    private int _businessDate = MessageTime.DateOf(time.GetUtcNow().UtcDateTime);

    public IsoListenerOptions Options => options;

    public IsoProfile Profile => options.Profile;

    public EchoLayout Echo { get; } = new(options.Profile);

    public MerchantAccounts Merchants { get; } = new(options.Merchants, options.MerchantAccountBase);

    public IsoTotals Totals { get; } = new();

    public IsoRecords Records => records;

    /// <summary>The business date that new payments count to, days since 2000-01-01: at first that of the clock, then by cut-over.</summary>
    public ushort BusinessDate => (ushort)Volatile.Read(ref _businessDate);

    /// <summary>The link's next business date has begun.</summary>
    public void CutOver(ushort date)
    {
        var present = Volatile.Read(ref _businessDate);
        while (date > present)
        {
            var seen = Interlocked.CompareExchange(ref _businessDate, date, present);
            if (seen == present)
            {
                return;
            }

            present = seen;
        }
    }

    /// <summary>Counts and keeps a message that can't be taken.</summary>
    public void Note(IsoIncidentKind kind, in IsoMessage message, string reason)
    {
        // Of a message with a wrong length anything may stand anywhere, also a part of a stripe.
        var isShifted = kind is IsoIncidentKind.Malformed or IsoIncidentKind.FormatError;
        var (reference, terminal) = (TextOf(message, 37), TextOf(message, 41));
        Note(
            kind,
            message.Mti.Digits == 0 ? "" : message.Mti.ToString(),
            TextOf(message, 11),
            isShifted ? LastOf(reference) : reference,
            isShifted ? LastOf(terminal) : terminal,
            reason);
    }

    /// <summary>Counts and keeps something about a message that became a command.</summary>
    public void Note(IsoIncidentKind kind, Mti type, in Command command, string reason)
    {
        Span<byte> terminal = stackalloc byte[sizeof(ulong)];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(terminal, command.Terminal);
        Note(kind, type.ToString(), $"{command.SystemTraceAuditNumber:D6}", RetrievalReference.Unpack(command.RetrievalReferenceNumber),
            Encoding.ASCII.GetString(terminal), reason);
    }

    private void Note(IsoIncidentKind kind, string type, string trace, string reference, string terminal, string reason)
    {
        counters.Add(CounterOf(kind));
        records.Incidents.Add(new IsoIncident(
            time.GetUtcNow(), options.Name, kind, type, trace, Masking.MaskText(reference), Masking.MaskText(terminal), reason));
    }

    private static GatewayCounter CounterOf(IsoIncidentKind kind) => kind switch
    {
        IsoIncidentKind.Malformed => GatewayCounter.IsoMessagesMalformed,
        IsoIncidentKind.FormatError => GatewayCounter.IsoFormatErrors,
        IsoIncidentKind.Unmatched => GatewayCounter.IsoMessagesUnmatched,
        IsoIncidentKind.Conflict => GatewayCounter.IsoConflicts,
        IsoIncidentKind.AdviceNotCarriedOut => GatewayCounter.IsoAdvicesNotCarriedOut,
    };

    private static string LastOf(string text) => text.Length <= 4 ? text : new string('*', text.Length - 4) + text[^4..];

    private static string TextOf(in IsoMessage message, int field)
    {
        Span<byte> text = stackalloc byte[16];
        return Encoding.ASCII.GetString(text[..message.ReadText(field, text)]);
    }
}
