using TpWallet.Core.Memory;
using TpWallet.Messages;

namespace TpWallet.Core;

/// <summary>Completes a reply with what follows from its result.</summary>
internal static class ReplyConclusion
{
    private const int PairCount = 36 * 36;
    private const ulong ApprovalCodes = (ulong)PairCount * PairCount * PairCount;

    /// <summary>Every two digits of base 36, the lower one first.</summary>
    private static readonly ushort[] Pairs = TabulatePairs();

    /// <summary>Sets result and class and, when approved, the approval code of the reply's sequence.</summary>
    public static void Conclude(this ref Reply reply, ResultCode result)
    {
        reply.Result = result;
        reply.Class = ResultCodes.Classify(result);
        reply.ApprovalCode = reply.Class == ResultClass.Success ? ApprovalCode(reply.Sequence) : 0;
    }

    /// <summary>
    /// Six characters 0-9 and A-Z (ISO 8583 DE 38) that look unrelated for neighbouring sequences and are the same on every replica.
    /// Derived from the sequence, so that they need not be stored to be given again.
    /// </summary>
    private static ulong ApprovalCode(ulong sequence)
    {
        var number = Mix.Fold(sequence, 0x2545F4914F6CDD1D) % ApprovalCodes;
        var (low, middle, high) = (number % PairCount, number / PairCount % PairCount, number / (PairCount * PairCount));
        return Pairs[low] | ((ulong)Pairs[middle] << 16) | ((ulong)Pairs[high] << 32);
    }

    private static ushort[] TabulatePairs()
    {
        var digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"u8;
        var pairs = new ushort[PairCount];
        for (var number = 0; number < pairs.Length; number++)
        {
            pairs[number] = (ushort)(digits[number % 36] | (digits[number / 36] << 8));
        }

        return pairs;
    }
}
