using TpWallet.Protocol.Binary;

namespace TpWallet.Client.FailOver;

/// <summary>
/// Which member of a group to ask next for a session, and when: a policy without sockets. Members are asked in rounds, one after the other,
/// and next to the one that a refusal names. A switch alone is a group of one that is given time to come back.
/// </summary>
/// <remarks>
/// The rate is bounded: a round asks each member once, and each address besides that refusals name once, at most as many as there are members.
/// Rounds that fail, and sessions that end without an answer, make the next pause longer. Only a session that brought answers is followed by
/// a round at once.
/// </remarks>
internal sealed class MemberSearch
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);

    /// <summary>A member that can be reached answers a sign-on within a round trip; one that is stopped never does.</summary>
    private static readonly TimeSpan FirstTimeout = TimeSpan.FromMilliseconds(250);

    /// <summary>For how long a member that didn't answer in time is left alone, though others may name it.</summary>
    private static readonly TimeSpan Quarantine = TimeSpan.FromSeconds(1);

    private readonly ClientOptions _options;
    private readonly SwitchAddress[] _members;
    private readonly Dictionary<SwitchAddress, Refusal> _refusals = [];
    private readonly Dictionary<SwitchAddress, long> _quarantined = [];
    private readonly HashSet<SwitchAddress> _permanent = [];
    private readonly HashSet<SwitchAddress> _asked = [];
    private readonly LinkedList<SwitchAddress> _round = [];
    private SwitchAddress _current;
    private int _first;
    private int _failures;
    private int _slowRounds;
    private bool _isSlow;
    private bool _isAnyoneThere;

    public MemberSearch(ClientOptions options)
    {
        _options = options;
        _members = options.IsGroup ? [.. options.Members.Distinct()] : [new SwitchAddress(options.Host, options.Port)];
    }

    /// <summary>Whether every member refuses for good.</summary>
    public bool IsRefused => _members.All(_permanent.Contains);

    /// <summary>Whether too much has failed in a row, rounds and sessions.</summary>
    public bool IsExhausted => _failures >= _options.ReconnectAttemptsMax;

    /// <summary>Longer after each round in which somebody was slow, so that a loaded machine isn't asked in vain for ever.</summary>
    private TimeSpan AttemptTimeout => Shorter(FirstTimeout * (1 << Math.Min(_slowRounds, 10)), _options.ConnectTimeout);

    /// <summary>Whom to ask next.</summary>
    public MemberAttempt Next()
    {
        var pause = TimeSpan.Zero;
        if (_round.Count == 0)
        {
            pause = PauseBeforeRound();
            BeginRound();
        }

        _current = _round.First!.Value;
        _round.RemoveFirst();
        _asked.Add(_current);
        return new MemberAttempt(_current, pause, _options.IsGroup ? AttemptTimeout : _options.ConnectTimeout);
    }

    /// <summary>The member has taken the session.</summary>
    public void Found()
    {
        _first = Array.IndexOf(_members, _current) + 1; // when it fails, it is asked last
        _slowRounds = 0;
        _round.Clear();
        _refusals.Clear();
        _permanent.Clear();
        _quarantined.Clear();
    }

    /// <summary>The session has ended.</summary>
    /// <param name="hadAnswers">Whether it brought any.</param>
    public void Lost(bool hadAnswers)
    {
        _failures = hadAnswers ? 0 : _failures + 1;
        _isAnyoneThere = true;
    }

    /// <summary>The member has taken no session.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="isPermanent">Whether it can only say the same again.</param>
    public void Refused(Exception failure, bool isPermanent)
    {
        // Silence doesn't take back what the member has said; whatever else happened does.
        var before = failure is TimeoutException && _refusals.TryGetValue(_current, out var last) ? last.Said : null;
        _refusals[_current] = new Refusal(failure, failure as ProtocolException ?? before);
        if (isPermanent)
        {
            _permanent.Add(_current);
        }

        if (failure is TimeoutException)
        {
            _isSlow = true;
            _quarantined[_current] = _options.TimeProvider.GetTimestamp();
        }
        else if (failure is ProtocolException refusal)
        {
            _isAnyoneThere |= refusal.FromSwitch;
            FollowRedirect(refusal);
        }

        if (_round.Count == 0)
        {
            _failures++;
            _slowRounds += _isSlow ? 1 : 0;
        }
    }

    /// <summary>What each member said last, in words, and whether it has been silent since.</summary>
    public override string ToString() => string.Join("; ", _refusals.Select(static refusal => $"{refusal.Key}: {refusal.Value}"));

    private void BeginRound()
    {
        _asked.Clear();
        (_isSlow, _isAnyoneThere) = (false, false);
        for (var index = 0; index < _members.Length; index++)
        {
            var member = _members[(_first + index) % _members.Length];
            if (!IsQuarantined(member))
            {
                _round.AddLast(member);
            }
        }

        foreach (var member in _round.Count == 0 ? _members : [])
        {
            _round.AddLast(member);
        }
    }

    private void FollowRedirect(ProtocolException refusal)
    {
        if (_options.IsGroup && refusal.Primary is { } primary && !_asked.Contains(primary) && !IsQuarantined(primary)
            && _asked.Count < 2 * _members.Length)
        {
            _round.Remove(primary);
            _round.AddFirst(primary);
        }
    }

    private bool IsQuarantined(SwitchAddress member) =>
        _quarantined.TryGetValue(member, out var since) && _options.TimeProvider.GetElapsedTime(since) < Quarantine;

    /// <summary>
    /// None behind a session that was of use. Then longer each time: to a modest limit while somebody is there, because an election is
    /// short. Shortened at random, so that the clients of a group don't come all at once.
    /// </summary>
    private TimeSpan PauseBeforeRound()
    {
        if (_options.IsGroup && _failures == 0)
        {
            return TimeSpan.Zero;
        }

        var doublings = _options.IsGroup ? _failures - 1 : _failures;
        var first = _options.IsGroup ? FirstPause : _options.ReconnectDelayMin;
        var isElection = _options.IsGroup && _isAnyoneThere;
        var longest = isElection ? Shorter(_options.ElectionDelayMax, _options.ReconnectDelayMax) : _options.ReconnectDelayMax;
        var pause = Math.Min(first.Ticks * Math.Pow(2, doublings), longest.Ticks);
        return TimeSpan.FromTicks((long)(pause * (1 - Random.Shared.NextDouble() / 2)));
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    /// <param name="Last">Why the last attempt failed.</param>
    /// <param name="Said">What the member said then, or before it fell silent; null: nothing.</param>
    private readonly record struct Refusal(Exception Last, ProtocolException? Said)
    {
        public override string ToString() =>
            Said is null || Said == Last ? Last.Message : $"{Last.Message} Before, it said: {Said.Message}";
    }
}
