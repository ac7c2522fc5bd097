namespace TpWallet.Server.Engine.Group;

/// <summary>
/// What a person is told while the view store doesn't answer: each reason once, again after a while, and once when it answers.
/// </summary>
internal sealed class ViewStoreOutage(IProgress<string> lines, TimeProvider time)
{
    private static readonly TimeSpan RepeatAfter = TimeSpan.FromSeconds(30);

    private readonly HashSet<string> _told = [];
    private long _toldAt;

    /// <summary>The store gave no answer.</summary>
    /// <param name="reason">Why.</param>
    public void Failed(string reason)
    {
        if (_told.Count == 0 || time.GetElapsedTime(_toldAt) >= RepeatAfter)
        {
            _told.Clear();
            _toldAt = time.GetTimestamp();
        }

        if (_told.Add(reason)) // several endpoints fail in turn, each in its words
        {
            lines.Report($"the view store doesn't answer: {reason}; trying again");
        }
    }

    /// <summary>The store gave an answer.</summary>
    public void Answered()
    {
        if (_told.Count > 0)
        {
            _told.Clear();
            lines.Report("the view store answers again");
        }
    }
}
