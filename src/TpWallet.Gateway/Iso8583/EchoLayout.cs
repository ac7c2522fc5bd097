using System.Buffers.Binary;
using TpWallet.Protocol.Iso8583;

namespace TpWallet.Gateway.Iso8583;

/// <summary>
/// What is kept of a request until it is answered: the header before it, and the data elements that its answer repeats, as they stood on the wire.
/// Hot path: allocates nothing.
/// </summary>
internal sealed class EchoLayout
{
    private const int OwnFieldsMax = 512;

    private readonly int[] _fields;

    public EchoLayout(IsoProfile profile)
    {
        Profile = profile;
        _fields = [.. profile.Rules.Echo];
        var values = _fields.Sum(number => profile.Field(number)!.PackedBytesMax);
        Bytes = HeaderBytes + (_fields.Length * sizeof(ushort)) + values;
        AnswerBytesMax = profile.Framing.PrefixBytes + profile.Framing.Trailer.Length + values + OwnFieldsMax;
    }

    public IsoProfile Profile { get; }

    /// <summary>Bytes that one request takes, at most.</summary>
    public int Bytes { get; }

    /// <summary>Bytes of an answer's frame, at most.</summary>
    public int AnswerBytesMax { get; }

    private int HeaderBytes => Profile.Framing.Header.Length;

    /// <summary>Keeps what an answer needs.</summary>
    /// <param name="message">The request.</param>
    /// <param name="frame">Its frame.</param>
    /// <param name="destination">At least <see cref="Bytes"/> bytes.</param>
    public void Store(in IsoMessage message, ReadOnlySpan<byte> frame, Span<byte> destination)
    {
        frame.Slice(Profile.Framing.LengthBytes, HeaderBytes).CopyTo(destination);
        destination = destination[HeaderBytes..];
        foreach (var field in _fields)
        {
            var packed = message.Packed(field);
            BinaryPrimitives.WriteUInt16LittleEndian(destination, (ushort)packed.Length);
            packed.CopyTo(destination[sizeof(ushort)..]);
            destination = destination[(sizeof(ushort) + packed.Length)..];
        }
    }

    /// <summary>Writes an answer: what was kept, and the answer's own data elements among it.</summary>
    /// <param name="kept">What <see cref="Store"/> kept.</param>
    /// <param name="type">The answer's type.</param>
    /// <param name="own">The answer's own data elements; one that was kept too is the answer's.</param>
    /// <param name="frame">At least <see cref="AnswerBytesMax"/> bytes.</param>
    /// <returns>Bytes of the frame; 0 when it can't be written.</returns>
    public int Write(ReadOnlySpan<byte> kept, Mti type, scoped in AnswerFields own, Span<byte> frame)
    {
        var header = kept[..HeaderBytes];
        kept = kept[HeaderBytes..];
        var framing = Profile.Framing;
        var writer = new IsoWriter(Profile, frame[framing.PrefixBytes..], type);
        Span<byte> numbers = stackalloc byte[AnswerFields.CountMax];
        numbers = numbers[..own.List(Profile, numbers)];
        foreach (var field in _fields)
        {
            while (!numbers.IsEmpty && numbers[0] < field)
            {
                own.Write(numbers[0], ref writer);
                numbers = numbers[1..];
            }

            var packed = kept.Slice(sizeof(ushort), BinaryPrimitives.ReadUInt16LittleEndian(kept));
            kept = kept[(sizeof(ushort) + packed.Length)..];
            if (!packed.IsEmpty && (numbers.IsEmpty || numbers[0] != field))
            {
                writer.WritePacked(field, packed);
            }
        }

        foreach (var number in numbers)
        {
            own.Write(number, ref writer);
        }

        return writer.TryComplete(out var length) && framing.TryWrap(frame, length, header, out var frameBytes) ? frameBytes : 0;
    }
}
