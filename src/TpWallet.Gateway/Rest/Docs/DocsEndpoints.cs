using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using TpWallet.Gateway.Rest.Json;

namespace TpWallet.Gateway.Rest.Docs;

/// <summary>The OpenAPI document, and a page to try it that needs nothing from elsewhere.</summary>
internal static class DocsEndpoints
{
    public const string PagePath = "/docs";

    private const string OwnContentOnly = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-ancestors 'none'";

    public static void Map(IEndpointRouteBuilder routes)
    {
        MapBytes(routes, OpenApiDocument.Path, JsonResponse.Json, OpenApiDocument.Utf8);
        MapBytes(routes, "/", "text/html; charset=utf-8", Resource("index.html"));
        MapBytes(routes, PagePath, "text/html; charset=utf-8", Resource("index.html"));
        MapBytes(routes, $"{PagePath}/docs.css", "text/css", Resource("docs.css"));
        MapBytes(routes, $"{PagePath}/docs.js", "text/javascript", Resource("docs.js"));
    }

    private static void MapBytes(IEndpointRouteBuilder routes, string path, string contentType, byte[] bytes) => routes.MapGet(path, context =>
    {
        var response = context.Response;
        response.ContentType = contentType;
        response.ContentLength = bytes.Length;
        response.Headers.ContentSecurityPolicy = OwnContentOnly;
        response.Headers.XContentTypeOptions = "nosniff";
        return response.Body.WriteAsync(bytes).AsTask();
    });

    private static byte[] Resource(string name)
    {
        using var stream = typeof(DocsEndpoints).Assembly.GetManifestResourceStream($"{typeof(DocsEndpoints).Namespace}.{name}")
            ?? throw new InvalidOperationException($"The page's {name} is not embedded.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
