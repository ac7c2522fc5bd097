using Microsoft.AspNetCore.Http;
using TpWallet.Messages;

namespace TpWallet.Gateway.Rest;

/// <summary>The HTTP status of each outcome: that of its class, but where HTTP has a more telling one. The README has the same table.</summary>
internal static class HttpStatusOf
{
    public static int Code(ResultCode code) => code switch
    {
        ResultCode.NotPermitted => StatusCodes.Status403Forbidden,
        ResultCode.UnknownParticipant or ResultCode.UnknownAccount or ResultCode.UnknownAuthorization or ResultCode.UnknownRequest
            or ResultCode.UnknownQuote or ResultCode.UnknownInstrument => StatusCodes.Status404NotFound,
        ResultCode.OutsideWindow => StatusCodes.Status410Gone,
        _ => Class(ResultCodes.Classify(code)),
    };

    /// <summary>Of success the status of a POST; a PUT and an inquiry get 200.</summary>
    private static int Class(ResultClass resultClass) => resultClass switch
    {
        ResultClass.Success => StatusCodes.Status201Created,
        ResultClass.Malformed => StatusCodes.Status400BadRequest,
        ResultClass.Conflict => StatusCodes.Status409Conflict,
        ResultClass.Declined => StatusCodes.Status402PaymentRequired,
        ResultClass.Transient => StatusCodes.Status503ServiceUnavailable,
        ResultClass.Terminal => StatusCodes.Status422UnprocessableEntity,
        ResultClass.None => StatusCodes.Status500InternalServerError,
    };
}
