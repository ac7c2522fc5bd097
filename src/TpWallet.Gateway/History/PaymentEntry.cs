using TpWallet.Messages;

namespace TpWallet.Gateway.History;

/// <summary>One command that was applied, with its outcome.</summary>
/// <param name="Sequence">Its position in the journal.</param>
/// <param name="Command">The command.</param>
/// <param name="Reply">The answer to it.</param>
/// <param name="Postings">The movements that it caused, in order; often none.</param>
public sealed record PaymentEntry(ulong Sequence, Command Command, Reply Reply, IReadOnlyList<Posting> Postings);
