namespace TpWallet.Server.Cluster.Status;

/// <summary>A question to a member.</summary>
/// <param name="Ask">What is asked.</param>
/// <param name="Sequence">Of a hash: the sequence.</param>
/// <param name="Node">Of a change: the member that it is about.</param>
/// <param name="Count">Of the smallest in-sync set: its new size.</param>
internal sealed record OperatorQuestion(OperatorAsk Ask, ulong Sequence = 0, string? Node = null, int Count = 0);
