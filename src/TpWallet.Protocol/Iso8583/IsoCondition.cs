namespace TpWallet.Protocol.Iso8583;

/// <summary>Something that a message may say: a data element, or a tag within it, is there or has one of some values.</summary>
public sealed class IsoCondition
{
    private const int ValueMax = 32;

    /// <summary>The data element.</summary>
    public required int Field { get; init; }

    /// <summary>The tag within it, ASCII; empty: the data element itself.</summary>
    public required ReadOnlyMemory<byte> Tag { get; init; }

    /// <summary>The values that count, ASCII; none: any.</summary>
    public required IReadOnlyList<ReadOnlyMemory<byte>> Values { get; init; }

    /// <summary>Whether a message says so. Hot path: allocates nothing.</summary>
    public bool Holds(in IsoMessage message)
    {
        if (!message.Has(Field))
        {
            return false;
        }

        Span<byte> text = stackalloc byte[ValueMax];
        var length = Tag.IsEmpty ? message.ReadText(Field, text)
            : TaggedReader.Find(message.Raw(Field), message.Profile.Field(Field)!.Encoding, Tag.Span, text);
        return length >= 0 && (Values.Count == 0 || IsAny(text[..length]));
    }

    private bool IsAny(ReadOnlySpan<byte> text)
    {
        for (var index = 0; index < Values.Count; index++)
        {
            if (text.SequenceEqual(Values[index].Span))
            {
                return true;
            }
        }

        return false;
    }
}
