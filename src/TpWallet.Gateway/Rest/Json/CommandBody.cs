using System.Buffers;
using System.Text.Json;
using TpWallet.Messages;

namespace TpWallet.Gateway.Rest.Json;

/// <summary>
/// Reads the body of a request into a command. Strict: one flat object, every member known and there once, every value of its type and within
/// its range, required ones there. Allocates only for what it refuses.
/// </summary>
internal static class CommandBody
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 2 };

    /// <summary>Reads the body; null when it is right, else what is wrong with it, for its sender.</summary>
    public static string? Read(in ReadOnlySequence<byte> body, RestOperation operation, ref Command command)
    {
        var json = new Utf8JsonReader(body, Options);
        try
        {
            return ReadObject(ref json, operation, ref command) ?? (json.Read() ? "the body must be one JSON object" : null);
        }
        catch (InvalidOperationException)
        {
            return "the body holds text that is not valid UTF-8";
        }
        catch (JsonException exception)
        {
            return $"the body is not JSON: error at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}";
        }
    }

    private static string? ReadObject(ref Utf8JsonReader json, RestOperation operation, ref Command command)
    {
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            return "the body must be one JSON object";
        }

        ulong seen = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var index = operation.IndexOf(ref json);
            if (index < 0)
            {
                return $"a member at byte {json.TokenStartIndex + 1} is not known; known are {operation.BodyNames}";
            }

            var field = operation.BodyFields[index];
            if ((seen & (1UL << index)) != 0)
            {
                return $"{field.Name} is there more than once";
            }

            seen |= 1UL << index;
            json.Read();
            if (!FieldReader.TryRead(ref json, field, out var value))
            {
                return FieldReader.Expectation(field);
            }

            field.Set(ref command, value);
        }

        return operation.Missing(seen);
    }
}
