using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Argonaut.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Dashboard;

/// <summary>
/// The files of the built dashboard, listed once at the start and looked up by exact name: no request path ever reaches the file system.
/// Hidden files and source maps are not among them.
/// </summary>
internal sealed partial class DashboardFiles
{
    private const string Index = "/index.html";
    private const string PanelPrefix = "/panel/";

    private static readonly FrozenDictionary<string, string> ContentTypes = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".json"] = "application/json; charset=utf-8",
        [".webmanifest"] = "application/manifest+json",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".ico"] = "image/x-icon",
        [".woff2"] = "font/woff2",
        [".txt"] = "text/plain; charset=utf-8",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private readonly FrozenDictionary<string, string> _paths;
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public DashboardFiles(string? directory)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        if (directory is not null && Directory.Exists(directory))
        {
            var root = Path.GetFullPath(directory);
            foreach (var path in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
            {
                var name = "/" + Path.GetRelativePath(root, path).Replace('\\', '/');
                if (!name.Contains("/.", StringComparison.Ordinal) && ContentTypes.ContainsKey(Path.GetExtension(name))) found[name] = path;
            }
        }

        _paths = found.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Answers with a file, a page of the dashboard, or with the page that says not found (status 404); false when there is no dashboard.</summary>
    public async Task<bool> TryServeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        if (path != Index && _paths.TryGetValue(path, out var file))
        {
            await WriteAsync(context, path, file, StatusCodes.Status200OK);
            return true;
        }

        if (!_paths.TryGetValue(Index, out var index)) return false;
        await WriteAsync(context, Index, index, IsPage(path) ? StatusCodes.Status200OK : StatusCodes.Status404NotFound);
        return true;
    }

    /// <summary>The addresses the dashboard knows (dashboard.md section 1); it decides itself what an instrument or a list in one is.</summary>
    /// <remarks><c>/panel/{name}</c> before an address is that page with one panel alone.</remarks>
    public static bool IsPage(string path)
    {
        if (!path.StartsWith(PanelPrefix, StringComparison.Ordinal)) return IsWholePage(path);
        var end = path.IndexOf('/', PanelPrefix.Length);
        return path.Length > PanelPrefix.Length && end != PanelPrefix.Length && (end < 0 || IsWholePage(path[end..]));
    }

    private static bool IsWholePage(string path)
    {
        var clean = path.Length > 1 ? path.TrimEnd('/') : path;
        return clean is "/" or "/watchlist" or "/chart" or "/alerts" or "/data" or "/data/export" or "/data/quality" or "/data/import" or "/data/catalogs" or "/data/retention" or "/system"
            or "/system/audit" or "/settings"
            || (clean.StartsWith("/chart/", StringComparison.Ordinal) && clean.IndexOf('/', 7) < 0)
            || (clean.StartsWith("/watchlist/", StringComparison.Ordinal) && clean.IndexOf('/', 11) < 0)
            || (clean.StartsWith("/instrument/", StringComparison.Ordinal) && clean.IndexOf('/', 12) < 0)
            || (clean.StartsWith("/data/catalogs/", StringComparison.Ordinal) && IsOfCatalog(clean[15..].Split('/')));
    }

    /// <summary>The number of a catalog, and an instrument of it.</summary>
    private static bool IsOfCatalog(string[] parts) => parts.Length <= 2 && parts[0].Length > 0 && parts[0].All(char.IsAsciiDigit) && parts[^1].Length > 0;

    private async Task WriteAsync(HttpContext context, string name, string file, int status)
    {
        var entry = _entries.GetOrAdd(name, _ => Load(name, file));
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = entry.ContentType;
        response.Headers.CacheControl = HashedName().IsMatch(name) ? "public, max-age=31536000, immutable" : "no-cache";
        response.Headers.ETag = entry.Tag;
        response.Headers.Vary = "Accept-Encoding";
        if (status == StatusCodes.Status200OK && context.Request.Headers.IfNoneMatch.Contains(entry.Tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var (body, encoding) = BodyWriter.Encoding(context.Request) switch
        {
            "br" when entry.Brotli is not null => (entry.Brotli, "br"),
            "gzip" when entry.Gzip is not null => (entry.Gzip, "gzip"),
            _ => (entry.Plain, null),
        };
        if (encoding is not null) response.Headers.ContentEncoding = encoding;
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static Entry Load(string name, string file)
    {
        var plain = File.ReadAllBytes(file);
        var type = ContentTypes[Path.GetExtension(name)];
        var isText = plain.Length > 1024 && (type.Contains("charset", StringComparison.Ordinal) || type.Contains("svg", StringComparison.Ordinal));
        return new Entry(
            type, $"\"{Convert.ToHexStringLower(SHA256.HashData(plain).AsSpan(0, 12))}\"", plain,
            isText ? BodyWriter.Compress(plain, "br", CompressionLevel.Optimal) : null,
            isText ? BodyWriter.Compress(plain, "gzip", CompressionLevel.Optimal) : null);
    }

    /// <summary>The bundler's names hold a hash of the content: <c>/assets/index-DkF3a9_x.js</c>.</summary>
    [GeneratedRegex("^/assets/.+-[A-Za-z0-9_-]{8,}\\.[a-z0-9]+$")]
    private static partial Regex HashedName();

    private sealed record Entry(string ContentType, string Tag, byte[] Plain, byte[]? Brotli, byte[]? Gzip);
}
