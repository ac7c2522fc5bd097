using TpWallet.Messages;
using TpWallet.Protocol.Iso8583;

namespace TpWallet.Gateway.Iso8583;

/// <summary>The data elements of an answer that its request didn't have. All of them follow from the request and the stored reply.</summary>
internal ref struct AnswerFields
{
    /// <summary>The most data elements that there can be.</summary>
    public const int CountMax = 16;

    /// <summary>Characters of one additional amount in DE 54.</summary>
    public const int AdditionalLength = 20;

    private const int Amount = 4;
    private const int ApprovalCode = 38;
    private const int AdditionalAmounts = 54;
    private const int Net = 97;
    private const long AmountMax = 999_999_999_999;

    /// <summary>DE 39.</summary>
    public ReadOnlySpan<byte> Code;

    /// <summary>DE 38, packed as in a reply; 0: none.</summary>
    public ulong Approval;

    /// <summary>DE 4 when it is not the request's; 0: it is.</summary>
    public long OtherAmount;

    /// <summary>DE 54; empty: none.</summary>
    public ReadOnlySpan<byte> Additional;

    /// <summary>Whether totals are answered.</summary>
    public bool HasTotals;

    /// <summary>The totals.</summary>
    public TotalsLine Totals;

    /// <summary>Whether they agree with the acquirer's.</summary>
    public bool IsInBalance;

    /// <summary>Lists the numbers of the data elements, ascending, as far as the profile has them.</summary>
    public readonly int List(IsoProfile profile, Span<byte> numbers)
    {
        var count = 0;
        Add(ref count, numbers, profile, Amount, OtherAmount != 0);
        Add(ref count, numbers, profile, ApprovalCode, Approval != 0);
        Add(ref count, numbers, profile, IsoResponseCodes.Field, true);
        Add(ref count, numbers, profile, AdditionalAmounts, !Additional.IsEmpty);
        if (HasTotals)
        {
            Add(ref count, numbers, profile, profile.Rules.SettlementCode, profile.Rules.SettlementCode != 0);
            foreach (byte number in (ReadOnlySpan<byte>)[74, 75, 76, 77, 86, 87, 88, 89, Net])
            {
                Add(ref count, numbers, profile, number, true);
            }
        }

        return count;
    }

    /// <summary>Writes one of them.</summary>
    public readonly void Write(int number, ref IsoWriter writer)
    {
        switch (number)
        {
            case Amount:
                writer.WriteNumber(number, (ulong)OtherAmount);
                break;
            case ApprovalCode:
                Span<byte> code = stackalloc byte[6];
                for (var index = 0; index < code.Length; index++)
                {
                    code[index] = (byte)(Approval >> (8 * index));
                }

                writer.WriteText(number, code);
                break;
            case IsoResponseCodes.Field:
                writer.WriteText(number, Code);
                break;
            case AdditionalAmounts:
                writer.WriteText(number, Additional);
                break;
            case Net:
                writer.WriteSigned(number, Totals.Net);
                break;
            default:
                writer.WriteNumber(number, (ulong)TotalOf(number));
                break;
        }
    }

    /// <summary>Puts one additional amount into DE 54: account type, amount type, currency, sign, twelve digits.</summary>
    /// <returns>What follows it; nothing is written when the amount has more than twelve digits.</returns>
    public static Span<byte> Put(Span<byte> destination, int accountType, int amountType, Currency currency, long amount)
    {
        if (amount is > AmountMax or < -AmountMax)
        {
            return destination;
        }

        PutDigits(destination[..4], (accountType * 100) + amountType);
        PutDigits(destination[4..7], (ushort)currency % 1_000);
        destination[7] = amount >= 0 ? (byte)'C' : (byte)'D';
        PutDigits(destination[8..AdditionalLength], Math.Abs(amount));
        return destination[AdditionalLength..];
    }

    private static void PutDigits(Span<byte> destination, long value)
    {
        for (var index = destination.Length - 1; index >= 0; index--)
        {
            destination[index] = (byte)('0' + (value % 10));
            value /= 10;
        }
    }

    private static void Add(ref int count, Span<byte> numbers, IsoProfile profile, int number, bool isThere)
    {
        if (isThere && profile.Field(number) is not null)
        {
            numbers[count++] = (byte)number;
        }
    }

    private readonly long TotalOf(int number) => number switch
    {
        74 => Totals.Credits,
        75 => Totals.CreditReversals,
        76 => Totals.Debits,
        77 => Totals.DebitReversals,
        86 => Totals.CreditAmount,
        87 => Totals.CreditReversalAmount,
        88 => Totals.DebitAmount,
        89 => Totals.DebitReversalAmount,
        _ => IsInBalance ? 1 : 2,
    };
}
