namespace TpWallet.Server.Engine.Group;

/// <summary>
/// What a person is told while the view store doesn't answer: once why, again when the reason changes or after a while, and once when it answers.
/// </summary>
internal sealed class ViewStoreOutage(IProgress<string> lines, TimeProvider time)
{
    private static readonly TimeSpan RepeatAfter = TimeSpan.FromSeconds(30);

    private string? _reason;
    private long _toldAt;

    /// <summary>The store gave no answer.</summary>
    /// <param name="reason">Why.</param>
    public void Failed(string reason)
    {
        if (reason == _reason && time.GetElapsedTime(_toldAt) < RepeatAfter)
        {
            return;
        }

        (_reason, _toldAt) = (reason, time.GetTimestamp());
        lines.Report($"the view store doesn't answer: {reason}; trying again");
    }

    /// <summary>The store gave an answer.</summary>
    public void Answered()
    {
        if (_reason is not null)
        {
            _reason = null;
            lines.Report("the view store answers again");
        }
    }
}
