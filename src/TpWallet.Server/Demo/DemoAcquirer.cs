using TpWallet.Messages;

namespace TpWallet.Server.Demo;

/// <summary>One simulated acquirer: a participant with merchants in one currency, and the wallets that shop there.</summary>
/// <param name="Participant">Its number.</param>
/// <param name="Currency">Its currency.</param>
/// <param name="Wallets">Account numbers of wallets with enough money.</param>
/// <param name="PoorWallets">Account numbers of wallets that are nearly empty.</param>
/// <param name="Merchants">Account numbers of its merchants.</param>
internal sealed record DemoAcquirer(uint Participant, Currency Currency, Range Wallets, Range PoorWallets, Range Merchants);
