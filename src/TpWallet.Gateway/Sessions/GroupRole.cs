namespace TpWallet.Gateway.Sessions;

/// <summary>
/// Whether this switch takes payments, or another member of its group does. A switch without a group always leads; a member begins with <see
/// cref="Follow"/>, before its listeners start. Any thread.
/// </summary>
public sealed class GroupRole
{
    private volatile Standing _standing = new(IsLeading: true, PrimaryAddress: null);

    /// <summary>Whether requests may enter here.</summary>
    public bool IsLeading => _standing.IsLeading;

    /// <summary>Where clients find the primary, "host:port"; null while none is known, or this is it.</summary>
    public string? PrimaryAddress => _standing.PrimaryAddress;

    /// <summary>Takes sessions and requests from now on.</summary>
    public void Lead() => _standing = new Standing(IsLeading: true, PrimaryAddress: null);

    /// <summary>
    /// Refuses sessions and requests from now on, and names the primary. Who led before cuts its clients off next: <see
    /// cref="SessionRegistry.CutAll"/>.
    /// </summary>
    /// <param name="primaryAddress">Where clients find the primary, "host:port"; null: none is known.</param>
    public void Follow(string? primaryAddress) => _standing = new Standing(IsLeading: false, primaryAddress);

    /// <summary>Replaced as a whole, so that nobody sees one half of it.</summary>
    private sealed record Standing(bool IsLeading, string? PrimaryAddress);
}
