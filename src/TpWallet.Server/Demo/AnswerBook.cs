using System.Numerics;
using System.Runtime.InteropServices;
using TpWallet.Messages;

namespace TpWallet.Server.Demo;

/// <summary>
/// What one terminal was told, for the day on which it asks again: eight bytes for each request, whose id follows from its number. One owner
/// at a time.
/// </summary>
/// <param name="terminal">The terminal's number, unique within its participant; 0: the operator's.</param>
/// <param name="seed">The run's seed, not zero: another run has other ids.</param>
internal sealed class AnswerBook(uint terminal, ulong seed)
{
    private const ulong Unanswered = 0;

    private readonly List<ulong> _digests = [];

    /// <summary>Requests that were numbered so far.</summary>
    public int Count => _digests.Count;

    /// <summary>Numbers a new request, from 0.</summary>
    public int Add()
    {
        _digests.Add(Unanswered);
        return _digests.Count - 1;
    }

    /// <summary>The id of a request.</summary>
    public RequestId IdOf(int number) => new(seed, ((ulong)terminal << 32) | (uint)number);

    /// <summary>Notes the answer to a request.</summary>
    public void Record(int number, in Reply answer) => _digests[number] = DigestOf(answer);

    /// <summary>Whether a request was answered at all.</summary>
    public bool IsAnswered(int number) => _digests[number] != Unanswered;

    /// <summary>Compares an answer that was given again with the first one.</summary>
    public AnswerVerdict Compare(int number, in Reply again)
    {
        if (_digests[number] == DigestOf(again))
        {
            return AnswerVerdict.Same;
        }

        return again.Result is ResultCode.UnknownRequest or ResultCode.OutsideWindow ? AnswerVerdict.Lost : AnswerVerdict.Altered;
    }

    /// <summary>64 bits that stand for all that an answer says: every byte but the flags, which only tell a repeat from the first.</summary>
    private static ulong DigestOf(Reply answer)
    {
        answer.Flags = ReplyFlags.None;
        var digest = 0x9E37_79B9_7F4A_7C15UL;
        foreach (var word in MemoryMarshal.Cast<Reply, ulong>(new ReadOnlySpan<Reply>(in answer)))
        {
            digest = (BitOperations.RotateLeft(digest, 27) ^ word) * 0xFF51_AFD7_ED55_8CCDUL;
            digest ^= digest >> 32;
        }

        return Math.Max(1, digest);
    }
}
