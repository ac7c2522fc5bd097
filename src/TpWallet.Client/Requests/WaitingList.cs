namespace TpWallet.Client.Requests;

/// <summary>The requests that have not left, first come, first sent. Linked through the requests themselves: removing one costs nothing.</summary>
internal struct WaitingList
{
    private PendingRequest? _last;

    public PendingRequest? First { get; private set; }

    public int Count { get; private set; }

    public void Append(PendingRequest request)
    {
        request.Previous = _last;
        request.Next = null;
        if (_last is null)
        {
            First = request;
        }
        else
        {
            _last.Next = request;
        }

        _last = request;
        Count++;
    }

    public void Prepend(PendingRequest request)
    {
        request.Previous = null;
        request.Next = First;
        if (First is null)
        {
            _last = request;
        }
        else
        {
            First.Previous = request;
        }

        First = request;
        Count++;
    }

    public void Remove(PendingRequest request)
    {
        if (request.Previous is null)
        {
            First = request.Next;
        }
        else
        {
            request.Previous.Next = request.Next;
        }

        if (request.Next is null)
        {
            _last = request.Previous;
        }
        else
        {
            request.Next.Previous = request.Previous;
        }

        request.Previous = request.Next = null;
        Count--;
    }
}
