namespace TpWallet.Server.Configuration;

/// <summary>A file with one line of text that only its owner may read. Its content is in no message.</summary>
internal static class SecretFile
{
    /// <summary>The text, without white space around it.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="what">What it holds, as messages name it, such as "token key".</param>
    /// <exception cref="ConfigurationException">The file can't be read.</exception>
    public static string Read(string path, string what)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"the {what} file {path} can't be read: {exception.Message}", exception);
        }
    }

    /// <summary>Writes a new file, for its owner's eyes alone from the first byte on.</summary>
    /// <param name="path">Where; nothing may be there.</param>
    /// <param name="what">What it holds, as messages name it, such as "token key".</param>
    /// <param name="text">The line.</param>
    /// <exception cref="ConfigurationException">There is such a file, or it can't be written.</exception>
    public static void Create(string path, string what, string text)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var writer = new StreamWriter(path, options);
            writer.WriteLine(text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"the {what} file {path} can't be written: {exception.Message}", exception);
        }
    }
}
