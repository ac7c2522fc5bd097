using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace TpWallet.Gateway.Health;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: the switch takes requests and moves; 503 with the reason when not.
/// </summary>
internal static class HealthEndpoints
{
    public const string LivePath = "/health/live";
    public const string ReadyPath = "/health/ready";

    public static void Map(IEndpointRouteBuilder routes, SwitchHealth health)
    {
        routes.MapGet(LivePath, static context => WriteAsync(context, StatusCodes.Status200OK, static json => json.WriteString("status", "live")));
        routes.MapGet(ReadyPath, context =>
        {
            var report = health.Look();
            var status = report.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            return WriteAsync(context, status, json => Write(json, report));
        });
    }

    private static void Write(Utf8JsonWriter json, HealthReport report)
    {
        json.WriteString("status", report.IsReady ? "ready" : "notReady");
        json.WriteString("phase", JsonNamingPolicy.CamelCase.ConvertName($"{report.Phase}"));
        json.WriteString("detail", report.StuckStage is { } stuck ? $"stage '{stuck}' has work and does not move" : report.Detail);
        json.WriteString("stuckStage", report.StuckStage);
        json.WriteStartArray("stages");
        foreach (var stage in report.Stages)
        {
            json.WriteStartObject();
            json.WriteString("stage", stage.Name);
            json.WriteNumber("due", stage.Due);
            json.WriteNumber("done", stage.Done);
            json.WriteNumber("waitingSeconds", Math.Round(stage.Waiting.TotalSeconds, 3));
            json.WriteBoolean("stuck", stage.IsStuck);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static async Task WriteAsync(HttpContext context, int status, Action<Utf8JsonWriter> members)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        var json = new Utf8JsonWriter(context.Response.BodyWriter);
        await using (json.ConfigureAwait(false))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
    }
}
