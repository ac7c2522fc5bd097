using TpWallet.Messages;

namespace TpWallet.Server.Tests.Crash;

/// <summary>One sending of a request; the same request may be sent often.</summary>
/// <param name="Request">The request.</param>
/// <param name="IsConflict">With another body than the first time.</param>
/// <param name="IsTwin">Twice at the same time.</param>
internal readonly record struct Sending(TrackedRequest Request, bool IsConflict = false, bool IsTwin = false)
{
    public Command Command => IsConflict ? Request.Command with { SystemTraceAuditNumber = 1 } : Request.Command;

    /// <summary>Whether an answer means that nothing was done, and that the same may be sent again.</summary>
    public static bool IsRefusal(ResultCode result) => result is ResultCode.ShuttingDown or ResultCode.DiskFull or ResultCode.DuplicatesFull
        or ResultCode.HistoryBehind or ResultCode.HistoryUnavailable;

    /// <summary>Takes the answer to this sending.</summary>
    public void Take(in Reply answer, Findings findings)
    {
        if (IsRefusal(answer.Result))
        {
            if (answer is { Sequence: not 0, Result: ResultCode.ShuttingDown or ResultCode.DiskFull })
            {
                findings.Add($"{Request} was refused at the edge and has a place in the journal: {TrackedRequest.Describe(answer)}");
            }
        }
        else if (!IsConflict)
        {
            Request.Take(answer, findings);
        }
        else if (answer.Result != ResultCode.RequestIdConflict)
        {
            findings.Add($"{Request} was sent with another body and answered {TrackedRequest.Describe(answer)}");
        }
    }

    /// <summary>No answer came although it left.</summary>
    public void Lose() => Request.MayBeApplied |= !IsConflict;
}
