using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TpWallet.Core.Memory;
using TpWallet.Messages;

namespace TpWallet.Core.Idempotency;

/// <summary>
/// 64 bits that stand for the body of a command when a repeat is compared with the first: everything but the field that
/// the gateway stamps (how far history was searched), which may differ between repeats.
/// </summary>
internal static class BodyFingerprint
{
    private const int HistoryCheckedThroughWord = 3;

    [SkipLocalsInit]
    public static ulong Of(in Command command)
    {
        var words = MemoryMarshal.Cast<Command, ulong>(new ReadOnlySpan<Command>(in command));
        var fingerprint = Mix.Fold(words[0], words[1]) ^ words[2];
        for (var index = HistoryCheckedThroughWord + 1; index < words.Length; index += 2)
        {
            fingerprint = Mix.Fold(fingerprint ^ words[index], words[index + 1] + (ulong)index);
        }

        return fingerprint;
    }
}
