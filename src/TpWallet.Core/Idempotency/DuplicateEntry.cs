using System.Runtime.InteropServices;
using TpWallet.Core.Memory;
using TpWallet.Messages;

namespace TpWallet.Core.Idempotency;

/// <summary>A request that was answered, and all that is needed to give the same answer again. 64 bytes: one cache line.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct DuplicateEntry : IKeyed<RequestKey>
{
    [FieldOffset(0)] public RequestId RequestId;
    [FieldOffset(16)] public ulong BodyFingerprint;
    [FieldOffset(24)] public ulong Sequence;
    [FieldOffset(32)] public long TimeMs;
    [FieldOffset(40)] public long Amount;
    [FieldOffset(48)] public long Available;
    [FieldOffset(56)] public ushort Participant;
    [FieldOffset(58)] public Currency Currency;
    [FieldOffset(60)] public ResultCode Result;
    [FieldOffset(62)] public ushort Rule;

    public RequestKey Key
    {
        readonly get => new(Participant, RequestId);
        set => (Participant, RequestId) = (value.Participant, value.Id);
    }

    public static ulong Hash(in RequestKey key, ulong seed) => RequestKey.Hash(key, seed);

    public void Store(in Reply reply, ulong bodyFingerprint)
    {
        BodyFingerprint = bodyFingerprint;
        Sequence = reply.Sequence;
        TimeMs = reply.TimeMs;
        Amount = reply.Amount;
        Available = reply.Available;
        Currency = reply.Currency;
        Result = reply.Result;
        Rule = reply.Rule;
    }

    /// <summary>What a repeat is answered, made from the first answer.</summary>
    public static Reply StoredReply(in Reply first)
    {
        var entry = new DuplicateEntry { RequestId = first.RequestId };
        entry.Store(first, bodyFingerprint: 0);
        var reply = default(Reply);
        entry.Replay(ref reply);
        return reply;
    }

    /// <summary>Gives the answer again, marked as such.</summary>
    public readonly void Replay(ref Reply reply)
    {
        reply = new Reply
        {
            RequestId = RequestId,
            Sequence = Sequence,
            TimeMs = TimeMs,
            Amount = Amount,
            Available = Available,
            Currency = Currency,
            Rule = Rule,
            Flags = ReplyFlags.Replayed,
        };
        reply.Conclude(Result);
    }
}
