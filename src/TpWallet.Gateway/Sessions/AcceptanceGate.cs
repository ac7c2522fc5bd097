using TpWallet.Messages;

namespace TpWallet.Gateway.Sessions;

/// <summary>
/// Whether requests may enter the switch now. While closed every session answers new requests from the edge with the reason; what has entered
/// is not touched. Any thread.
/// </summary>
public sealed class AcceptanceGate
{
    private volatile ResultCode _refusal;

    /// <summary>Why nothing may enter; <see cref="ResultCode.None"/> when requests may.</summary>
    public ResultCode Refusal => _refusal;

    /// <summary>Refuses what comes from now on.</summary>
    /// <param name="reason">The answer; of class <see cref="ResultClass.Transient"/>, since nothing is done and the request may come again.</param>
    /// <exception cref="ArgumentOutOfRangeException">The code is of another class.</exception>
    public void Close(ResultCode reason)
    {
        if (ResultCodes.Classify(reason) != ResultClass.Transient)
        {
            throw new ArgumentOutOfRangeException(nameof(reason), reason, "Only a transient refusal leaves the request free to come again.");
        }

        _refusal = reason;
    }

    /// <summary>Takes requests again.</summary>
    public void Open() => _refusal = ResultCode.None;
}
