using Microsoft.AspNetCore.Http;
using TpWallet.Messages;

namespace TpWallet.Gateway.Rest;

/// <summary>What can be wrong with a request before the switch itself has a say.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">Its name in the answer.</param>
/// <param name="Class">What the sender may conclude; none: the outcome is unknown.</param>
/// <param name="Title">For a person.</param>
internal sealed record EdgeProblem(int Status, string Code, ResultClass Class, string Title)
{
    public static readonly EdgeProblem BodyInvalid = new(StatusCodes.Status400BadRequest, "bodyInvalid", ResultClass.Malformed, "Body invalid");

    public static readonly EdgeProblem ParameterInvalid =
        new(StatusCodes.Status400BadRequest, "parameterInvalid", ResultClass.Malformed, "Parameter invalid");

    public static readonly EdgeProblem IdempotencyKeyInvalid =
        new(StatusCodes.Status400BadRequest, "idempotencyKeyInvalid", ResultClass.Malformed, "Idempotency-Key missing or invalid");

    public static readonly EdgeProblem RequestInvalid = new(StatusCodes.Status400BadRequest, "requestInvalid", ResultClass.Malformed,
        "Request invalid");

    public static readonly EdgeProblem Unauthorized =
        new(StatusCodes.Status401Unauthorized, "unauthorized", ResultClass.Terminal, "No key, or one that is not accepted");

    public static readonly EdgeProblem NotPermitted =
        new(StatusCodes.Status403Forbidden, "notPermitted", ResultClass.Terminal, "Not permitted to this key");

    public static readonly EdgeProblem NotFound = new(StatusCodes.Status404NotFound, "notFound", ResultClass.Terminal, "There is nothing here");

    public static readonly EdgeProblem MethodNotAllowed =
        new(StatusCodes.Status405MethodNotAllowed, "methodNotAllowed", ResultClass.Malformed, "Method not allowed");

    public static readonly EdgeProblem BodyTooLarge =
        new(StatusCodes.Status413PayloadTooLarge, "bodyTooLarge", ResultClass.Malformed, "Body too large");

    public static readonly EdgeProblem MediaTypeUnsupported =
        new(StatusCodes.Status415UnsupportedMediaType, "mediaTypeUnsupported", ResultClass.Malformed, "The body must be application/json");

    public static readonly EdgeProblem RateLimited =
        new(StatusCodes.Status429TooManyRequests, "rateLimited", ResultClass.Transient, "Too many requests of this key");

    public static readonly EdgeProblem Busy =
        new(StatusCodes.Status503ServiceUnavailable, "busy", ResultClass.Transient, "The switch has no room for more requests now; nothing was done");

    public static readonly EdgeProblem NotServing =
        new(StatusCodes.Status503ServiceUnavailable, "notServing", ResultClass.Transient, "The switch does not take requests yet; nothing was done");

    public static readonly EdgeProblem OutcomeUnknown =
        new(StatusCodes.Status504GatewayTimeout, "outcomeUnknown", ResultClass.None, "No answer in time: repeat with the same Idempotency-Key");

    public static readonly EdgeProblem Fault =
        new(StatusCodes.Status500InternalServerError, "fault", ResultClass.None, "A fault of the switch: repeat with the same Idempotency-Key");
}
