namespace TpWallet.Server.Engine.Storage;

/// <summary>What was opened so far; disposed of in reverse order when opening the rest fails.</summary>
internal sealed class DisposeStack : IDisposable
{
    private readonly Stack<IDisposable> _opened = new();

    /// <summary>Adds what was opened.</summary>
    public T Push<T>(T opened) where T : IDisposable
    {
        _opened.Push(opened);
        return opened;
    }

    /// <summary>All is open: nothing will be disposed of here.</summary>
    public void Keep() => _opened.Clear();

    public void Dispose()
    {
        while (_opened.TryPop(out var opened))
        {
            opened.Dispose();
        }
    }
}
