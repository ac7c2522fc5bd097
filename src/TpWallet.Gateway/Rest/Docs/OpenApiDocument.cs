using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using TpWallet.Gateway.Health;
using TpWallet.Gateway.Metrics;
using TpWallet.Gateway.Rest.Json;
using TpWallet.Messages;

namespace TpWallet.Gateway.Rest.Docs;

/// <summary>The OpenAPI document, made once from the tables of operations and queries.</summary>
internal static class OpenApiDocument
{
    public const string Path = "/openapi/v1.json";

    private static readonly int[] Refusals =
    [
        StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status402PaymentRequired, StatusCodes.Status403Forbidden,
        StatusCodes.Status404NotFound, StatusCodes.Status409Conflict, StatusCodes.Status410Gone, StatusCodes.Status413PayloadTooLarge,
        StatusCodes.Status415UnsupportedMediaType,
        StatusCodes.Status422UnprocessableEntity, StatusCodes.Status429TooManyRequests, StatusCodes.Status503ServiceUnavailable,
        StatusCodes.Status504GatewayTimeout,
    ];

    private static readonly int[] QueryRefusals =
    [
        StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound,
        StatusCodes.Status410Gone, StatusCodes.Status429TooManyRequests, StatusCodes.Status503ServiceUnavailable, StatusCodes.Status504GatewayTimeout,
    ];

    /// <summary>The document as UTF-8.</summary>
    public static byte[] Utf8 { get; } = Build();

    private static byte[] Build()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("openapi", "3.1.0");
            WriteInfo(json);
            json.WriteStartObject("paths");
            WritePaths(json);
            json.WriteEndObject();
            OpenApiComponents.Write(json);
            json.WriteStartArray("security");
            json.WriteStartObject();
            json.WriteStartArray("key");
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteInfo(Utf8JsonWriter json)
    {
        json.WriteStartObject("info");
        json.WriteString("title", "TpWallet");
        json.WriteString("version", "1");
        json.WriteString(
            "description",
            "Amounts are integers in minor units. Name every request with an Idempotency-Key; when its answer doesn't come, send the same "
            + "request again under the same name: it is never done twice. Numbers may exceed 2^53: read them as 64-bit integers.");
        json.WriteEndObject();
    }

    private static void WritePaths(Utf8JsonWriter json)
    {
        var operations = RestOperations.All.ToLookup(static operation => operation.Path);
        var queries = RestQueries.All.ToLookup(static query => query.Path);
        foreach (var path in operations.Select(static group => group.Key).Union(queries.Select(static group => group.Key)))
        {
            json.WriteStartObject(path);
            foreach (var operation in operations[path])
            {
                WriteOperation(json, operation);
            }

            foreach (var query in queries[path])
            {
                WriteQuery(json, query);
            }

            json.WriteEndObject();
        }

        WriteOpen(json, HealthEndpoints.LivePath, "The process answers.", JsonResponse.Json);
        WriteOpen(json, HealthEndpoints.ReadyPath, "The switch takes requests and every stage moves; 503 with the reason when not.",
            JsonResponse.Json);
        WriteOpen(json, MetricsEndpoint.Path, "Metrics in the text format of Prometheus.", "text/plain");
    }

    private static void WriteOperation(Utf8JsonWriter json, RestOperation operation)
    {
        json.WriteStartObject(operation.Method.ToLowerInvariant());
        WriteHead(json, operation.Method, operation.Path, operation.Summary, operation.IsOperatorsAlone ? "operator" : "acquirer");
        json.WriteStartArray("parameters");
        json.WriteStartObject();
        json.WriteString("$ref", "#/components/parameters/IdempotencyKey");
        json.WriteEndObject();
        foreach (var field in operation.PathFields)
        {
            WriteParameter(json, field);
        }

        json.WriteEndArray();
        WriteBody(json, operation);
        WriteResponses(json, HttpMethods.IsPost(operation.Method) ? StatusCodes.Status201Created : StatusCodes.Status200OK, "Answer", Refusals);
        json.WriteEndObject();
    }

    private static void WriteQuery(Utf8JsonWriter json, RestQuery query)
    {
        json.WriteStartObject("get");
        WriteHead(json, HttpMethods.Get, query.Path, query.Summary, "read-only");
        json.WriteStartArray("parameters");
        foreach (var parameter in query.Parameters)
        {
            WriteParameter(json, parameter);
        }

        json.WriteEndArray();
        WriteResponses(json, StatusCodes.Status200OK, query.ResponseSchema, QueryRefusals);
        json.WriteEndObject();
    }

    private static void WriteOpen(Utf8JsonWriter json, string path, string summary, string contentType)
    {
        json.WriteStartObject(path);
        json.WriteStartObject("get");
        WriteHead(json, HttpMethods.Get, path, summary, "none");
        json.WriteStartArray("security");
        json.WriteEndArray();
        json.WriteStartObject("responses");
        json.WriteStartObject("200");
        json.WriteString("description", summary);
        json.WriteStartObject("content");
        json.WriteStartObject(contentType);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteHead(Utf8JsonWriter json, string method, string path, string summary, string role)
    {
        json.WriteString("operationId", OperationId(method, path));
        json.WriteString("summary", summary);
        json.WriteString("x-role", role);
    }

    /// <summary>"PUT /accounts/{account}/terms" as "putAccountsAccountTerms".</summary>
    private static string OperationId(string method, string path) => method.ToLowerInvariant() + string.Concat(
        path.Split(['/', '-', '{', '}'], StringSplitOptions.RemoveEmptyEntries).Select(static word => char.ToUpperInvariant(word[0]) + word[1..]));

    private static void WriteParameter(Utf8JsonWriter json, RestField field)
    {
        json.WriteStartObject();
        json.WriteString("name", field.Name);
        json.WriteString("in", field.IsInPath ? "path" : "query");
        json.WriteBoolean("required", field.IsInPath);
        json.WriteString("description", field.Description);
        json.WriteStartObject("schema");
        WriteType(json, field);
        json.WriteEndObject();
        json.WritePropertyName("example");
        json.WriteRawValue(field.Example);
        json.WriteEndObject();
    }

    private static void WriteBody(Utf8JsonWriter json, RestOperation operation)
    {
        json.WriteStartObject("requestBody");
        json.WriteBoolean("required", true);
        json.WriteStartObject("content");
        json.WriteStartObject(JsonResponse.Json);
        json.WriteStartObject("schema");
        json.WriteString("type", "object");
        json.WriteBoolean("additionalProperties", false);
        WriteRequired(json, operation.BodyFields.Where(static field => field.IsRequired));
        json.WriteStartObject("properties");
        foreach (var field in operation.BodyFields)
        {
            json.WriteStartObject(field.Name);
            WriteType(json, field);
            json.WriteString("description", field.Description);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        if (operation.OneOf is var (first, second))
        {
            json.WriteStartArray("oneOf");
            WriteAlternative(json, first);
            WriteAlternative(json, second);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        WriteExample(json, operation);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Of an acquirer's request the least that makes sense; of an operator's also for whom.</summary>
    private static void WriteExample(Utf8JsonWriter json, RestOperation operation)
    {
        json.WriteStartObject("example");
        foreach (var field in operation.BodyFields)
        {
            if (field.IsRequired || field == operation.OneOf?.First || (operation.IsOperatorsAlone && field == RestFields.Participant)
                || field == RestFields.AmountOrAll)
            {
                json.WritePropertyName(field.Name);
                json.WriteRawValue(field.Example);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteAlternative(Utf8JsonWriter json, RestField field)
    {
        json.WriteStartObject();
        WriteRequired(json, [field]);
        json.WriteEndObject();
    }

    private static void WriteRequired(Utf8JsonWriter json, IEnumerable<RestField> fields)
    {
        json.WriteStartArray("required");
        foreach (var field in fields)
        {
            json.WriteStringValue(field.Name);
        }

        json.WriteEndArray();
    }

    private static void WriteType(Utf8JsonWriter json, RestField field)
    {
        json.WriteString("type", field.Type switch
        {
            FieldType.Integer => "integer",
            FieldType.Boolean => "boolean",
            _ => "string",
        });
        switch (field.Type)
        {
            case FieldType.Integer:
                json.WriteNumber("minimum", field.Minimum);
                json.WriteNumber("maximum", field.Maximum);
                break;
            case FieldType.Uuid:
                json.WriteString("format", "uuid");
                break;
            case FieldType.Date:
                json.WriteString("format", "date");
                break;
            case FieldType.Currency:
                WriteEnum(json, [.. Currencies.All.ToArray().Select(static currency => $"{currency}")]);
                break;
            case FieldType.Choice:
                WriteEnum(json, field.Choices);
                break;
            case FieldType.RetrievalReference:
                json.WriteString("pattern", "^[0-9A-Za-z]{1,12}$");
                break;
            case FieldType.Terminal:
                json.WriteString("pattern", "^[ -~]{1,8}$");
                break;
        }
    }

    private static void WriteEnum(Utf8JsonWriter json, IEnumerable<string> values)
    {
        json.WriteStartArray("enum");
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static void WriteResponses(Utf8JsonWriter json, int success, string schema, int[] refusals)
    {
        json.WriteStartObject("responses");
        json.WriteStartObject($"{success}");
        json.WriteString("description", "Done, or answered.");
        json.WriteStartObject("content");
        json.WriteStartObject(JsonResponse.Json);
        json.WriteStartObject("schema");
        json.WriteString("$ref", $"#/components/schemas/{schema}");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        foreach (var refusal in refusals)
        {
            json.WriteStartObject($"{refusal}");
            json.WriteString("$ref", $"#/components/responses/Refusal{refusal}");
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
