using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TpWallet.Gateway.History;
using TpWallet.Gateway.Rest.Keys;
using TpWallet.Gateway.Timeline;
using TpWallet.Messages;

namespace TpWallet.Gateway.Rest;

/// <summary>REST while the switch is up: the session behind it, who may ask and how often.</summary>
internal sealed class RestGateway : IDisposable
{
    private readonly ApiKeyRing _keys;
    private readonly ApiKeyRates _rates;

    public RestGateway(RestServices services, RestListenerOptions options, ILogger logger)
    {
        Session = RestSession.Open(services.Ring, services.Sessions, options.MaxWindow, options.AnswerTimeout);
        Payments = services.Payments;
        Timeline = new PaymentTimeline(services.Messages, services.Payments, services.IsoMessages);
        _keys = new ApiKeyRing(services.Keys, services.Sessions.Time, logger);
        _rates = new ApiKeyRates(options.RequestsPerSecond);
    }

    public RestSession Session { get; }

    public IPaymentHistory? Payments { get; }

    public PaymentTimeline Timeline { get; }

    /// <summary>The key of a request that may go on; null when it was answered.</summary>
    public ApiKey? Admit(HttpContext context)
    {
        if (!_keys.TryAuthenticate(context.Request.Headers.Authorization, out var key))
        {
            Problems.Write(context.Response, EdgeProblem.Unauthorized);
            return null;
        }

        if (!_rates.TryTake(key, out var retryAfter))
        {
            Problems.Write(context.Response, EdgeProblem.RateLimited, retryAfter: retryAfter);
            return null;
        }

        // Questions, too: what a member that isn't primary hasn't applied yet, it would call unknown.
        if (!Session.Role.IsLeading)
        {
            Session.CountRefused(ResultCode.NotPrimary);
            Problems.Write(context.Response, default, ResultCode.NotPrimary, Session.Role.PrimaryAddress);
            return null;
        }

        return key;
    }

    public void Dispose()
    {
        Session.Close();
        _rates.Dispose();
    }
}
