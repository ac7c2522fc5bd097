using System.Runtime.InteropServices;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Protocol.Tests;

/// <summary>Whole frames as bytes, for tests.</summary>
internal static class Frames
{
    public static readonly FrameType[] AllTypes = [.. Enum.GetValues<FrameType>().Where(type => type != FrameType.None)];

    /// <summary>A well-formed frame of the type; its fields are filled from the generator where any value is allowed.</summary>
    public static byte[] Build(FrameType type, ulong correlation, Random random)
    {
        var bytes = new byte[FrameTypes.LengthOf(type)];
        var written = type switch
        {
            FrameType.SignOn => new SignOn(SessionRole.Acquirer, 7, 512).TryWrite(bytes, correlation),
            FrameType.SignedOn => new SignedOn
            {
                Version = BinaryProtocol.Version,
                GrantedWindow = 512,
                HeartbeatIntervalMs = BinaryProtocol.HeartbeatIntervalMsDefault,
                IdleTimeoutMs = BinaryProtocol.IdleTimeoutMsDefault,
            }.TryWrite(bytes, correlation),
            FrameType.Error => new ErrorFrame(new(ProtocolErrorCode.WindowExceeded, 512)).TryWrite(bytes, correlation),
            FrameType.Request => RequestFrame.TryWrite(bytes, RandomOf<Command>(random), correlation),
            FrameType.Reply => ReplyFrame.TryWrite(bytes, RandomOf<Reply>(random), correlation),
            _ => FramePrefix.TryWrite(bytes, type, correlation),
        };
        Assert.True(written);
        return bytes;
    }

    public static T RandomOf<T>(Random random) where T : unmanaged
    {
        var value = new T[1];
        random.NextBytes(MemoryMarshal.AsBytes(value.AsSpan()));
        return value[0];
    }
}
