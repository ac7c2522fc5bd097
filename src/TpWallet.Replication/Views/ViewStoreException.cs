namespace TpWallet.Replication.Views;

/// <summary>A view store can't be used, doesn't answer, or holds something that isn't a view.</summary>
public sealed class ViewStoreException : Exception
{
    /// <summary>Says what is wrong and with which store.</summary>
    public ViewStoreException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is wrong and with which store, and what caused it.</summary>
    public ViewStoreException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
