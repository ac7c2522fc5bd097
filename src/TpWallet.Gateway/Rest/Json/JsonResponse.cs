using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace TpWallet.Gateway.Rest.Json;

/// <summary>
/// Writes a response in one piece, through a buffer and a writer that each thread keeps for itself. Nothing may be awaited between
/// <see cref="Begin"/> and <see cref="End"/>.
/// </summary>
internal static class JsonResponse
{
    public const string Json = "application/json";
    public const string Problem = "application/problem+json";

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary>The thread's writer, inside a new object.</summary>
    public static Utf8JsonWriter Begin()
    {
        _buffer ??= new ArrayBufferWriter<byte>(1_024);
        _buffer.ResetWrittenCount();
        _writer ??= new Utf8JsonWriter(_buffer);
        _writer.Reset(_buffer);
        _writer.WriteStartObject();
        return _writer;
    }

    /// <summary>Ends the object and hands it over.</summary>
    public static void End(HttpResponse response, int status, string contentType = Json)
    {
        _writer!.WriteEndObject();
        _writer.Flush();
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = _buffer!.WrittenCount;
        response.BodyWriter.Write(_buffer.WrittenSpan);
    }
}
