using TpWallet.Protocol.Iso8583;

namespace TpWallet.Server.Bench.Iso8583;

/// <summary>
/// Finds trace number and response code in answers. Answers with the same bitmap and length have them in the same places, so most are not taken
/// apart. Hot path.
/// </summary>
internal sealed class AnswerReader(IsoProfile profile)
{
    private const int HeadBytes = 22;
    private const int TraceNumber = 11;

    private readonly byte[] _head = new byte[HeadBytes];
    private int _trace;
    private int _code;

    /// <summary>Reads an answer.</summary>
    /// <param name="frame">A whole frame of more than a bitmap.</param>
    /// <param name="trace">Its DE 11.</param>
    /// <param name="code">Its DE 39, two ASCII characters.</param>
    /// <returns>False when it has not both.</returns>
    public bool TryRead(ReadOnlySpan<byte> frame, out int trace, out int code)
    {
        trace = code = 0;
        if (frame.Length < HeadBytes || (!frame[..HeadBytes].SequenceEqual(_head) && !TryLearn(frame)))
        {
            return false;
        }

        foreach (var digit in frame.Slice(_trace, 6))
        {
            trace = (trace * 10) + digit - '0';
        }

        code = (frame[_code] << 8) | frame[_code + 1];
        return true;
    }

    private bool TryLearn(ReadOnlySpan<byte> frame)
    {
        profile.Framing.TryUnwrap(frame, out var bytes);
        var isRight = IsoDecoder.TryRead(profile, bytes, out var message, out _) && frame.Overlaps(message.Raw(TraceNumber), out _trace)
            && frame.Overlaps(message.Raw(IsoResponseCodes.Field), out _code);
        if (isRight)
        {
            frame[..HeadBytes].CopyTo(_head);
        }

        return isRight;
    }
}
