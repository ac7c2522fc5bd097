using TpWallet.Protocol.Binary;

namespace TpWallet.Client;

/// <summary>The bytes of the sign-on and of its answer, without the socket.</summary>
internal static class SignOnHandshake
{
    /// <summary>The sign-on frame at the beginning of a buffer that has room for any answer.</summary>
    public static (byte[] Buffer, int Length) Begin(ConnectionOptions options)
    {
        var buffer = new byte[FramePrefix.Size + SignOn.Size];
        new SignOn(options.Role, options.Participant, options.Window).TryWrite(buffer, correlation: 0);
        return (buffer, buffer.Length);
    }

    /// <summary>Reads the answer. False when it has not arrived whole.</summary>
    /// <exception cref="ProtocolException">The switch refused the session, or sent something that can't answer this sign-on.</exception>
    public static bool TryFinish(ReadOnlySpan<byte> received, out SignedOn session)
    {
        session = default;
        switch (FrameDecoder.Decode(received, out var frame))
        {
            case FrameStatus.Incomplete:
                return false;
            case FrameStatus.Malformed:
                throw ProtocolException.Found(frame.Fault);
            default:
                break;
        }

        switch (frame.Type)
        {
            case FrameType.SignedOn:
                return SignedOn.TryRead(frame.Body, out session);
            case FrameType.Error:
                ErrorFrame.TryRead(frame.Body, out var error);
                throw ProtocolException.Received(error);
            default:
                throw ProtocolException.Unexpected(frame.Type);
        }
    }

    /// <summary>Turns the end of the stream into an exception.</summary>
    public static int RequireSome(int count) =>
        count > 0 ? count : throw new EndOfStreamException("The switch closed the connection before it answered the sign-on.");

    public static TimeoutException TimedOut(ConnectionOptions options) =>
        new($"No session with {options.Host}:{options.Port} within {options.ConnectTimeout.TotalMilliseconds:0} ms.");
}
