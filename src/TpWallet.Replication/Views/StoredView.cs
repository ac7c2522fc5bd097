namespace TpWallet.Replication.Views;

/// <summary>A view with the store's own revision of it.</summary>
/// <param name="Revision">The store's number of this change; grows with each one.</param>
/// <param name="View">The view.</param>
public sealed record StoredView(long Revision, View View);
