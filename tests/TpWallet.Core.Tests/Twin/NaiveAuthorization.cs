using TpWallet.Messages;

namespace TpWallet.Core.Tests.Twin;

internal sealed class NaiveAuthorization(NaiveAccount payer, NaiveAccount merchant, long amount, long expiresMs)
{
    public NaiveAccount Payer => payer;

    public NaiveAccount Merchant => merchant;

    public long Amount => amount;

    public long ExpiresMs => expiresMs;

    /// <summary>The refusal that a second end gets; None while it holds.</summary>
    public ResultCode EndedAs { get; set; }
}
