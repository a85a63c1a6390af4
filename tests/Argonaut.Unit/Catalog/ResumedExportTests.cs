using Argonaut.Catalog;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Xunit;

namespace Argonaut.Tests.Unit.Catalog;

/// <summary>An export that was interrupted after a day and goes on is the export that was not.</summary>
public sealed class ResumedExportTests : IDisposable
{
    private static readonly ExportRequest ThreeDays = new(Sample.Aapl, Sample.Noon - 12 * UnixNanos.PerHour, Sample.Noon + 3 * UnixNanos.PerDay);

    private readonly TempFolder _whole = new();
    private readonly TempFolder _parts = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_parts_have_the_files_and_counts_of_the_whole()
    {
        var rows = Rows();
        using var whole = Begin(_whole, ThreeDays);
        await whole.AppendAsync(rows, Ct);
        var expected = await whole.CompleteAsync(Ct);

        ExportCheckpoint day;
        using (var first = Begin(_parts, ThreeDays))
        {
            Assert.Null(first.Checkpoint);
            await first.AppendAsync(rows.AsMemory(0, 1_500), Ct);
            day = first.Checkpoint!;
        }

        using var second = Begin(_parts, ThreeDays with { From = day.NextFrom });
        await second.AppendAsync(rows.Where(r => r.TsInit >= day.NextFrom).ToArray(), Ct);
        var outcome = day.With(await second.CompleteAsync(Ct));

        Assert.Equal(ThreeDays.From + UnixNanos.PerDay, day.NextFrom);
        Assert.Equal(expected.Files, outcome.Files);
        Assert.Equal(
            (expected.RowsSource, expected.RowsWritten, expected.RowsRejected, expected.BytesAsCsv, expected.Status),
            (outcome.RowsSource, outcome.RowsWritten, outcome.RowsRejected, outcome.BytesAsCsv, outcome.Status));
        Assert.Equal(expected.RejectedByReason, outcome.RejectedByReason);
        Assert.Equal(expected.Rejects.Select(r => (r.Row, r.Reason, r.Value)), outcome.Rejects.Select(r => (r.Row, r.Reason, r.Value)));
    }

    [Fact]
    public async Task Nothing_more_to_do_leaves_what_was_done()
    {
        using var export = Begin(_whole, ThreeDays);
        await export.AppendAsync(Rows(), Ct);
        var day = export.Checkpoint!;

        Assert.Same(day.Outcome, day.With(null));
        Assert.Equal(ThreeDays.From + 2 * UnixNanos.PerDay, day.NextFrom);
    }

    public void Dispose()
    {
        _whole.Dispose();
        _parts.Dispose();
    }

    /// <summary>1,000 trades on each of three days; every hundredth has no size and is refused.</summary>
    private static MarketEvent[] Rows() =>
    [
        .. Enumerable.Range(0, 3_000).Select(i => Sample.Trade(
            $"{150 + i % 7}.25", i % 100 == 50 ? "0" : "100", Sample.Noon + i / 1_000 * UnixNanos.PerDay + i % 1_000 * UnixNanos.PerSecond, i + 1)),
    ];

    private static DataExport<MarketEvent> Begin(TempFolder folder, ExportRequest request) => new CatalogWriter(folder.Path, Sample.Settings).BeginTrades(request);
}
