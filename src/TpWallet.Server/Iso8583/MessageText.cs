using System.Text;
using TpWallet.Protocol.Iso8583;

namespace TpWallet.Server.Iso8583;

/// <summary>A message as people write it: its type and its data elements as text, binary ones as hexadecimal digits.</summary>
internal sealed class MessageText(Mti type, IEnumerable<KeyValuePair<int, string>> fields)
{
    private const int TextMax = IsoMessage.BytesMax;

    /// <summary>The message type.</summary>
    public Mti Type { get; } = type;

    /// <summary>The data elements, ascending.</summary>
    public SortedDictionary<int, string> Fields { get; } = new(fields.ToDictionary());

    /// <summary>The frame of the message.</summary>
    /// <exception cref="FormatException">The profile can't write it; the message says where.</exception>
    public byte[] ToFrame(IsoProfile profile)
    {
        var framing = profile.Framing;
        var frame = new byte[framing.PrefixBytes + framing.MessageBytesMax + framing.Trailer.Length];
        var writer = new IsoWriter(profile, frame.AsSpan(framing.PrefixBytes, framing.MessageBytesMax), Type);
        foreach (var (number, text) in Fields)
        {
            writer.WriteText(number, Encoding.ASCII.GetBytes(text));
        }

        return writer.TryComplete(out var length) && framing.TryWrap(frame, length, default, out var frameBytes) ? frame[..frameBytes]
            : throw new FormatException(writer.Fault.ToString());
    }

    /// <summary>Reads the message of a whole frame.</summary>
    public static MessageText ReadFrame(IsoProfile profile, ReadOnlySpan<byte> frame, out IsoFault fault)
    {
        profile.Framing.TryUnwrap(frame, out var bytes);
        return Read(profile, bytes, out fault);
    }

    /// <summary>Reads a message without its framing.</summary>
    public static MessageText Read(IsoProfile profile, ReadOnlySpan<byte> bytes, out IsoFault fault)
    {
        IsoDecoder.TryRead(profile, bytes, out var message, out fault);
        var fields = new Dictionary<int, string>();
        var buffer = new byte[TextMax];
        foreach (var number in message.Fields)
        {
            fields[number] = Encoding.ASCII.GetString(buffer, 0, message.ReadText(number, buffer));
        }

        return new MessageText(message.Mti, fields);
    }
}
