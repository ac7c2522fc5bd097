using FASTER.core;

namespace TpWallet.Persistence.Journal.Faster;

/// <summary>
/// Tells FasterLog the one commit to go on from: the end that our own recovery found. Keeps no commit files, which spares two directory changes
/// a commit, and means that FasterLog never decides where the journal ends.
/// </summary>
internal sealed class KnownCommit(long beginAddress, long untilAddress, long number) : ILogCommitManager
{
    public byte[]? GetCommitMetadata(long commitNum)
    {
        var info = new FasterLogRecoveryInfo { BeginAddress = beginAddress, UntilAddress = untilAddress, CommitNum = number };
        return commitNum == number ? info.ToByteArray() : null;
    }

    public IEnumerable<long> ListCommits() => [number];

    public void Commit(long beginAddress, long untilAddress, byte[] commitMetadata, long commitNum, bool forceWriteMetadata)
    {
        // The commit record in the log is all that is kept.
    }

    public void RemoveCommit(long commitNum)
    {
        // There is nothing to remove.
    }

    public void RemoveAllCommits()
    {
        // There is nothing to remove.
    }

    public void OnRecovery(long commitNum)
    {
        // Older commits need no clearing away: there are none.
    }

    public void Dispose()
    {
        // Holds nothing.
    }
}
