using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Argonaut.Ports;

namespace Argonaut.Alerts;

/// <summary>
/// Posts an alert as JSON. <c>X-Argonaut-Event</c> is its id, the same in each try, so that a receiver can know a repetition;
/// <c>X-Argonaut-Signature</c> is <c>sha256=</c> and the HMAC of the body in hexadecimal, when there is a secret.
/// </summary>
internal sealed partial class WebhookRoute(Uri target, string? secret, HttpMessageHandler handler) : IAlertRoute, IDisposable
{
    private readonly HttpClient _http = new(handler) { Timeout = TimeSpan.FromSeconds(10), MaxResponseContentBufferSize = 64 * 1024 };

    public string Name => "webhook";

    /// <summary>Paths of hooks are secrets too.</summary>
    public string Target => $"{target.Scheme}://{target.Authority}/…";

    public async Task<string?> SendAsync(AlertEvent one, CancellationToken ct)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(Message.Of(one), MessageJson.Default.Message);
        using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-Argonaut-Event", one.Id.ToString(CultureInfo.InvariantCulture));
        if (secret is not null)
            request.Headers.Add("X-Argonaut-Signature", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body)));
        try
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            return answer.IsSuccessStatusCode ? null : $"The receiver answered {(int)answer.StatusCode}.";
        }
        catch (HttpRequestException error)
        {
            return $"The receiver cannot be reached: {error.HttpRequestError}.";
        }
        catch (TaskCanceledException) when (!ct.IsCancellationRequested)
        {
            return "The receiver did not answer within 10 s.";
        }
    }

    public void Dispose() => _http.Dispose();

    internal sealed record Message(
        string Id, string Rule, string Kind, string Level, string? InstrumentId, string At, string Text, int Count)
    {
        public static Message Of(AlertEvent one) => new(
            one.Id.ToString(CultureInfo.InvariantCulture), one.RuleName, JsonNamingPolicy.SnakeCaseLower.ConvertName(one.Kind.ToString()),
            one.Level.ToString().ToLowerInvariant(), one.Instrument?.Value, one.At.ToIso(), one.Text, one.Count);
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(Message))]
    internal sealed partial class MessageJson : JsonSerializerContext;
}
