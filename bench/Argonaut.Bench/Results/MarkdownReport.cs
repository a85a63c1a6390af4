using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Argonaut.Bench.Results;

/// <summary>Result files as the page <c>docs/benchmarks.md</c>.</summary>
internal static class MarkdownReport
{
    private const string Head = """
        # Benchmarks

        Generated from result files by `Argonaut.Bench report`; do not edit. How each figure is taken: `bench/README.md`.
        Ours and the anchor run by turns in one invocation, the first round is dropped. A figure is the median with minimum and
        maximum; the ratio is the median of the pair ratios, ours divided by the anchor. `noisy` (rounds differ by more than 1.6
        times) and `skipped` prove nothing; `info` has no gate. Absolute figures hold for the machine named, ratios travel better.

        """;

    /// <param name="files">Name of each file and what is in it, in order.</param>
    public static string Write(ImmutableArray<(string Name, BenchReport Report)> files)
    {
        var text = new StringBuilder(Head);
        foreach (var (name, report) in files)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"\n## {name}\n");
            WriteFacts(text, report);
            WriteTable(text, report.Results);
            WriteNotes(text, report.Results);
            WriteCpu(text, report.Results);
        }

        return text.Replace("\r\n", "\n").ToString();
    }

    private static void WriteFacts(StringBuilder text, BenchReport report)
    {
        foreach (var (name, value) in report.Machine) text.AppendLine(CultureInfo.InvariantCulture, $"- {name}: {value}");
        var settings = string.Join(", ", report.Settings.Select(s => $"{s.Key} {s.Value}"));
        if (settings.Length > 0) text.AppendLine(CultureInfo.InvariantCulture, $"- settings: {settings}");
        text.AppendLine();
    }

    private static void WriteTable(StringBuilder text, ImmutableArray<BenchResult> results)
    {
        text.AppendLine("| id | metric | ours | anchor | ratio | gate | status |");
        text.AppendLine("|---|---|---|---|---|---|---|");
        foreach (var r in results)
        {
            var ours = r.Ours is { } o ? $"{Number(o.Median)} {r.Unit} ({Number(o.Min)} - {Number(o.Max)})" : "-";
            var anchor = r.Anchor is { } a ? $"{a.Name}: {Number(a.Median)} ({Number(a.Min)} - {Number(a.Max)})" : "-";
            var ratio = r.Ratio is { } x ? $"{x.Median:0.00} ({x.Min:0.00} - {x.Max:0.00})" : "-";
            var aim = r.Aim is null ? "" : $"; aim {r.Aim}{(r.AimReached == true ? " (reached)" : "")}";
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {r.Id} | {Cell(r.Metric)} | {Cell(ours.TrimEnd())} | {Cell(anchor)} | {ratio} | {Cell((r.Gate ?? "-") + aim)} | {StatusText(r.Status)} |");
        }
    }

    private static void WriteNotes(StringBuilder text, ImmutableArray<BenchResult> results)
    {
        var notes = results.Where(r => r.Reason is not null).ToList();
        if (notes.Count == 0) return;
        text.AppendLine("\nNotes\n");
        foreach (var r in notes) text.AppendLine(CultureInfo.InvariantCulture, $"- {r.Id} {r.Metric}: {StatusText(r.Status)}, {r.Reason}");
    }

    private static void WriteCpu(StringBuilder text, ImmutableArray<BenchResult> results)
    {
        // The metrics of one measurement share its rounds: the first of them speaks for all.
        var lines = results.Where(r => !r.CpuSeconds.IsEmpty)
            .Select(r => (r.Id, r.Metric, Text: string.Join(", ", r.CpuSeconds.Select(c => $"{c.Key} {c.Value:0.00}"))))
            .DistinctBy(line => (line.Id, line.Text))
            .ToList();
        if (lines.Count == 0) return;
        text.AppendLine("\nCPU seconds a round, by process\n");
        foreach (var (id, metric, cpu) in lines) text.AppendLine(CultureInfo.InvariantCulture, $"- {id} {metric}: {cpu}");
    }

    private static string StatusText(ResultStatus status) => status switch
    {
        ResultStatus.Pass => "pass",
        ResultStatus.Fail => "**fail**",
        ResultStatus.Noisy => "noisy",
        ResultStatus.Skipped => "skipped",
        _ => "info",
    };

    /// <summary>Three significant digits below a thousand, thousands separated above.</summary>
    private static string Number(double value) => Math.Abs(value) switch
    {
        0 => "0",
        >= 1000 => value.ToString("#,0", CultureInfo.InvariantCulture),
        >= 100 => value.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        >= 1 => value.ToString("0.00", CultureInfo.InvariantCulture),
        _ => value.ToString("0.0000", CultureInfo.InvariantCulture),
    };

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
