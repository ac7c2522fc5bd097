namespace TpWallet.Replication.Transport;

/// <summary>Another member: the streams to it, and what of its messages is here in part.</summary>
internal sealed class Member(NodeId node, MemberStream control, MemberStream batches, MemberStream snapshots)
{
    private readonly MessageAssembly[] _assemblies = [new(), new(), new()];

    public NodeId Node { get; } = node;

    public MemberStream Control { get; } = control;

    public MemberStream Batches { get; } = batches;

    public MemberStream Snapshots { get; } = snapshots;

    public MessageAssembly AssemblyOf(StreamKind stream) => _assemblies[stream - StreamKind.Control];
}
