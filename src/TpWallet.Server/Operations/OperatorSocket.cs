using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TpWallet.Server.Cluster.Status;
using TpWallet.Server.CommandLine;

namespace TpWallet.Server.Operations;

/// <summary>
/// How the <c>tpwallet</c> commands of an operator reach a running switch: HTTP over a Unix domain socket in its data folder, which only the
/// switch's own user may open. A long operation answers with lines of JSON: progress, then one result or error.
/// </summary>
internal sealed class OperatorSocket : IAsyncDisposable
{
    /// <summary>Name of the socket within the data folder.</summary>
    public const string FileName = "operator.sock";

    /// <summary>The longest path that a socket may have on Linux, bytes (sun_path without its end).</summary>
    public const int PathMax = 107;

    private readonly WebApplication _application;

    private OperatorSocket(WebApplication application) => _application = application;

    /// <summary>Listens. The caller owns the data folder, so a socket that lies there is a left-over.</summary>
    /// <returns>Null: the data folder's path is too long for a socket.</returns>
    /// <exception cref="IOException">The socket can't be bound.</exception>
    public static async Task<OperatorSocket?> StartAsync(string data, IOperations operations, ClusterOperations? cluster,
        ILoggerFactory loggerFactory,
        CancellationToken cancellationToken)
    {
        var path = PathIn(data);
        if (Encoding.UTF8.GetByteCount(path) > PathMax)
        {
            return null;
        }

        File.Delete(path);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggerFactory);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>(); // Ctrl-C belongs to the switch
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.ListenUnixSocket(path);
        });
        var application = builder.Build();
        application.MapGet("/status", context => WriteLineAsync(context, new { result = operations.Status() }));
        application.MapGet("/iso/incidents", context => WriteLineAsync(context, new { result = operations.IsoIncidents() }));
        application.MapPost("/snapshot", context => AnswerAsync(context, operations.TakeSnapshotAsync));
        application.MapPost("/backup", context => AnswerAsync(context, new BackUp(operations, context.Request.Query["to"].ToString()).RunAsync));
        ClusterRoutes.Map(application, cluster);
        await application.StartAsync(cancellationToken).ConfigureAwait(false);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return new OperatorSocket(application);
    }

    /// <summary>Where the socket of a data folder is.</summary>
    public static string PathIn(string data) => Path.GetFullPath(Path.Combine(data, FileName));

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    /// <summary>Runs an operation, telling of its progress; ends it when the caller goes away.</summary>
    private static async Task AnswerAsync(HttpContext context, Func<IProgress<OperationProgress>, CancellationToken, Task<object>> operation)
    {
        var aborted = context.RequestAborted;
        var progress = new LatestProgress();
        var run = operation(progress, aborted);
        try
        {
            while (await Task.WhenAny(run, progress.NextAsync()).ConfigureAwait(false) != run)
            {
                await WriteLineAsync(context, new { progress = progress.Take() }).ConfigureAwait(false);
            }

            await WriteLineAsync(context, new { result = await run.ConfigureAwait(false) }).ConfigureAwait(false);
        }
        catch (OperationFailedException failure)
        {
            await WriteLineAsync(context, new { error = failure.Message }).ConfigureAwait(false);
        }
    }

    /// <summary>Writes one line of an answer.</summary>
    internal static async Task WriteLineAsync(HttpContext context, object line)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.ContentType = "application/x-ndjson";
        }

        await context.Response.WriteAsync($"{CommandContext.ToJson(line)}\n", context.RequestAborted).ConfigureAwait(false);
        await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    private sealed class BackUp(IOperations operations, string directory)
    {
        public Task<object> RunAsync(IProgress<OperationProgress> progress, CancellationToken cancellationToken) =>
            operations.BackUpAsync(directory, progress, cancellationToken);
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
