using TpWallet.Messages;

namespace TpWallet.Server.Tests.Crash;

/// <summary>One sending of a request; the same request may be sent often.</summary>
/// <param name="Request">The request.</param>
/// <param name="IsConflict">With another body than the first time.</param>
/// <param name="IsTwin">Twice at the same time.</param>
internal readonly record struct Sending(TrackedRequest Request, bool IsConflict = false, bool IsTwin = false)
{
    public Command Command => IsConflict ? Request.Command with { SystemTraceAuditNumber = 1 } : Request.Command;

    /// <summary>Takes the answer to this sending.</summary>
    public void Take(in Reply answer, Findings findings)
    {
        if (answer.Result == ResultCode.ShuttingDown)
        {
            if (answer.Sequence != 0)
            {
                findings.Add($"{Request} was refused by a stopping switch and has a place in the journal: {TrackedRequest.Describe(answer)}");
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
