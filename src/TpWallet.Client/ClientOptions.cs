using TpWallet.Protocol.Binary;

namespace TpWallet.Client;

/// <summary>What an <see cref="AcquirerClient"/> needs to know beyond where to connect.</summary>
public sealed record ClientOptions : ConnectionOptions
{
    /// <summary>
    /// Where the members of a group listen, in any order; then <see cref="ConnectionOptions.Host"/> and <see cref="ConnectionOptions.Port"/> aren't
    /// used. The client finds the primary among them and sends what has no answer again, under the same request ids, until it is answered or
    /// its deadline passes. Default: none, the switch is alone, and nothing is sent twice.
    /// </summary>
    public IReadOnlyList<SwitchAddress> Members { get; init; } = [];

    /// <summary>
    /// With <see cref="Members"/>: after how long without a byte from a primary that owes answers it is asked for a sign of life, given up,
    /// and another one looked for; half of it for each. Default: 1 s.
    /// </summary>
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// With <see cref="Members"/>: the longest pause between two rounds of asking them all, while any is there to ask; with none the pause goes on
    /// doubling up to <see cref="ReconnectDelayMax"/>. Default: 50 ms.
    /// </summary>
    public TimeSpan ElectionDelayMax { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a request may take from the call to its answer, unless the call says otherwise. Default: 10 s.</summary>
    public TimeSpan RequestDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many requests may wait in this process for the window or for a connection; one more is not sent. Default: 65,536.</summary>
    public int WaitingLimit { get; init; } = 65_536;

    /// <summary>
    /// The pause before the first attempt to reconnect. Each failed attempt doubles it, up to <see cref="ReconnectDelayMax"/>; each pause is
    /// shortened at random by up to a half, so that the clients of a restarted switch don't come back all at once. Default: 50 ms.
    /// </summary>
    public TimeSpan ReconnectDelayMin { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest pause between two attempts to reconnect. Default: 5 s.</summary>
    public TimeSpan ReconnectDelayMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// After how many failed attempts in a row the client stops for good, a session without a single answer among them; 0: it never reconnects.
    /// With <see cref="Members"/> an attempt is a round over all of them.
    /// Default: no limit, as requests are bounded by their deadlines.
    /// </summary>
    public int ReconnectAttemptsMax { get; init; } = int.MaxValue;

    /// <summary>How long disposing waits for the answers to what is in flight. Default: 5 s.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(5);

    internal bool IsGroup => Members.Count > 0;

    internal override void Validate()
    {
        base.Validate();
        ArgumentNullException.ThrowIfNull(Members);
        foreach (var member in Members)
        {
            (this with { Members = [], Host = member.Host, Port = member.Port }).Validate();
        }

        RequirePositive(SilenceTimeout, nameof(SilenceTimeout));
        RequirePositive(ElectionDelayMax, nameof(ElectionDelayMax));
        RequirePositive(RequestDeadline, nameof(RequestDeadline));
        RequirePositive(ReconnectDelayMin, nameof(ReconnectDelayMin));
        RequirePositive(ShutdownTimeout, nameof(ShutdownTimeout));
        ArgumentOutOfRangeException.ThrowIfLessThan(ReconnectDelayMax, ReconnectDelayMin);
        ArgumentOutOfRangeException.ThrowIfLessThan(WaitingLimit, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(ReconnectAttemptsMax);
    }
}
