using TpWallet.Messages;

namespace TpWallet.Protocol.Iso8583;

/// <summary>
/// What stands in DE 39 for each outcome. Complete, and no approval stands for a decline or the reverse: a profile that breaks this can't be
/// loaded. A reversal that found nothing to reverse may be told either way.
/// </summary>
public sealed class IsoResponseCodes
{
    /// <summary>The data element of response codes.</summary>
    public const int Field = 39;

    internal const int Classes = 10;

    private readonly byte[][][] _results;
    private readonly byte[][][] _answers;

    /// <param name="results">By message class, then by result code; complete.</param>
    /// <param name="answers">By message class, then by the gateway's own answers; complete.</param>
    /// <param name="approvals">The codes that say yes.</param>
    internal IsoResponseCodes(byte[][][] results, byte[][][] answers, IReadOnlySet<string> approvals)
    {
        _results = results;
        _answers = answers;
        Approvals = approvals;
    }

    /// <summary>The codes that say yes.</summary>
    public IReadOnlySet<string> Approvals { get; }

    /// <summary>The code of an outcome in answers to messages of a class, ASCII.</summary>
    public ReadOnlySpan<byte> Of(int messageClass, ResultCode result)
    {
        var codes = _results[messageClass];
        return codes[(int)result < codes.Length && codes[(int)result] is not null ? (int)result : (int)ResultCode.NotPermitted];
    }

    /// <summary>The code of an answer of the gateway's own, ASCII.</summary>
    public ReadOnlySpan<byte> Of(int messageClass, EdgeAnswer answer) => _answers[messageClass][(int)answer];
}
