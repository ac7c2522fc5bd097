using TpWallet.Messages;

namespace TpWallet.Gateway.Iso8583;

/// <summary>The search for the original of the message at the head of a session's input, by its reference.</summary>
internal sealed class ReferenceSearch(IReferenceLookup lookup)
{
    private Command _command;
    private bool _isWanted;

    /// <summary>What was found; null when there was no search.</summary>
    public ReferenceAnswer? Found { get; private set; }

    public void Begin(in Command command)
    {
        _command = command;
        _isWanted = true;
    }

    /// <summary>Searches, if that was asked for.</summary>
    public async ValueTask RunAsync()
    {
        if (_isWanted)
        {
            _isWanted = false;
            Found = await lookup.FindAsync(_command.Participant, _command.RetrievalReferenceNumber, _command.Terminal);
        }
    }

    public void Reset()
    {
        Found = null;
        _isWanted = false;
    }
}
