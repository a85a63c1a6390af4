using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Http;

/// <summary>Writes a finished body, compressed by negotiation when it is over 1 KiB (api.md A-009).</summary>
internal static class BodyWriter
{
    private const int SmallestCompressed = 1024;

    public static async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> body, string contentType)
    {
        var response = context.Response;
        response.ContentType = contentType;
        response.Headers.Append("Vary", "Accept-Encoding");
        if (body.Length > SmallestCompressed && Encoding(context.Request) is { } encoding)
        {
            body = Compress(body.Span, encoding, CompressionLevel.Fastest);
            response.Headers.ContentEncoding = encoding;
        }

        response.ContentLength = body.Length;
        if (HttpMethods.IsHead(context.Request.Method)) return;
        await response.Body.WriteAsync(body, context.RequestAborted);
    }

    /// <summary><c>br</c> or <c>gzip</c> when the client takes it, else null.</summary>
    public static string? Encoding(HttpRequest request)
    {
        string? found = null;
        foreach (var part in request.Headers.AcceptEncoding.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var semicolon = part.IndexOf(';', StringComparison.Ordinal);
            var name = semicolon < 0 ? part : part[..semicolon].Trim();
            if (semicolon >= 0 && part[(semicolon + 1)..].Replace(" ", "", StringComparison.Ordinal) is "q=0" or "q=0.0" or "q=0.00" or "q=0.000") continue;
            if (name.Equals("br", StringComparison.OrdinalIgnoreCase)) return "br";
            if (name.Equals("gzip", StringComparison.OrdinalIgnoreCase)) found = "gzip";
        }

        return found;
    }

    public static byte[] Compress(ReadOnlySpan<byte> body, string encoding, CompressionLevel level)
    {
        var output = new MemoryStream(body.Length / 3);
        using (System.IO.Stream stream = encoding == "br" ? new BrotliStream(output, level, leaveOpen: true) : new GZipStream(output, level, leaveOpen: true))
            stream.Write(body);
        return output.ToArray();
    }
}
