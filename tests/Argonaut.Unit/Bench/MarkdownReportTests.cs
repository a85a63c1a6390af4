using System.Collections.Immutable;
using Argonaut.Bench.Results;
using Xunit;

namespace Argonaut.Unit.Bench;

public sealed class MarkdownReportTests
{
    private static readonly BenchReport Report = new(
        ImmutableSortedDictionary<string, string>.Empty.Add("commit", "0123456789ab"),
        ImmutableSortedDictionary<string, string>.Empty.Add("rounds", "3"),
        [
            new BenchResult
            {
                Id = "P-01",
                Metric = "storage ingest",
                Unit = "ticks/s",
                Ours = new Figures(500_000, 600_000, 650_000, [600_000, 500_000, 650_000]),
                Anchor = new AnchorFigures("psql \\copy", "18.4", 700_000, 750_000, 800_000, [750_000, 700_000, 800_000]),
                Ratio = new RatioFigures(0.7, 0.8, 0.81),
                Gate = "ratio >= 0.7",
                Aim = "ratio >= 0.9",
                AimReached = false,
                Status = ResultStatus.Pass,
            },
            new BenchResult { Id = "P-04", Metric = "tick to browser", Unit = "ms", Status = ResultStatus.Skipped, Reason = "needs a browser" },
        ]);

    [Fact]
    public void A_row_has_id_metric_ours_anchor_ratio_gate_and_status()
    {
        var page = MarkdownReport.Write([("first", Report)]);
        Assert.Contains(
            "| P-01 | storage ingest | 600,000 ticks/s (500,000 - 650,000) | psql \\copy: 750,000 (700,000 - 800,000) | 0.80 (0.70 - 0.81) " +
            "| ratio >= 0.7; aim ratio >= 0.9 | pass |\n",
            page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_skipped_says_why() =>
        Assert.Contains("- P-04 tick to browser: skipped, needs a browser\n", MarkdownReport.Write([("first", Report)]), StringComparison.Ordinal);

    [Fact]
    public async Task A_saved_report_reads_back_as_it_was()
    {
        var folder = Directory.CreateTempSubdirectory("argonaut-report-").FullName;
        try
        {
            var path = Path.Combine(folder, "report.json");
            await Report.SaveAsync(path, TestContext.Current.CancellationToken);
            var copy = await BenchReport.LoadAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(MarkdownReport.Write([("first", Report)]), MarkdownReport.Write([("first", copy)]));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
