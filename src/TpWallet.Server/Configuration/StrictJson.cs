using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TpWallet.Server.Configuration;

/// <summary>JSON with comments and snake_case names, read into a record. Strict: what the record doesn't know is refused, with its path.</summary>
internal static class StrictJson
{
    /// <summary>How such records are read and written.</summary>
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    private static readonly JsonDocumentOptions DocumentOptions = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads a record whose sections, if it has any, are records of the same namespace.</summary>
    /// <exception cref="ConfigurationException">It isn't JSON, or a key or a value's type is wrong.</exception>
    public static T Parse<T>(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, DocumentOptions);
            RefuseUnknownKeys(document.RootElement, typeof(T), "");
            return document.RootElement.Deserialize<T>(Options)!;
        }
        catch (JsonException exception)
        {
            throw new ConfigurationException(Describe(exception, typeof(T)), exception);
        }
    }

    private static void RefuseUnknownKeys(JsonElement element, Type type, string prefix)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new ConfigurationException(prefix.Length == 0 ? "not a JSON object" : $"'{prefix.TrimEnd('.')}' is not a JSON object");
        }

        var known = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(static property => property.GetCustomAttribute<JsonIgnoreAttribute>() is null)
            .ToDictionary(static property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
        foreach (var key in element.EnumerateObject())
        {
            if (!known.TryGetValue(key.Name, out var property))
            {
                throw new ConfigurationException($"unknown key '{prefix}{key.Name}'; known here: {string.Join(", ", known.Keys)}");
            }

            if (!IsAbsent(key.Value, property))
            {
                RefuseUnknownKeysWithin(key.Value, property.PropertyType, type.Namespace, prefix + key.Name);
            }
        }
    }

    /// <summary>Whether a section that may be left out is said to be.</summary>
    private static bool IsAbsent(JsonElement value, PropertyInfo property) =>
        value.ValueKind == JsonValueKind.Null && new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable;

    /// <summary>Looks into a section, a list of them, or a dictionary of them.</summary>
    private static void RefuseUnknownKeysWithin(JsonElement value, Type type, string? sections, string path)
    {
        if (type.Namespace == sections && !type.IsEnum)
        {
            RefuseUnknownKeys(value, type, $"{path}.");
        }
        else if (ItemTypeOf(type) is { } itemType && itemType.Namespace == sections && value.ValueKind == JsonValueKind.Array)
        {
            foreach (var (index, item) in value.EnumerateArray().Index())
            {
                RefuseUnknownKeys(item, itemType, $"{path}[{index}].");
            }
        }
        else if (ValueTypeOf(type) is { } valueType && valueType.Namespace == sections && value.ValueKind == JsonValueKind.Object)
        {
            foreach (var entry in value.EnumerateObject())
            {
                RefuseUnknownKeys(entry.Value, valueType, $"{path}.{entry.Name}.");
            }
        }
    }

    /// <summary>What a list of sections holds; null for anything else.</summary>
    private static Type? ItemTypeOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    /// <summary>What a dictionary of sections holds; null for anything else.</summary>
    private static Type? ValueTypeOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) ? type.GetGenericArguments()[1] : null;

    private static string Describe(JsonException exception, Type root)
    {
        if (exception.Path is not { Length: > 2 } path)
        {
            return $"not valid JSON at line {exception.LineNumber + 1}";
        }

        var value = $"the value of '{path[2..]}'";
        var type = root;
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
            _ when type == typeof(double) || type == typeof(double?) => $"{value} must be a number",
            _ => $"{value} must be a whole number that fits its range",
        };
    }
}
