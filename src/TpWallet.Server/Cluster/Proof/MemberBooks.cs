using TpWallet.Server.Demo;

namespace TpWallet.Server.Cluster.Proof;

/// <summary>What a member's journal makes, read without it.</summary>
/// <param name="Number">The member's number, from 1.</param>
/// <param name="Books">What was read.</param>
internal sealed record MemberBooks(int Number, JournalBooks Books);
