using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Argonaut.Cli;

/// <summary>The verbs' way to a running server: JSON in and out, problems as exceptions with a plain sentence.</summary>
internal sealed class ApiClient : IDisposable
{
    private const int MostAttempts = 20;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    private readonly HttpClient _http;

    public ApiClient(Uri url, string? token)
    {
        _http = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromMinutes(15) };
        if (token is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>The running server of this data directory, or the one at <paramref name="url"/>.</summary>
    public static ApiClient Connect(Settings settings, string? url)
    {
        var given = GivenToken();
        var running = RunFiles.Find(settings.DataDirectory);
        if (url is not null) return new ApiClient(new Uri(url), given ?? running?.Token);
        if (running is null)
            throw new CliException(ExitCode.ResourceUnavailable,
                $"No Argonaut runs on the data directory {settings.DataDirectory}. Start one with: argonaut run (or argonaut demo), or name one with --url.");
        return new ApiClient(running.Url, given ?? running.Token);
    }

    private static string? GivenToken()
    {
        if (Environment.GetEnvironmentVariable("ARGONAUT_TOKEN") is { Length: > 0 } token) return token;
        if (Environment.GetEnvironmentVariable("ARGONAUT_TOKEN_FILE") is not { Length: > 0 } file) return null;
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.WrongUsage, $"The token cannot be read from ARGONAUT_TOKEN_FILE={file}: {e.Message}");
        }
    }

    public Task<JsonElement> GetAsync(string path, CancellationToken ct) => SendAsync(HttpMethod.Get, path, null, null, ct);

    /// <param name="prefer">The <c>Prefer</c> header, such as <c>wait=0</c>.</param>
    public Task<JsonElement> PostAsync(string path, string? json, string? prefer, CancellationToken ct) => SendAsync(HttpMethod.Post, path, json, prefer, ct);

    public Task<JsonElement> DeleteAsync(string path, CancellationToken ct) => SendAsync(HttpMethod.Delete, path, null, null, ct);

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, string? json, string? prefer, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var response = await SendOnceAsync(method, path, json, prefer, ct);
            var text = await response.Content.ReadAsStringAsync(ct);
            if (response.IsSuccessStatusCode) return text.Length == 0 ? default : JsonSerializer.Deserialize(text, CliJson.Default.JsonElement);
            // Refused for now and not begun: asking again does nothing twice.
            if (response.StatusCode == HttpStatusCode.TooManyRequests && response.Headers.RetryAfter?.Delta is { } wait && wait <= LongestWait && attempt < MostAttempts)
            {
                Console.Error.WriteLine($"argonaut: {Explain(text, 429)} Waiting {wait.TotalSeconds:0} s.");
                await Task.Delay(wait, TimeProvider.System, ct);
                continue;
            }

            throw new CliException((int)response.StatusCode is 401 or 403 ? ExitCode.NotAuthorised : ExitCode.Failed, Explain(text, (int)response.StatusCode));
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpMethod method, string path, string? json, string? prefer, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        if (prefer is not null) request.Headers.Add("Prefer", prefer);
        try
        {
            return await _http.SendAsync(request, ct);
        }
        catch (HttpRequestException e)
        {
            throw new CliException(ExitCode.ResourceUnavailable, $"{_http.BaseAddress} does not answer: {e.Message}");
        }
    }

    private static string Explain(string body, int status)
    {
        try
        {
            var problem = JsonSerializer.Deserialize(body, CliJson.Default.JsonElement);
            var detail = problem.TryGetProperty("detail", out var d) ? d.GetString() : null;
            var hint = problem.TryGetProperty("hint", out var h) ? $" {h.GetString()}" : "";
            return $"{detail ?? body}{hint} (HTTP {status})";
        }
        catch (JsonException)
        {
            return $"The server answered HTTP {status}.";
        }
    }
}
