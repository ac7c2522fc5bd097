using System.Globalization;
using Microsoft.AspNetCore.Http;
using TpWallet.Gateway.History;
using TpWallet.Gateway.Rest.Json;
using TpWallet.Gateway.Rest.Keys;
using TpWallet.Messages;

namespace TpWallet.Gateway.Rest;

/// <summary>Every question that can be asked over REST. Routes and the OpenAPI document come from this table.</summary>
internal static class RestQueries
{
    private const int PageSizeDefault = 50;
    private const int PageSizeMax = 500;

    private static readonly RestField Account =
        RestFields.Account("account", static (ref command, value) => command.Account = value.Number, "The account.",
            RestFields.WalletExample).InPath();

    private static readonly RestField Subject = RestFields.Original("requestId", "The request id asked about.").InPath();

    private static readonly RestField Cursor = RestFields.Number("cursor", static (ref _, _) => { },
        "Where the page begins: nextCursor of the page before.", "1048576", 1, ulong.MaxValue);

    private static readonly RestField Limit = RestFields.Number("limit", static (ref _, _) => { },
        "At most so many.", "50", 1, PageSizeMax);

    private static readonly RestField Reference = RestFields.PaymentDetails[0];

    private static readonly RestField Terminal = RestFields.PaymentDetails[1];

    public static IReadOnlyList<RestQuery> All { get; } =
    [
        new("/accounts/{account}", "An account's posted and available balance.", [Account, RestFields.Participant], "Account", AccountAsync),
        new("/inquiries/{requestId}", "The stored answer to an earlier request.", [Subject, RestFields.Participant], "Answer", InquiryAsync),
        new("/payments", "What was applied, the newest first; or the newest payment with a reference of a terminal.",
            [Cursor, Limit, Reference, Terminal, RestFields.Participant], "PaymentPage", PaymentsAsync),
        new("/payments/{requestId}", "One command with its answer and postings.", [Subject, RestFields.Participant], "Payment", PaymentAsync),
        new("/payments/{requestId}/timeline", "Every message of a payment in order, with its answer, its postings and its position in the journal.",
            [Subject, RestFields.Participant], "Timeline", TimelineAsync),
    ];

    private static async Task AccountAsync(HttpContext context, RestGateway gateway, ApiKey key)
    {
        if (!TryPrepare(context, key, CommandKind.BalanceInquiry, [Account, RestFields.Participant], out var inquiry))
        {
            return;
        }

        var reply = await gateway.Session.SendAsync(inquiry);
        if (!IsAnswered(context.Response, reply, gateway.Session.Role.PrimaryAddress))
        {
            return;
        }

        var etag = $"\"{inquiry.Account:x}-{reply.Amount:x}-{reply.Available:x}\"";
        context.Response.Headers.ETag = etag;
        context.Response.Headers.CacheControl = "private, no-cache";
        if (Matches(context.Request, etag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var json = JsonResponse.Begin();
        json.WriteNumber("account", inquiry.Account);
        json.WriteString("currency", CurrencyCodes.Of(reply.Currency));
        json.WriteNumber("posted", reply.Amount);
        json.WriteNumber("available", reply.Available);
        JsonResponse.End(context.Response, StatusCodes.Status200OK);
    }

    private static async Task InquiryAsync(HttpContext context, RestGateway gateway, ApiKey key)
    {
        if (!TryPrepare(context, key, CommandKind.StatusInquiry, [Subject, RestFields.Participant], out var inquiry))
        {
            return;
        }

        var reply = await gateway.Session.SendAsync(inquiry);

        // A stored answer is an answer, whatever it says.
        if ((reply.Flags & ReplyFlags.Replayed) != 0 || IsAnswered(context.Response, reply, gateway.Session.Role.PrimaryAddress))
        {
            ReplyJson.Write(JsonResponse.Begin(), reply);
            JsonResponse.End(context.Response, StatusCodes.Status200OK);
        }
    }

    private static async Task PaymentAsync(HttpContext context, RestGateway gateway, ApiKey key)
    {
        if (!TryPrepare(context, key, CommandKind.StatusInquiry, [Subject, RestFields.Participant], out var question))
        {
            return;
        }

        var answer = gateway.Payments is null
            ? new PaymentAnswer(PaymentOutcome.Unavailable)
            : await gateway.Payments.FindAsync(question.Participant, question.OriginalRequestId, context.RequestAborted);
        Write(context.Response, question.OriginalRequestId, answer);
    }

    private static async Task TimelineAsync(HttpContext context, RestGateway gateway, ApiKey key)
    {
        if (!TryPrepare(context, key, CommandKind.StatusInquiry, [Subject, RestFields.Participant], out var question))
        {
            return;
        }

        var timeline = await gateway.Timeline.ReadAsync(question.Participant, question.OriginalRequestId, context.RequestAborted);
        if (timeline.Outcome != PaymentOutcome.Found)
        {
            Problems.Write(context.Response, question.OriginalRequestId, CodeOf(timeline.Outcome));
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        TimelineJson.Write(JsonResponse.Begin(), question.OriginalRequestId, timeline);
        JsonResponse.End(context.Response, StatusCodes.Status200OK);
    }

    private static async Task PaymentsAsync(HttpContext context, RestGateway gateway, ApiKey key)
    {
        if (!TryPrepare(context, key, CommandKind.StatusInquiry, [Reference, Terminal, RestFields.Participant], out var question)
            || !TryRead(context, Cursor, out var cursor) || !TryRead(context, Limit, out var limit))
        {
            return;
        }

        if (gateway.Payments is not { } payments)
        {
            Problems.Write(context.Response, default, ResultCode.HistoryUnavailable);
        }
        else if (question.RetrievalReferenceNumber != 0)
        {
            Write(context.Response, default, await payments.FindAsync(
                question.Participant, question.RetrievalReferenceNumber, question.Terminal, context.RequestAborted));
        }
        else
        {
            var before = cursor.Number == 0 ? ulong.MaxValue : cursor.Number;
            var size = limit.Number == 0 ? PageSizeDefault : (int)limit.Number;
            Write(context, await payments.ReadAsync(question.Participant, before, size, context.RequestAborted));
        }
    }

    /// <summary>The question as a command of the one who asks. False when something is wrong with it; then it was answered.</summary>
    private static bool TryPrepare(HttpContext context, ApiKey key, CommandKind kind, ReadOnlySpan<RestField> parameters, out Command command)
    {
        command = new Command { Kind = kind, Version = Command.CurrentVersion, RequestId = RequestId.FromGuid(Guid.CreateVersion7()) };
        foreach (var parameter in parameters)
        {
            if (!TryRead(context, parameter, out var value))
            {
                return false;
            }

            parameter.Set(ref command, value);
        }

        return CommandEndpoint.TryAuthorize(context.Response, key, isOfTheSwitch: false, ref command);
    }

    /// <summary>A parameter that is left out is zero.</summary>
    private static bool TryRead(HttpContext context, RestField parameter, out FieldValue value)
    {
        var text = parameter.IsInPath ? context.Request.RouteValues[parameter.Name] as string : (string?)context.Request.Query[parameter.Name];
        value = default;
        if ((text is null && !parameter.IsRequired) || FieldReader.TryRead(text, parameter, out value))
        {
            return true;
        }

        Problems.Write(context.Response, EdgeProblem.ParameterInvalid, FieldReader.Expectation(parameter));
        return false;
    }

    private static bool IsAnswered(HttpResponse response, in Reply reply, string? primary)
    {
        if (reply.Result == ResultCode.None)
        {
            Problems.Write(response, reply.Class == ResultClass.Transient ? EdgeProblem.Busy : EdgeProblem.OutcomeUnknown);
        }
        else if (reply.Class != ResultClass.Success)
        {
            Problems.Write(response, reply, primary);
        }

        return reply.Class == ResultClass.Success;
    }

    private static bool Matches(HttpRequest request, string etag) =>
        request.Headers.IfNoneMatch.ToString().Split(',', StringSplitOptions.TrimEntries)
            .Any(tag => tag == "*" || tag == etag || (tag.StartsWith("W/", StringComparison.Ordinal) && tag[2..] == etag));

    private static void Write(HttpResponse response, RequestId requestId, in PaymentAnswer answer)
    {
        if (answer.Entry is null)
        {
            Problems.Write(response, requestId, CodeOf(answer.Outcome));
            return;
        }

        response.Headers.CacheControl = "no-store";
        PaymentJson.Write(JsonResponse.Begin(), answer.Entry);
        JsonResponse.End(response, StatusCodes.Status200OK);
    }

    private static void Write(HttpContext context, in PaymentPage page)
    {
        if (page.Outcome != PaymentOutcome.Found)
        {
            Problems.Write(context.Response, default, CodeOf(page.Outcome));
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        var json = JsonResponse.Begin();
        json.WriteStartArray("payments");
        foreach (var entry in page.Entries)
        {
            json.WriteStartObject();
            PaymentJson.Write(json, entry);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (page.Before != 0)
        {
            json.WriteString("nextCursor", page.Before.ToString(CultureInfo.InvariantCulture));
        }

        JsonResponse.End(context.Response, StatusCodes.Status200OK);
    }

    private static ResultCode CodeOf(PaymentOutcome outcome) => outcome switch
    {
        PaymentOutcome.Unknown => ResultCode.UnknownRequest,
        PaymentOutcome.OutsideWindow => ResultCode.OutsideWindow,
        PaymentOutcome.Found or PaymentOutcome.Unavailable => ResultCode.HistoryUnavailable,
    };
}
