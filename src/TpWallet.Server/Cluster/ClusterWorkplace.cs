namespace TpWallet.Server.Cluster;

/// <summary>Where a group on this host lives: a folder that stays, or a temporary one that goes with this.</summary>
internal sealed class ClusterWorkplace(ClusterPlan plan, bool isTemporary) : IDisposable
{
    /// <summary>The group.</summary>
    public ClusterPlan Plan { get; } = plan;

    public void Dispose()
    {
        if (isTemporary)
        {
            Directory.Delete(Plan.Folder, recursive: true);
        }
    }
}
