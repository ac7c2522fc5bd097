namespace TpWallet.Protocol.Iso8583;

/// <summary>A data element, or an element within it, as people may see it.</summary>
/// <param name="Number">The data element.</param>
/// <param name="Tag">The tag within it; empty: the data element itself.</param>
/// <param name="Name">What it is called; empty for a tag.</param>
/// <param name="Value">Its value, or what may be shown of it.</param>
public sealed record MaskedField(int Number, string Tag, string Name, string Value);
