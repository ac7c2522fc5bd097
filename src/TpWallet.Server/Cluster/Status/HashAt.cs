namespace TpWallet.Server.Cluster.Status;

/// <summary>A hash and where it was taken.</summary>
/// <param name="Sequence">Everything through this sequence is in it.</param>
/// <param name="Hash">Hexadecimal digits.</param>
internal sealed record HashAt(ulong Sequence, string Hash);
