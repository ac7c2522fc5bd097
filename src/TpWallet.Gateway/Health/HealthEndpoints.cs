using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace TpWallet.Gateway.Health;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: the switch takes requests and moves, or stands by in sync; 503 with the
/// reason when not. <c>/health/primary</c>: it takes requests and moves.
/// </summary>
internal static class HealthEndpoints
{
    public const string LivePath = "/health/live";
    public const string ReadyPath = "/health/ready";
    public const string PrimaryPath = "/health/primary";

    public static void Map(IEndpointRouteBuilder routes, SwitchHealth health)
    {
        routes.MapGet(LivePath, static context => WriteAsync(context, StatusCodes.Status200OK, static json => json.WriteString("status", "live")));
        routes.MapGet(ReadyPath, context => ReportAsync(context, health.Look(), static report => report.IsReady));
        routes.MapGet(PrimaryPath, context => ReportAsync(context, health.Look(), static report => report.IsPrimary));
    }

    private static Task ReportAsync(HttpContext context, HealthReport report, Func<HealthReport, bool> isGood)
    {
        var status = isGood(report) ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return WriteAsync(context, status, json => Write(json, report));
    }

    private static void Write(Utf8JsonWriter json, HealthReport report)
    {
        json.WriteString("status", report.IsReady ? "ready" : "notReady");
        json.WriteString("role", report.Role);
        if (report.Standing is { } standing)
        {
            json.WriteBoolean("inSync", standing.IsInSync);
            json.WriteString("primary", standing.Primary);
        }

        json.WriteString("phase", JsonNamingPolicy.CamelCase.ConvertName($"{report.Phase}"));
        json.WriteString("detail", DetailOf(report));
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

    private static string DetailOf(HealthReport report) => report switch
    {
        { StuckStage: { } stuck } => $"stage '{stuck}' has work and does not move",
        { Phase: SwitchPhase.Serving, Standing: { IsLeading: false, IsInSync: false } } => "this member of the group is not in sync",
        _ => report.Detail,
    };

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
