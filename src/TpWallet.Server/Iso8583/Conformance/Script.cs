namespace TpWallet.Server.Iso8583.Conformance;

/// <summary>A file of cases.</summary>
/// <param name="File">Its name.</param>
/// <param name="Profiles">The profiles that it is written for.</param>
/// <param name="Cases">The cases, in their order.</param>
internal sealed record Script(string File, IReadOnlyList<string> Profiles, IReadOnlyList<ScriptCase> Cases)
{
    /// <summary>The extension of script files.</summary>
    public const string Extension = ".iso";

    /// <summary>Reads a script, or all scripts of a folder in the order of their names.</summary>
    /// <exception cref="ScriptException">There is none, or one has a mistake.</exception>
    public static IReadOnlyList<Script> Load(string path)
    {
        try
        {
            var files = Directory.Exists(path) ? [.. Directory.GetFiles(path, $"*{Extension}").Order(StringComparer.Ordinal)] : new[] { path };
            return files.Length == 0 ? throw new ScriptException($"{path} holds no file *{Extension}")
                : [.. files.Select(static file => new ScriptParser(Path.GetFileName(file)).Parse(System.IO.File.ReadAllLines(file)))];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ScriptException($"{path} can't be read: {exception.Message}", exception);
        }
    }
}
