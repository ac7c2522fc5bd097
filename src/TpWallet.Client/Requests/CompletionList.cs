namespace TpWallet.Client.Requests;

/// <summary>Requests whose outcome was decided under the table's lock and is told after it, in the same order.</summary>
internal ref struct CompletionList
{
    private PendingRequest? _first;
    private PendingRequest? _last;

    public void Add(PendingRequest request, in Outcome outcome)
    {
        request.State = RequestState.Done;
        request.Outcome = outcome;
        request.Previous = request.Next = null;
        if (_last is null)
        {
            _first = request;
        }
        else
        {
            _last.Next = request;
        }

        _last = request;
    }

    public readonly void Complete()
    {
        // The link is read first: a completed request belongs to its caller and may be in use again at once.
        for (var request = _first; request is not null;)
        {
            var next = request.Next;
            request.Next = null;
            request.Complete();
            request = next;
        }
    }
}
