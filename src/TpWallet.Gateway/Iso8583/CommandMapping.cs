using TpWallet.Messages;
using TpWallet.Protocol.Iso8583;

namespace TpWallet.Gateway.Iso8583;

/// <summary>
/// From payment messages to commands. What makes another payment of a message is in the command, so that the core can tell a repeat from a conflict;
/// what repeats may refresh is not. Hot path: allocates nothing.
/// </summary>
internal sealed class CommandMapping(IsoLink link)
{
    private const int Card = 2;
    private const int ProcessingCode = 3;
    private const int Amount = 4;
    private const int TransmissionTime = 7;
    private const int TraceNumber = 11;
    private const int Country = 19;
    private const int EntryMode = 22;
    private const int Track2 = 35;
    private const int Reference = 37;
    private const int Terminal = 41;
    private const int CurrencyCode = 49;
    private const int FromAccount = 102;
    private const int ToAccount = 103;
    private const int Authorization = 1;
    private const int Financial = 2;
    private const int CardLengthMax = 19;
    private const int ReplacementAmountLength = 12;

    private readonly IsoRules _rules = link.Profile.Rules;

    /// <summary>Maps a message that has all that its type must have.</summary>
    /// <param name="message">The message, of class 1, 2 or 4.</param>
    /// <param name="now">What time it is, UTC.</param>
    /// <param name="found">The original that a search by reference found; none when there was no search.</param>
    /// <param name="mapped">The command, or why there is none.</param>
    public MappingOutcome Map(in IsoMessage message, DateTime now, ReferenceAnswer? found, out MappedMessage mapped)
    {
        mapped = default;
        mapped.FaultField = TryMapHead(message, now, ref mapped.Command);
        if (mapped.FaultField != 0)
        {
            return RefuseFormat(mapped.FaultField, ref mapped);
        }

        var operation = OperationOf(message);
        mapped.Refusal = EdgeAnswer.NotSupported;
        return (message.Mti.Class, message.Mti.IsAdvice, operation) switch
        {
            (4, _, _) => MapReversal(message, now, found, ref mapped),
            (Authorization, _, IsoOperation.Payment) when _rules.Increment.Holds(message) =>
                MapFollowUp(CommandKind.IncrementAuthorization, message, now, found, ref mapped),
            (Authorization, _, IsoOperation.Payment) => MapPayment(CommandKind.Authorize, message, ref mapped),
            (Financial, false, IsoOperation.Payment) => MapPayment(CommandKind.Purchase, message, ref mapped),
            (Financial, true, IsoOperation.Payment) => MapFollowUp(CommandKind.Capture, message, now, found, ref mapped),
            (Financial, _, IsoOperation.Refund) => MapRefund(message, now, found, ref mapped),
            (Financial, false, IsoOperation.Transfer) => MapTransfer(message, ref mapped),
            (_, false, IsoOperation.BalanceInquiry) => MapBalance(message, ref mapped),
            _ => MappingOutcome.Refused,
        };
    }

    private static MappingOutcome RefuseFormat(int field, ref MappedMessage mapped)
    {
        (mapped.Refusal, mapped.FaultField) = (EdgeAnswer.FormatError, field);
        return MappingOutcome.Refused;
    }

    /// <summary>What every payment message has. Returns the data element that is not as it should be; 0: none.</summary>
    private int TryMapHead(in IsoMessage message, DateTime now, ref Command command)
    {
        command.Version = Command.CurrentVersion;
        command.Participant = link.Options.Participant;
        if (!MessageKey.TryDerive(message, now, out command.RequestId))
        {
            return TransmissionTime;
        }

        if (!TryReadReference(message, out command.RetrievalReferenceNumber))
        {
            return Reference;
        }

        command.Terminal = ReadTerminal(message);
        command.SystemTraceAuditNumber = (uint)NumberOr0(message, TraceNumber);
        command.Currency = (Currency)NumberOr0(message, CurrencyCode);
        command.MerchantCategoryCode = (ushort)NumberOr0(message, _rules.MerchantCategory);
        command.Country = (ushort)NumberOr0(message, Country);
        command.EntryMode = ReadEntryMode(message);
        command.Reason = _rules.Reason == 0 ? (ushort)0 : (ushort)NumberOr0(message, _rules.Reason);
        command.Amount = NumberOr0(message, Amount);
        return 0;
    }

    private MappingOutcome MapPayment(CommandKind kind, in IsoMessage message, ref MappedMessage mapped)
    {
        if (!TryMapPayer(message, ref mapped) || !TryMapMerchant(message, ref mapped))
        {
            return MappingOutcome.Refused;
        }

        mapped.Command.Kind = kind;
        mapped.Command.HoldSeconds = kind == CommandKind.Authorize ? link.Options.HoldSeconds : 0;
        mapped.Command.Channel = ChannelOf(message);
        mapped.Command.Flags |= _rules.PartialApproval.Holds(message) ? CommandFlags.AllowPartialApproval : CommandFlags.None;
        return MappingOutcome.Command;
    }

    /// <summary>A completion or an increment. A completion of nothing gives the hold back.</summary>
    private MappingOutcome MapFollowUp(CommandKind kind, in IsoMessage message, DateTime now, ReferenceAnswer? found, ref MappedMessage mapped)
    {
        ref var command = ref mapped.Command;
        command.Kind = kind == CommandKind.Capture && command.Amount == 0 ? CommandKind.Void : kind;
        if (command.Kind == CommandKind.Capture && _rules.MoreCapturesFollow.Holds(message))
        {
            command.Flags |= CommandFlags.MoreCapturesFollow;
        }

        if (command.Kind == CommandKind.IncrementAuthorization && _rules.PartialApproval.Holds(message))
        {
            command.Flags |= CommandFlags.AllowPartialApproval;
        }

        return MapOriginal(message, now, found, ref mapped);
    }

    private MappingOutcome MapReversal(in IsoMessage message, DateTime now, ReferenceAnswer? found, ref MappedMessage mapped)
    {
        ref var command = ref mapped.Command;
        command.Kind = CommandKind.Reversal;
        command.Amount = 0;
        if (_rules.PartialReversal.Holds(message) && !TryReadAmountThatStays(message, out command.Amount))
        {
            return RefuseFormat(_rules.AmountThatStays, ref mapped);
        }

        return MapOriginal(message, now, found, ref mapped);
    }

    /// <summary>Linked when it tells of its original.</summary>
    private MappingOutcome MapRefund(in IsoMessage message, DateTime now, ReferenceAnswer? found, ref MappedMessage mapped)
    {
        mapped.Command.Kind = CommandKind.Refund;
        if (mapped.Command.Amount == 0)
        {
            return RefuseFormat(Amount, ref mapped);
        }

        if (message.Has(_rules.Original))
        {
            return MapOriginal(message, now, found, ref mapped);
        }

        if (!TryMapPayer(message, ref mapped) || !TryMapMerchant(message, ref mapped))
        {
            return MappingOutcome.Refused;
        }

        mapped.Command.Flags |= CommandFlags.Unlinked;
        return MappingOutcome.Command;
    }

    private MappingOutcome MapTransfer(in IsoMessage message, ref MappedMessage mapped)
    {
        mapped.Command.Kind = CommandKind.Transfer;
        if (!TryMapPayer(message, ref mapped))
        {
            return MappingOutcome.Refused;
        }

        return message.TryReadAccount(ToAccount, out mapped.Command.Counterparty) ? MappingOutcome.Command : RefuseFormat(ToAccount, ref mapped);
    }

    private static MappingOutcome MapBalance(in IsoMessage message, ref MappedMessage mapped)
    {
        mapped.Command.Kind = CommandKind.BalanceInquiry;
        mapped.Command.Amount = 0;
        return message.TryReadAccount(FromAccount, out mapped.Command.Account) ? MappingOutcome.Command : MappingOutcome.Refused;
    }

    /// <summary>Names the original: as the message tells of it, or by reference and terminal.</summary>
    private MappingOutcome MapOriginal(in IsoMessage message, DateTime now, ReferenceAnswer? found, ref MappedMessage mapped)
    {
        ref var command = ref mapped.Command;
        mapped.Refusal = EdgeAnswer.OriginalNotFound;
        if (TryReadOriginal(message, out var original) && original.IsTold)
        {
            mapped.ReversesMoney = original.Mti.Class == Financial;
            return original.Mti.Class is Authorization or Financial
                && MessageKey.TryDeriveOriginal(message, original, now, out command.OriginalRequestId)
                ? MappingOutcome.Command : MappingOutcome.Refused;
        }

        if (link.Records.References.TryFind(command.Participant, command.RetrievalReferenceNumber, command.Terminal, out command.OriginalRequestId))
        {
            return MappingOutcome.Command;
        }

        if (found is not { } searched)
        {
            return MappingOutcome.ReferenceNeeded;
        }

        mapped.Refusal = searched.IsKnown ? EdgeAnswer.OriginalNotFound : EdgeAnswer.Unavailable;
        command.OriginalRequestId = searched.Payment;
        return searched.Payment.IsNone ? MappingOutcome.Refused : MappingOutcome.Command;
    }

    private bool TryReadOriginal(in IsoMessage message, out OriginalDataElements original)
    {
        Span<byte> digits = stackalloc byte[OriginalDataElements.Length1987];
        digits = digits[..message.ReadText(_rules.Original, digits)];
        return link.Profile.Edition == IsoProfile.Edition1987 ? OriginalDataElements.TryRead1987(digits, out original)
            : OriginalDataElements.TryRead1993(digits, out original);
    }

    /// <summary>The payer: by card, or by the number of an account.</summary>
    private bool TryMapPayer(in IsoMessage message, ref MappedMessage mapped)
    {
        Span<byte> digits = stackalloc byte[CardLengthMax];
        var length = ReadCard(message, digits);
        if (length == 0)
        {
            mapped.Refusal = EdgeAnswer.InvalidCardNumber;
            return message.TryReadAccount(FromAccount, out mapped.Command.Account);
        }

        digits = digits[..length];
        if (!Masking.IsCardNumber(digits))
        {
            mapped.Refusal = EdgeAnswer.InvalidCardNumber;
            return false;
        }

        mapped.Card = MaskedCard.Of(digits);
        mapped.Command.Account = InstrumentToken.Of(link.Options.TokenKey.Span, digits);
        mapped.Command.Flags |= CommandFlags.ByInstrument;
        digits.Clear();
        return true;
    }

    private bool TryMapMerchant(in IsoMessage message, ref MappedMessage mapped)
    {
        mapped.Refusal = EdgeAnswer.UnknownMerchant;
        return link.Merchants.TryFind(message, out mapped.Command.Counterparty);
    }

    private static int ReadCard(in IsoMessage message, Span<byte> digits)
    {
        var length = message.ReadText(Card, digits);
        if (length > 0)
        {
            return length;
        }

        length = message.ReadText(Track2, digits);
        var separator = digits[..length].IndexOfAny((byte)'=', (byte)'D');
        return separator >= 0 ? separator : length;
    }

    private bool TryReadAmountThatStays(in IsoMessage message, out long amount)
    {
        if (_rules.AmountThatStays == Amount)
        {
            return message.TryReadNumber(Amount, out amount);
        }

        Span<byte> digits = stackalloc byte[ReplacementAmountLength];
        amount = 0;
        var length = message.ReadText(_rules.AmountThatStays, digits);
        foreach (var digit in digits[..length])
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            amount = (amount * 10) + digit - '0';
        }

        return length == ReplacementAmountLength;
    }

    private IsoOperation OperationOf(in IsoMessage message)
    {
        Span<byte> code = stackalloc byte[2];
        return message.ReadText(ProcessingCode, code) == 2 ? _rules.OperationOf([(char)code[0], (char)code[1]]) : IsoOperation.None;
    }

    private Channel ChannelOf(in IsoMessage message)
    {
        const int Cash = 1;
        if (_rules.Ecommerce.Holds(message))
        {
            return Channel.Ecommerce;
        }

        return NumberOr0(message, ProcessingCode) / 10_000 == Cash ? Channel.Atm : Channel.PointOfSale;
    }

    private byte ReadEntryMode(in IsoMessage message)
    {
        Span<byte> text = stackalloc byte[16];
        var (start, length) = _rules.EntryMode;
        var end = start + length;
        if (message.ReadText(EntryMode, text) < end)
        {
            return 0;
        }

        var mode = 0;
        foreach (var character in text[start..end])
        {
            mode = char.IsAsciiDigit((char)character) ? (mode * 10) + character - '0' : character;
        }

        return (byte)mode;
    }

    private static bool TryReadReference(in IsoMessage message, out ulong packed)
    {
        Span<byte> text = stackalloc byte[RetrievalReference.Length];
        Span<char> characters = stackalloc char[RetrievalReference.Length];
        var trimmed = text[..message.ReadText(Reference, text)].Trim((byte)' ');
        for (var index = 0; index < trimmed.Length; index++)
        {
            characters[index] = (char)trimmed[index];
        }

        return RetrievalReference.TryPack(characters[..trimmed.Length], out packed);
    }

    private static ulong ReadTerminal(in IsoMessage message)
    {
        Span<byte> text = stackalloc byte[sizeof(ulong)];
        text.Clear();
        message.ReadText(Terminal, text);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(text);
    }

    private static long NumberOr0(in IsoMessage message, int field) => message.TryReadNumber(field, out var value) ? value : 0;
}
