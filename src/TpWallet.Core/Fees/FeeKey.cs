using TpWallet.Messages;

namespace TpWallet.Core.Fees;

/// <summary>Whose fee, on what, in which currency.</summary>
internal readonly record struct FeeKey(ushort Participant, CommandKind On, Currency Currency);
