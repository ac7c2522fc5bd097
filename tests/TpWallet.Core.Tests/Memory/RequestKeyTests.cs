using TpWallet.Core.Idempotency;
using TpWallet.Messages;

namespace TpWallet.Core.Tests.Memory;

/// <summary>Hashes of request ids, which their sender chooses.</summary>
public sealed class RequestKeyTests
{
    private const ulong Seed = 0x5EED_5EED_0123_4567;

    /// <summary>Ids that make a factor of the hash zero, were it not for the seed, for whoever knows what the factor is combined with.</summary>
    [Theory]
    [InlineData(0xD6E8FEB86659FD93, true)]
    [InlineData(0x9E3779B97F4A7C15, false)]
    public void Ids_that_would_make_a_factor_zero_without_a_seed_scatter_like_others(ulong crafted, bool isSecond)
    {
        const int Count = 10_000;
        const ushort Participant = 3;
        var tags = new HashSet<uint>();
        for (ulong number = 1; number <= Count; number++)
        {
            var id = isSecond ? new RequestId(number, crafted - Participant) : new RequestId(crafted, number);
            tags.Add((uint)RequestKey.Hash(new RequestKey(Participant, id), Seed));
        }

        Assert.InRange(tags.Count, Count * 9 / 10, Count);
    }
}
