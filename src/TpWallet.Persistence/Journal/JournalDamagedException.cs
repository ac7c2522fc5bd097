namespace TpWallet.Persistence.Journal;

/// <summary>Acknowledged data is missing or altered, or could be: the journal refuses to open, and nothing in it was altered.</summary>
public sealed class JournalDamagedException : JournalException
{
    /// <summary>Names the file, the position in it, what is wrong and what to do.</summary>
    public JournalDamagedException(string file, long position, string finding, string advice)
        : base($"The journal is damaged: {file}, byte {position}: {finding}. {advice}")
    {
        File = file;
        Position = position;
        Finding = finding;
        Advice = advice;
    }

    /// <summary>Name of the file within the journal's folder.</summary>
    public string File { get; }

    /// <summary>Position in the file, bytes.</summary>
    public long Position { get; }

    /// <summary>What is missing or altered.</summary>
    public string Finding { get; }

    /// <summary>What to do about it.</summary>
    public string Advice { get; }
}
