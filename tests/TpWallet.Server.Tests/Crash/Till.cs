using TpWallet.Client;
using TpWallet.Messages;

namespace TpWallet.Server.Tests.Crash;

/// <summary>
/// Makes up the requests of one till: payments, holds, captures and voids that may come too late or ask too much, repeats, and used ids with
/// another body. One owner at a time.
/// </summary>
internal sealed class Till(uint participant, uint number, int seed)
{
    private const int AmountMax = 5_000;
    private const int AuthorizationsInView = 20;

    private readonly Random _random = new(seed);
    private readonly List<TrackedRequest> _requests = [];
    private readonly List<TrackedRequest> _authorizations = [];
    private int _taken;

    public uint Participant => participant;

    public Sending Next() => _random.Next(100) switch
    {
        < 35 => new Sending(Pay()),
        < 60 => new Sending(Authorize()),
        < 76 => new Sending(Capture()),
        < 84 => new Sending(Void()),
        < 90 => new Sending(Answered() ?? Pay()),
        < 95 => Answered() is { } used ? new Sending(used, IsConflict: true) : new Sending(Pay()),
        _ => new Sending(Pay(), IsTwin: true),
    };

    /// <summary>A payment that is new and nothing else.</summary>
    public Sending NextPayment() => new(Pay());

    /// <summary>The requests that have been made up since the last call.</summary>
    public IReadOnlyList<TrackedRequest> TakeNew()
    {
        var result = _requests[_taken..];
        _taken = _requests.Count;
        return result;
    }

    private TrackedRequest Pay() => Add(PaymentCommands.Purchase(participant, NextId(), Wallet(), Merchant(), Amount(), Currency.USD));

    private TrackedRequest Authorize()
    {
        var request = Add(PaymentCommands.Authorize(participant, NextId(), Wallet(), Merchant(), Amount(), Currency.USD));
        _authorizations.Add(request);
        return request;
    }

    /// <summary>In full, in part, or more than is held.</summary>
    private TrackedRequest Capture()
    {
        if (Authorization() is not { } authorization)
        {
            return Pay();
        }

        var amount = _random.Next(3) == 0 ? 0 : _random.NextInt64(1, authorization.Command.Amount + 100);
        return Add(PaymentCommands.Capture(participant, NextId(), authorization.Command.RequestId, amount, Currency.USD));
    }

    private TrackedRequest Void() => Authorization() is { } authorization
        ? Add(PaymentCommands.Void(participant, NextId(), authorization.Command.RequestId))
        : Pay();

    /// <summary>One of the last, answered or not, open or ended.</summary>
    private TrackedRequest? Authorization()
    {
        var count = Math.Min(_authorizations.Count, AuthorizationsInView);
        return count == 0 ? null : _authorizations[^(1 + _random.Next(count))];
    }

    private TrackedRequest? Answered()
    {
        var request = _requests.Count == 0 ? null : _requests[_random.Next(_requests.Count)];
        return request is { IsAnswered: true } ? request : null;
    }

    private TrackedRequest Add(in Command command)
    {
        var request = new TrackedRequest(command);
        _requests.Add(request);
        return request;
    }

    private RequestId NextId() => new(number, (ulong)_requests.Count + 1);

    private ulong Wallet() => World.Wallet(_random.Next(World.Wallets));

    private ulong Merchant() => World.Merchant(participant, _random.Next(World.MerchantsOfEach));

    private long Amount() => _random.Next(1, AmountMax + 1);
}
