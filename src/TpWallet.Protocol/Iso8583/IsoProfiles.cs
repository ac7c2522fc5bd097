namespace TpWallet.Protocol.Iso8583;

/// <summary>The profiles that ship with the switch, by name; a file of the user's own is one more.</summary>
public static class IsoProfiles
{
    private const string Extension = ".json";

    /// <summary>The names of the profiles that ship.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(IsoProfiles).Assembly.GetManifestResourceNames()
            .Where(static name => name.EndsWith(Extension, StringComparison.Ordinal))
            .Select(static name => name[..^Extension.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The profile of that name, or the one in the file of that name.</summary>
    /// <exception cref="IsoProfileException">There is neither, or it is no profile.</exception>
    public static IsoProfile Get(string nameOrFile)
    {
        ArgumentNullException.ThrowIfNull(nameOrFile);
        if (File.Exists(nameOrFile))
        {
            return IsoProfile.Load(nameOrFile);
        }

        using var shipped = typeof(IsoProfiles).Assembly.GetManifestResourceStream(nameOrFile + Extension)
            ?? throw new IsoProfileException($"'{nameOrFile}' is neither a file nor one of {string.Join(", ", Names)}");
        using var reader = new StreamReader(shipped);
        return IsoProfile.Parse(reader.ReadToEnd());
    }
}
