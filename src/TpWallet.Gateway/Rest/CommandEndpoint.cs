using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using TpWallet.Gateway.Rest.Json;
using TpWallet.Gateway.Rest.Keys;
using TpWallet.Gateway.Sessions;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Gateway.Rest;

/// <summary>Takes the requests of one operation: who asks, under which name, what; then the switch answers.</summary>
internal sealed class CommandEndpoint(RestOperation operation)
{
    public const string IdempotencyKey = "Idempotency-Key";
    public const string IdempotencyReplayed = "Idempotency-Replayed";

    public async Task HandleAsync(HttpContext context, RestGateway gateway)
    {
        var (request, response) = (context.Request, context.Response);
        if (gateway.Admit(context) is not { } key)
        {
            return;
        }

        if (key.Role == ApiKeyRole.ReadOnly || (operation.IsOperatorsAlone && key.Role != ApiKeyRole.Operator))
        {
            Problems.Write(response, EdgeProblem.NotPermitted, "a key of this role may not do this");
            return;
        }

        if (!Guid.TryParseExact(request.Headers[IdempotencyKey], "D", out var id) || id == Guid.Empty)
        {
            Problems.Write(response, EdgeProblem.IdempotencyKeyInvalid, $"the header {IdempotencyKey} must hold a UUID, new for each payment");
            return;
        }

        if (!IsJson(request.ContentType))
        {
            Problems.Write(response, EdgeProblem.MediaTypeUnsupported);
            return;
        }

        var command = new Command
        {
            Kind = operation.Kind,
            Version = Command.CurrentVersion,
            Flags = operation.Flags,
            RequestId = RequestId.FromGuid(id),
        };
        var body = await ReadToEndAsync(request.BodyReader);
        var isRead = TryRead(context, body, key, ref command);
        request.BodyReader.AdvanceTo(body.End);
        if (isRead)
        {
            var reply = await gateway.Session.SendAsync(command);
            Write(response, command.RequestId, reply, gateway.Session.Role.PrimaryAddress);
        }
    }

    /// <summary>The limit of the body's size is Kestrel's.</summary>
    private static async ValueTask<ReadOnlySequence<byte>> ReadToEndAsync(PipeReader body)
    {
        while (true)
        {
            var read = await body.ReadAsync();
            if (read.IsCompleted)
            {
                return read.Buffer;
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>The command that is asked for. False when it can't be one or isn't the key's to give; then it was answered.</summary>
    private bool TryRead(HttpContext context, in ReadOnlySequence<byte> body, ApiKey key, ref Command command)
    {
        if (CommandBody.Read(body, operation, ref command) is { } wrong)
        {
            Problems.Write(context.Response, EdgeProblem.BodyInvalid, wrong, command.RequestId);
            return false;
        }

        foreach (var field in operation.PathFields)
        {
            if (!FieldReader.TryRead(context.Request.RouteValues[field.Name] as string, field, out var value))
            {
                Problems.Write(context.Response, EdgeProblem.ParameterInvalid, FieldReader.Expectation(field), command.RequestId);
                return false;
            }

            field.Set(ref command, value);
        }

        return TryAuthorize(context.Response, key, operation.IsOfTheSwitch, ref command);
    }

    /// <summary>Gives a command its sender's participant and rights. False when it names another's; then it was answered.</summary>
    public static bool TryAuthorize(HttpResponse response, ApiKey key, bool isOfTheSwitch, ref Command command)
    {
        var isOperator = key.Scope == 0;
        if (command.Participant == 0 && !isOfTheSwitch)
        {
            command.Participant = key.Participant;
        }

        var rights = new SessionRights(isOperator ? SessionRole.Operator : SessionRole.Acquirer, key.Participant);
        if (!rights.Permits(command))
        {
            Problems.Write(response, EdgeProblem.NotPermitted, $"this key speaks for participant {key.Participant}", command.RequestId);
            return false;
        }

        command.Flags |= rights.Granted;
        return true;
    }

    private void Write(HttpResponse response, RequestId requestId, in Reply reply, string? primary)
    {
        if ((reply.Flags & ReplyFlags.Replayed) != 0)
        {
            response.Headers[IdempotencyReplayed] = "true";
        }

        if (reply.Result == ResultCode.None)
        {
            Problems.Write(response, reply.Class == ResultClass.Transient ? EdgeProblem.Busy : EdgeProblem.OutcomeUnknown, requestId: requestId);
        }
        else if (reply.Class != ResultClass.Success)
        {
            Problems.Write(response, reply, primary);
        }
        else
        {
            ReplyJson.Write(JsonResponse.Begin(), reply);
            JsonResponse.End(response, HttpMethods.IsPost(operation.Method) ? HttpStatusOf.Code(reply.Result) : StatusCodes.Status200OK);
        }
    }

    private static bool IsJson(string? contentType) =>
        contentType is not null
        && contentType.StartsWith(JsonResponse.Json, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == JsonResponse.Json.Length || contentType[JsonResponse.Json.Length] is ';' or ' ');
}
