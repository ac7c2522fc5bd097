using System.Numerics;
using TpWallet.Core.Limits;
using TpWallet.Messages;

namespace TpWallet.Core.Tests.Twin;

/// <summary>What a command must answer.</summary>
internal readonly record struct Expected(ResultCode Result, BigInteger Amount, BigInteger Available, LimitRule Rule = LimitRule.None,
    bool Replayed = false)
{
    public static implicit operator Expected(ResultCode result) => new(result, 0, 0);

    public static Expected Of(in Reply reply) =>
        new(reply.Result, reply.Amount, reply.Available, (LimitRule)reply.Rule, reply.Flags == ReplyFlags.Replayed);
}
