using TpWallet.Core.Memory;
using TpWallet.Messages;

namespace TpWallet.Core;

/// <summary>Completes a reply with what follows from its result.</summary>
internal static class ReplyConclusion
{
    private const ulong ApprovalCodes = 36UL * 36 * 36 * 36 * 36 * 36;

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
        ulong code = 0;
        for (var shift = 0; shift < 48; shift += 8)
        {
            var digit = number % 36;
            number /= 36;
            code |= (digit < 10 ? '0' + digit : 'A' + digit - 10) << shift;
        }

        return code;
    }
}
