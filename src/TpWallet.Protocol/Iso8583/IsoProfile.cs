namespace TpWallet.Protocol.Iso8583;

/// <summary>
/// How one kind of endpoint speaks ISO 8583: framing, encodings, data elements, codes and rules, all of it data. Immutable; read from JSON once,
/// with every mistake told by its place.
/// </summary>
public sealed class IsoProfile
{
    /// <summary>The edition whose numbers for card and merchant data hold: 1987.</summary>
    public const int Edition1987 = 1987;

    /// <summary>The edition of 1993.</summary>
    public const int Edition1993 = 1993;

    private readonly IsoField?[] _fields;

    internal IsoProfile(IEnumerable<IsoField> fields)
    {
        _fields = new IsoField?[IsoMessage.FieldMax + 1];
        foreach (var field in fields)
        {
            _fields[field.Number] = field;
        }
    }

    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>1987 or 1993.</summary>
    public required int Edition { get; init; }

    /// <summary>How messages follow one another.</summary>
    public required IsoFraming Framing { get; init; }

    /// <summary>How the message type stands on the wire.</summary>
    public required WireEncoding MtiEncoding { get; init; }

    /// <summary>How the bitmaps stand on the wire.</summary>
    public required WireEncoding BitmapEncoding { get; init; }

    /// <summary>What the messages mean.</summary>
    public required IsoRules Rules { get; init; }

    /// <summary>What stands in DE 39.</summary>
    public required IsoResponseCodes ResponseCodes { get; init; }

    /// <summary>The first digit of every message type.</summary>
    public int MtiVersion => Edition == Edition1987 ? 0 : 1;

    /// <summary>The data elements, ascending.</summary>
    public IEnumerable<IsoField> Fields => _fields.OfType<IsoField>();

    internal int BitmapBytes => BitmapEncoding == WireEncoding.Binary ? 8 : 16;

    /// <summary>The format of a data element; null when the profile has none.</summary>
    public IsoField? Field(int number) => (uint)number < (uint)_fields.Length ? _fields[number] : null;

    /// <summary>Reads a profile from JSON, in which comments are allowed.</summary>
    /// <exception cref="IsoProfileException">It is no profile; the message names the place.</exception>
    public static IsoProfile Parse(string json) => new IsoProfileReader(json).Read();

    /// <summary>Reads a profile from a file.</summary>
    /// <exception cref="IsoProfileException">It can't be read, or is no profile.</exception>
    public static IsoProfile Load(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or IsoProfileException)
        {
            throw new IsoProfileException($"{path}: {exception.Message}", exception);
        }
    }
}
