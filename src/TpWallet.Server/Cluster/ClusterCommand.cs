using TpWallet.Server.Cluster.Proof;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.Cluster;

/// <summary><c>tpwallet cluster</c>: a group of replicas.</summary>
internal static class ClusterCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => new("cluster", "A group of replicas.")
    {
        ClusterRunCommand.Create(),
        ClusterDemoCommand.Create(),
        ClusterKeyCommand.Create(),
        ClusterStatusCommand.CreateStatus(),
        ClusterStatusCommand.CreateWatch(),
        ClusterChangeCommand.CreateTransfer(),
        ClusterChangeCommand.CreateRemove(),
        ClusterChangeCommand.CreateRejoin(),
        ClusterChangeCommand.CreateMinInSync(),
        ClusterChangeCommand.CreateAcceptClock(),
        ClusterForceCommand.Create(),
        ClusterRepairCommand.CreateSeen(),
        ClusterRepairCommand.CreateRepair(),
    };
}
