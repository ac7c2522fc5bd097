using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace TpWallet.Gateway.Rest;

/// <summary>The routes of REST. Whatever happens, a request gets an answer that says what to conclude.</summary>
internal sealed class RestApplication(ILogger logger)
{
    private volatile RestGateway? _gateway;

    /// <summary>Takes requests from now on.</summary>
    public void Serve(RestGateway gateway) => _gateway = gateway;

    /// <summary>Adds what surrounds every request. Before any route.</summary>
    public void Use(IApplicationBuilder application) => application.Use(AnswerAsync);

    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (var operation in RestOperations.All)
        {
            var endpoint = new CommandEndpoint(operation);
            routes.MapMethods(operation.Path, [operation.Method], context =>
                TryGetGateway(context, out var gateway) ? endpoint.HandleAsync(context, gateway) : Task.CompletedTask);
        }

        foreach (var query in RestQueries.All)
        {
            routes.MapGet(query.Path, context =>
                TryGetGateway(context, out var gateway) && gateway.Admit(context) is { } key
                    ? query.HandleAsync(context, gateway, key)
                    : Task.CompletedTask);
        }
    }

    private bool TryGetGateway(HttpContext context, out RestGateway gateway)
    {
        gateway = _gateway!;
        if (gateway is null)
        {
            Problems.Write(context.Response, EdgeProblem.NotServing);
        }

        return gateway is not null;
    }

    private async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException exception)
        {
            Write(context.Response,
                exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? EdgeProblem.BodyTooLarge : EdgeProblem.RequestInvalid);
        }
        catch (Exception exception) when (context.RequestAborted.IsCancellationRequested)
        {
            logger.LogDebug("A client went away: {Reason}", exception.GetType().Name);
        }
        catch (Exception exception)
        {
            logger.LogError(exception, "A request failed: {Method} {Route}", context.Request.Method, context.GetEndpoint()?.DisplayName);
            Write(context.Response, EdgeProblem.Fault);
        }

        var problem = context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => EdgeProblem.NotFound,
            StatusCodes.Status405MethodNotAllowed => EdgeProblem.MethodNotAllowed,
            _ => null,
        };
        if (problem is not null && context.Response.ContentType is null)
        {
            Write(context.Response, problem);
        }
    }

    private static void Write(HttpResponse response, EdgeProblem problem)
    {
        if (!response.HasStarted)
        {
            Problems.Write(response, problem);
        }
    }
}
