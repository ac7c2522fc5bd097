using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TpWallet.Server.Configuration;

/// <summary>
/// Reads a <see cref="SwitchConfiguration"/> from JSON with comments. Strict: what it doesn't know it refuses, with the key's path.
/// </summary>
internal static class SwitchConfigurationFile
{
    /// <summary>Read when no other file is named, if it is there.</summary>
    public const string DefaultPath = "config/switch.json";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    private static readonly JsonDocumentOptions DocumentOptions = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

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
    public static SwitchConfiguration Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, DocumentOptions);
            RefuseUnknownKeys(document.RootElement, typeof(SwitchConfiguration), "");
            return document.RootElement.Deserialize<SwitchConfiguration>(Options)!;
        }
        catch (JsonException exception)
        {
            throw new ConfigurationException(Describe(exception), exception);
        }
    }

    /// <summary>The text that <see cref="Parse"/> reads back as the same configuration.</summary>
    public static string Format(SwitchConfiguration configuration) => JsonSerializer.Serialize(configuration, Options);

    private static void RefuseUnknownKeys(JsonElement element, Type type, string prefix)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new ConfigurationException(prefix.Length == 0 ? "not a JSON object" : $"'{prefix.TrimEnd('.')}' is not a JSON object");
        }

        var known = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .ToDictionary(static property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name), static property => property.PropertyType);
        foreach (var key in element.EnumerateObject())
        {
            if (!known.TryGetValue(key.Name, out var keyType))
            {
                throw new ConfigurationException($"unknown key '{prefix}{key.Name}'; known here: {string.Join(", ", known.Keys)}");
            }

            if (keyType.Namespace == type.Namespace && !keyType.IsEnum)
            {
                RefuseUnknownKeys(key.Value, keyType, $"{prefix}{key.Name}.");
            }
            else if (ItemTypeOf(keyType) is { } itemType && key.Value.ValueKind == JsonValueKind.Array)
            {
                foreach (var (index, item) in key.Value.EnumerateArray().Index())
                {
                    RefuseUnknownKeys(item, itemType, $"{prefix}{key.Name}[{index}].");
                }
            }
        }
    }

    /// <summary>What a list of sections holds; null for anything else.</summary>
    private static Type? ItemTypeOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    private static string Describe(JsonException exception)
    {
        if (exception.Path is not { Length: > 2 } path)
        {
            return $"not valid JSON at line {exception.LineNumber + 1}";
        }

        var value = $"the value of '{path[2..]}'";
        var type = typeof(SwitchConfiguration);
        foreach (var step in path[2..].Split('.'))
        {
            var name = step.Split('[')[0];
            var property = type.GetProperties().FirstOrDefault(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name) == name);
            if (property is null)
            {
                break; // within a dictionary
            }

            type = name == step ? property.PropertyType : ItemTypeOf(property.PropertyType) ?? property.PropertyType;
        }

        return type switch
        {
            { IsEnum: true } =>
                $"{value} must be one of {string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.KebabCaseLower.ConvertName))}",
            _ when type == typeof(string) => $"{value} must be a string",
            _ when type == typeof(bool) => $"{value} must be true or false",
            _ => $"{value} must be a whole number that fits its range",
        };
    }
}
