using System.Text.Json;

namespace TpWallet.Server.Configuration;

/// <summary>
/// Reads a <see cref="SwitchConfiguration"/> from JSON with comments. Strict: what it doesn't know it refuses, with the key's path.
/// </summary>
internal static class SwitchConfigurationFile
{
    /// <summary>Read when no other file is named, if it is there.</summary>
    public const string DefaultPath = "config/switch.json";

    /// <summary>Reads the named file; without a name, <see cref="DefaultPath"/> if it exists and the defaults otherwise.</summary>
    /// <exception cref="ConfigurationException">It can't be read, or isn't a configuration. Ranges are not checked here.</exception>
    public static SwitchConfiguration Load(string? path)
    {
        if (path is null && !File.Exists(DefaultPath))
        {
            return new SwitchConfiguration();
        }

        var file = path ?? DefaultPath;
        try
        {
            return Parse(File.ReadAllText(file));
        }
        catch (ConfigurationException exception)
        {
            throw new ConfigurationException($"{file}: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{file} can't be read: {exception.Message}", exception);
        }
    }

    /// <summary>Reads the text of a configuration.</summary>
    /// <exception cref="ConfigurationException">It isn't JSON, or a key or a value's type is wrong.</exception>
    public static SwitchConfiguration Parse(string text) => StrictJson.Parse<SwitchConfiguration>(text);

    /// <summary>The text that <see cref="Parse"/> reads back as the same configuration.</summary>
    public static string Format(SwitchConfiguration configuration) => JsonSerializer.Serialize(configuration, StrictJson.Options);
}
