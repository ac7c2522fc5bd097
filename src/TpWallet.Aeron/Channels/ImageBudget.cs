namespace TpWallet.Aeron.Channels;

/// <summary>How many more images the endpoint may follow. Only the event loop uses it.</summary>
internal sealed class ImageBudget(int limit)
{
    private int _left = limit;

    public bool TryTake()
    {
        if (_left == 0)
        {
            return false;
        }

        _left--;
        return true;
    }

    public void Release(int count) => _left += count;
}
