using System.Net.Sockets;
using TpWallet.Client.FailOver;
using TpWallet.Protocol.Binary;

namespace TpWallet.Client;

/// <summary>
/// Finds the primary of a group, again whenever it has changed, and signs on there; a switch alone is found again where it was. For one user at
/// a time. <see cref="AcquirerClient"/> has one; who uses <see cref="AcquirerConnection"/> may want one.
/// </summary>
public sealed class PrimaryFinder
{
    private readonly ClientOptions _options;
    private readonly MemberSearch _search;
    private volatile Exception? _lastFailure;
    private Guid? _ledgerId;

    /// <summary>Makes a finder; nothing is tried yet.</summary>
    /// <exception cref="ArgumentException">An option is wrong.</exception>
    public PrimaryFinder(ClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _search = new MemberSearch(options);
    }

    /// <summary>Where the last session was, or the first is being looked for.</summary>
    public SwitchAddress Member { get; private set; }

    /// <summary>Why the last attempt failed; null when none has. Any thread.</summary>
    public Exception? LastFailure => _lastFailure;

    /// <summary>Finds the first session within <see cref="ConnectionOptions.ConnectTimeout"/>. A switch alone is tried once.</summary>
    /// <exception cref="TimeoutException">No member has taken a session in time; the message tells what each said.</exception>
    /// <inheritdoc cref="AcquirerConnection.ConnectAsync" path="/exception"/>
    public async ValueTask<AcquirerConnection> FindAsync(CancellationToken cancellationToken = default)
    {
        if (!_options.IsGroup)
        {
            return Adopt(_search.Next().Member, await AcquirerConnection.ConnectAsync(_options, cancellationToken).ConfigureAwait(false));
        }

        using var timeout = new CancellationTokenSource(_options.ConnectTimeout, _options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            while (!_search.IsRefused)
            {
                if (await TryNextAsync(either.Token).ConfigureAwait(false) is { } connection)
                {
                    return connection;
                }
            }
        }
        catch (OperationCanceledException canceled) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"No member of the group took a session within {_options.ConnectTimeout.TotalMilliseconds:0} ms. {_search}", canceled);
        }

        throw LastFailure!;
    }

    /// <summary>Finds the next session after one has ended, however long it takes.</summary>
    /// <param name="hadAnswers">Whether the last session brought any; if not, this one is looked for after a pause.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>
    /// The session; null when there is no use in going on, see <see cref="LastFailure"/>: every member refuses for good or has another ledger,
    /// or <see cref="ClientOptions.ReconnectAttemptsMax"/> is reached.
    /// </returns>
    public async ValueTask<AcquirerConnection?> FindAgainAsync(bool hadAnswers, CancellationToken cancellationToken = default)
    {
        _search.Lost(hadAnswers);
        while (!_search.IsExhausted && !_search.IsRefused)
        {
            if (await TryNextAsync(cancellationToken).ConfigureAwait(false) is { } connection)
            {
                return connection;
            }
        }

        return null;
    }

    /// <summary>A session has ended for this reason.</summary>
    internal void Note(Exception failure) => _lastFailure = failure;

    internal static bool IsConnectionFailure(Exception exception) =>
        exception is SocketException or IOException or TimeoutException or ProtocolException or ObjectDisposedException;

    private async ValueTask<AcquirerConnection?> TryNextAsync(CancellationToken cancellationToken)
    {
        var (member, pause, timeout) = _search.Next();
        await Task.Delay(pause, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
        AcquirerConnection connection;
        try
        {
            var options = _options with { Host = member.Host, Port = member.Port, ConnectTimeout = timeout };
            connection = await AcquirerConnection.ConnectAsync(options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (IsConnectionFailure(failure))
        {
            _lastFailure = failure;
            _search.Refused(failure, failure is ProtocolException { IsPermanent: true });
            return null;
        }

        if (_ledgerId is { } expected && connection.Session.LedgerId != expected)
        {
            connection.Dispose();
            var failure = new InvalidOperationException(
                $"The switch at {member} answers from the ledger {connection.Session.LedgerId}; this client's requests are in {expected}.");
            _lastFailure = failure;
            _search.Refused(failure, isPermanent: true);
            return null;
        }

        return Adopt(member, connection);
    }

    /// <summary>
    /// Another ledger is refused from now on: there the request ids of this client are unknown, and sending a command of unknown outcome again
    /// would apply it a second time.
    /// </summary>
    private AcquirerConnection Adopt(SwitchAddress member, AcquirerConnection connection)
    {
        _search.Found();
        _ledgerId ??= connection.Session.LedgerId;
        Member = member;
        return connection;
    }
}
