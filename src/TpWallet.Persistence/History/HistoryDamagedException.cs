namespace TpWallet.Persistence.History;

/// <summary>Something that history held is missing or altered, so no look-up is answered: "not found" could be wrong.</summary>
public sealed class HistoryDamagedException : HistoryException
{
    internal const string Advice = "Look-ups are refused until history is rebuilt from the event log.";

    /// <summary>Names the file, the position in it, and what is wrong.</summary>
    public HistoryDamagedException(string file, long position, string finding, Exception? innerException = null)
        : base($"History is damaged: {file}, byte {position}: {finding}. {Advice}", innerException)
    {
        File = file;
        Position = position;
        Finding = finding;
    }

    /// <summary>Name of the file within the folder of history or of the event log.</summary>
    public string File { get; }

    /// <summary>Position in the file, bytes.</summary>
    public long Position { get; }

    /// <summary>What is missing or altered.</summary>
    public string Finding { get; }
}
