using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Argonaut.Unit.Venues.Ib;

/// <summary>Compares what we decoded with the reference: every key that the reference has, numbers as numbers, text as text.</summary>
internal static class JsonMatch
{
    /// <summary>Null when it matches, otherwise what is different and where.</summary>
    public static string? Difference(JsonNode? expected, JsonNode? actual, string path)
    {
        switch (expected)
        {
            case null: return actual is null || IsEmpty(actual) ? null : $"{path}: expected nothing, found {actual}";
            case JsonObject o:
                return o.Select(p => Difference(p.Value, (actual as JsonObject)?[p.Key], $"{path}.{p.Key}")).FirstOrDefault(d => d is not null);
            case JsonArray a:
                if (actual is not JsonArray found || found.Count != a.Count) return $"{path}: expected {a.Count} items, found {actual}";
                return a.Select((item, i) => Difference(item, found[i], $"{path}[{i}]")).FirstOrDefault(d => d is not null);
        }

        var (want, have) = (Text(expected), actual is null ? "" : Text(actual));
        if (want == have) return null;
        if (expected.GetValueKind() is JsonValueKind.Number or JsonValueKind.String && Number(want) is { } number && Number(have) == number)
            return null;
        return $"{path}: expected {want}, found {have}";
    }

    private static bool IsEmpty(JsonNode node) => node is JsonValue value && value.TryGetValue(out string? text) && text.Length == 0;

    private static string Text(JsonNode node) => node.GetValueKind() == JsonValueKind.String ? (string)node! : node.ToJsonString();

    private static decimal? Number(string text) =>
        text.Length == 0 ? 0
        : decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
}
