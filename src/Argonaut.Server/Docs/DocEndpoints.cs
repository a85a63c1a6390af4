using System.Collections.Frozen;
using System.Reflection;
using Argonaut.Server.Endpoints;
using Argonaut.Server.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Argonaut.Server.Docs;

/// <summary>The OpenAPI document and the page that shows it, without anything from outside.</summary>
internal sealed class DocEndpoints
{
    private const string Area = "System";

    /// <summary>Script and style of the page: served beside it, because the content policy allows nothing inline.</summary>
    private static readonly FrozenDictionary<string, (string Resource, string ContentType)> Assets = new Dictionary<string, (string, string)>
    {
        ["/api/docs/docs.js"] = ("docs/docs.js", "text/javascript; charset=utf-8"),
        ["/api/docs/docs.css"] = ("docs/docs.css", "text/css; charset=utf-8"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private byte[]? _document;

    public IEnumerable<ApiRoute> Routes =>
    [
        new ApiRoute("GET", "/api/v1/openapi.json", "get_openapi", Area, "This document", DocumentAsync)
        {
            Answers = [new ApiAnswer(200, typeof(string), "OpenAPI 3.1, from the running code.")],
            IsOpenBeforeReady = true,
        },
        new ApiRoute("GET", "/api/docs", "get_docs", Area, "This document as a page", PageAsync)
        {
            Answers = [new ApiAnswer(200, typeof(string), "HTML that works offline.", "text/html")],
            IsOpenBeforeReady = true,
        },
    ];

    public static async Task<bool> TryServeAssetAsync(HttpContext context)
    {
        if (!Assets.TryGetValue(context.Request.Path.Value ?? "", out var asset)) return false;
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.Headers.CacheControl = "no-cache";
        await BodyWriter.WriteAsync(context, Load(asset.Resource), asset.ContentType);
        return true;
    }

    private async Task<IResult> DocumentAsync(ApiRequest request, CancellationToken ct)
    {
        // Two first readers may both make it; the result is the same.
        _document ??= await MakeAsync(request.Context.RequestServices, ct);
        return new TextReply(_document, JsonReply<int>.ContentType);
    }

    private static async Task<byte[]> MakeAsync(IServiceProvider services, CancellationToken ct)
    {
        var provider = services.GetRequiredKeyedService<IOpenApiDocumentProvider>(OpenApiText.Name);
        var document = await provider.GetOpenApiDocumentAsync(ct);
        using var text = new StringWriter();
        document.SerializeAsV31(new OpenApiJsonWriter(text));
        return System.Text.Encoding.UTF8.GetBytes(text.ToString());
    }

    private static Task<IResult> PageAsync(ApiRequest request, CancellationToken ct) =>
        Reply.Done(new TextReply(Load("docs/docs.html"), "text/html; charset=utf-8"));

    private static byte[] Load(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"Expected the embedded file {resource}.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
