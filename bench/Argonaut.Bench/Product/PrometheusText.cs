using System.Globalization;

namespace Argonaut.Bench.Product;

/// <summary>One scrape of <c>/metrics</c>: samples by name with labels as the program wrote them.</summary>
internal sealed class PrometheusText
{
    private readonly List<(string Name, string Labels, double Value)> _samples = [];

    private PrometheusText(string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] == '#') continue;
            var end = line.IndexOf('}', StringComparison.Ordinal);
            var nameEnd = line.AsSpan().IndexOfAny('{', ' ');
            var valueStart = end >= 0 ? end + 2 : nameEnd + 1;
            var value = line.AsSpan(valueStart).Trim();
            var space = value.IndexOf(' ');
            if (space > 0) value = value[..space];
            var number = value is "+Inf" ? double.PositiveInfinity : double.Parse(value, NumberStyles.Float, CultureInfo.InvariantCulture);
            _samples.Add((line[..nameEnd], end >= 0 ? line[(nameEnd + 1)..end] : "", number));
        }
    }

    public static async Task<PrometheusText> ReadAsync(HttpClient http, CancellationToken ct) =>
        new(await http.GetStringAsync(new Uri("metrics", UriKind.Relative), ct));

    /// <summary>The sum over all labels; null when the program has no such metric.</summary>
    public double? Sum(string name)
    {
        var found = _samples.Where(s => s.Name == name).ToList();
        return found.Count == 0 ? null : found.Sum(s => s.Value);
    }

    /// <summary>
    /// The part of a histogram's observations between two scrapes that were at most <paramref name="limitSeconds"/>, which must be one
    /// of its bucket borders; null when it is none, or nothing was observed.
    /// </summary>
    /// <param name="labels">Texts that the labels must contain.</param>
    public static double? ShareWithin(PrometheusText before, PrometheusText after, string histogram, double limitSeconds, params string[] labels)
    {
        var within = after.Bucket(histogram, limitSeconds, labels) - before.Bucket(histogram, limitSeconds, labels);
        var all = after.Count(histogram, labels) - before.Count(histogram, labels);
        return within is null || all is not > 0 ? null : within / all;
    }

    private double? Bucket(string histogram, double limitSeconds, string[] labels)
    {
        var buckets = _samples.Where(s => s.Name == histogram + "_bucket" && labels.All(l => s.Labels.Contains(l, StringComparison.Ordinal))).ToList();
        var matching = buckets.Where(s => Border(s.Labels) is { } border && Math.Abs(border - limitSeconds) < 1e-9).ToList();
        return matching.Count > 0 ? matching.Sum(s => s.Value) : buckets.Count > 0 ? null : 0;
    }

    private double? Count(string histogram, string[] labels) =>
        _samples.Where(s => s.Name == histogram + "_count" && labels.All(l => s.Labels.Contains(l, StringComparison.Ordinal))).Sum(s => s.Value);

    private static double? Border(string labels)
    {
        const string Prefix = "le=\"";
        var start = labels.IndexOf(Prefix, StringComparison.Ordinal);
        if (start < 0) return null;
        var text = labels.AsSpan(start + Prefix.Length);
        text = text[..text.IndexOf('"')];
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var border) ? border : null;
    }
}
