using Microsoft.AspNetCore.Http;
using TpWallet.Gateway.Rest.Json;
using TpWallet.Gateway.Rest.Keys;

namespace TpWallet.Gateway.Rest;

/// <summary>One question that can be asked over REST.</summary>
/// <param name="Path">The route, with its parameters in braces.</param>
/// <param name="Summary">What it answers, a sentence.</param>
/// <param name="Parameters">Those of the path first, then those behind the question mark.</param>
/// <param name="ResponseSchema">The name of the schema of its answer.</param>
/// <param name="HandleAsync">Answers it.</param>
internal sealed record RestQuery(string Path, string Summary, IReadOnlyList<RestField> Parameters, string ResponseSchema,
    Func<HttpContext, RestGateway, ApiKey, Task> HandleAsync);
