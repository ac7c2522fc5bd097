using Microsoft.AspNetCore.Http;
using TpWallet.Gateway.Rest.Json;
using TpWallet.Messages;

namespace TpWallet.Gateway.Rest;

/// <summary>Writes what went wrong as RFC 9457 has it, with the internal code, its class and the request id.</summary>
internal static class Problems
{
    private const string RetryAfterOneSecond = "1";

    /// <summary>A refusal of the switch.</summary>
    /// <param name="response">Where it goes.</param>
    /// <param name="reply">What the switch says.</param>
    /// <param name="primary">Where clients find the primary, told with <see cref="ResultCode.NotPrimary"/>; null: not known.</param>
    public static void Write(HttpResponse response, in Reply reply, string? primary = null)
    {
        var status = HttpStatusOf.Code(reply.Result);
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers.RetryAfter = RetryAfterOneSecond;
        }

        var json = JsonResponse.Begin();
        json.WriteString("type", "about:blank");
        json.WriteString("title", ResultNames.TitleOf(reply.Result));
        json.WriteNumber("status", status);
        ReplyJson.Write(json, reply);
        if (reply.Result == ResultCode.NotPrimary && primary is not null)
        {
            json.WriteString("primary", primary);
        }

        JsonResponse.End(response, status, JsonResponse.Problem);
    }

    /// <summary>A refusal of history, or of a question that needs no sequence.</summary>
    public static void Write(HttpResponse response, RequestId requestId, ResultCode code, string? primary = null) =>
        Write(response, new Reply { RequestId = requestId, Result = code, Class = ResultCodes.Classify(code) }, primary);

    /// <summary>A refusal at the edge.</summary>
    public static void Write(HttpResponse response, EdgeProblem problem, string? detail = null, RequestId requestId = default,
        TimeSpan? retryAfter = null)
    {
        if (problem.Class == ResultClass.Transient)
        {
            response.Headers.RetryAfter = $"{Math.Max(1, (int)Math.Ceiling((retryAfter ?? TimeSpan.Zero).TotalSeconds))}";
        }

        if (problem == EdgeProblem.Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        var json = JsonResponse.Begin();
        json.WriteString("type", "about:blank");
        json.WriteString("title", problem.Title);
        json.WriteNumber("status", problem.Status);
        json.WriteString("code", problem.Code);
        json.WriteString("class", problem.Class == ResultClass.None ? "unknown" : ResultNames.Of(problem.Class).Value);
        if (detail is not null)
        {
            json.WriteString("detail", detail);
        }

        if (!requestId.IsNone)
        {
            json.WriteString("requestId", requestId.ToString());
        }

        JsonResponse.End(response, problem.Status, JsonResponse.Problem);
    }
}
