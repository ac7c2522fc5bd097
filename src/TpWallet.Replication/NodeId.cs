using System.Globalization;

namespace TpWallet.Replication;

/// <summary>A member of the group, 1 to 65,535; written <c>node-3</c>. The default value names nobody.</summary>
/// <param name="Number">The number; 0: nobody.</param>
public readonly record struct NodeId(ushort Number)
{
    private const string Prefix = "node-";

    /// <summary>True for the default value.</summary>
    public bool IsNone => Number == 0;

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse(string? text, out NodeId node)
    {
        ushort number = 0;
        var read = text is not null && text.StartsWith(Prefix, StringComparison.Ordinal)
            && ushort.TryParse(text.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && number != 0;
        node = new NodeId(read ? number : (ushort)0);
        return read;
    }

    /// <inheritdoc/>
    public override string ToString() => IsNone ? "nobody" : Prefix + Number.ToString(CultureInfo.InvariantCulture);
}
