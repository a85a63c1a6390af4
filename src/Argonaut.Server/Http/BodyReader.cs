using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Argonaut.Server.Http;

/// <summary>Reads the JSON object of a request, if it has a body.</summary>
internal static class BodyReader
{
    public const int LargestBody = 1024 * 1024;
    public const int DeepestJson = 16;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = DeepestJson, AllowDuplicateProperties = false };

    /// <summary>Null without a problem when there is no body.</summary>
    public static async Task<(JsonElement? Body, Problem? Problem)> ReadAsync(HttpContext context, CancellationToken ct)
    {
        var request = context.Request;
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true } || request.ContentLength == 0) return (null, null);
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
            return (null, Problem.Of(ProblemKinds.UnsupportedMediaType, "A body must have the content type application/json."));
        if (request.Headers.ContentEncoding.Count > 0)
            return (null, Problem.Of(ProblemKinds.UnsupportedMediaType, "Compressed bodies are not taken."));
        try
        {
            var body = new MemoryStream();
            await request.Body.CopyToAsync(body, ct);
            if (body.Length == 0) return (null, null);
            body.Position = 0;
            using var document = await JsonDocument.ParseAsync(body, Options, ct);
            if (!JsonTexts.AreWhole(document.RootElement)) return (null, Problem.Of(ProblemKinds.MalformedJson, "The body holds text that is not Unicode."));
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? (document.RootElement.Clone(), null)
                : (null, Problem.Of(ProblemKinds.MalformedJson, $"The body must be a JSON object, found {document.RootElement.ValueKind}."));
        }
        catch (JsonException e)
        {
            return (null, Problem.Of(ProblemKinds.MalformedJson, $"The body is not valid JSON (line {e.LineNumber}, byte {e.BytePositionInLine})."));
        }
    }
}
