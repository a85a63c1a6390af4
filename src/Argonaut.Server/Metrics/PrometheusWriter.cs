using System.Globalization;
using System.Text;

namespace Argonaut.Server.Metrics;

/// <summary>Writes the Prometheus text format 0.0.4.</summary>
internal sealed class PrometheusWriter
{
    private readonly StringBuilder _text = new(16 * 1024);

    public void Family(string name, string type, string help) => _text.Append($"# HELP {name} {help}\n# TYPE {name} {type}\n");

    public void Sample(string name, double value, params ReadOnlySpan<(string Key, string Value)> labels)
    {
        _text.Append(name);
        Labels(labels, null);
        _text.Append(' ').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    public void Samples(string name, Histogram histogram, params ReadOnlySpan<(string Key, string Value)> labels)
    {
        var (counts, sum) = histogram.Read();
        for (var i = 0; i < counts.Length; i++)
        {
            _text.Append(name).Append("_bucket");
            Labels(labels, i < histogram.Bounds.Length ? histogram.Bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf");
            _text.Append(' ').Append(counts[i]).Append('\n');
        }

        Sample(name + "_sum", sum, labels);
        Sample(name + "_count", counts[^1], labels);
    }

    public void Append(string text) => _text.Append(text);

    public override string ToString() => _text.ToString();

    private void Labels(ReadOnlySpan<(string Key, string Value)> labels, string? bound)
    {
        if (labels.IsEmpty && bound is null) return;
        _text.Append('{');
        var isFirst = true;
        foreach (var (key, value) in labels)
        {
            if (!isFirst) _text.Append(',');
            isFirst = false;
            _text.Append(key).Append("=\"").Append(value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal)).Append('"');
        }

        if (bound is not null) _text.Append(isFirst ? "" : ",").Append("le=\"").Append(bound).Append('"');
        _text.Append('}');
    }
}
