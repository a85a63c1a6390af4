using Argonaut.Catalog;
using Argonaut.Catalog.Layout;
using Argonaut.Catalog.Reading;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Parquet;
using Xunit;

namespace Argonaut.Tests.Unit.Catalog;

/// <summary>Assertions W1 and W3 to W6 of nautilus-catalog.md 12.2, and the life of a file until it is published.</summary>
public sealed class ExportTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_stand_in_groups_of_5000()
    {
        var outcome = await Export(Sample.Trades(12_001, Sample.Noon));
        using var file = Open(Assert.Single(outcome.Files));
        Assert.Equal([5_000, 5_000, 2_001], file.Parquet.Metadata.RowGroups.Select(g => g.Rows));
        Assert.Equal((12_001, 12_001, 0, "success"), (outcome.RowsSource, outcome.RowsWritten, outcome.RowsRejected, outcome.Status));
    }

    [Fact]
    public async Task The_same_rows_give_the_pinned_bytes()
    {
        var outcome = await Export(Sample.Trades(12_001, Sample.Noon));
        Assert.Equal("ca94f88f113c72674a71890c1610dbed286a4af9c07c10e91e97587f2fc01324", Assert.Single(outcome.Files).Sha256);
        Assert.Equal(outcome.Files[0].Sha256, CatalogWriter.Sha256Of(_folder.Path, outcome.Files[0].Path));
    }

    [Fact]
    public async Task Realistic_ticks_are_at_least_70_percent_smaller_than_csv()
    {
        var outcome = await Export(Sample.Trades(12_001, Sample.Noon));
        Assert.InRange(outcome.BytesTotal, 1, outcome.BytesAsCsv * 3 / 10);
    }

    [Fact]
    public async Task The_csv_size_is_that_of_the_printed_rows()
    {
        var at = UnixNanos.FromSeconds(1_703_462_400);
        var outcome = await Export([Sample.Trade("150.25", "100", at, 12_345)], Sample.Day(at));
        const string csv = "venue,instrument_id,ts_event,ts_init,price,size,aggressor_side,trade_id\n"
            + "IB,AAPL.NASDAQ,1703462400000000000,1703462400000000000,150.25,100,0,7-12345\n";
        Assert.Equal(csv.Length, outcome.BytesAsCsv);
    }

    [Fact]
    public async Task The_file_name_is_the_first_and_last_ts_init()
    {
        var rows = Sample.Trades(10, Sample.Noon);
        var outcome = await Export(rows);
        var interval = new FileInterval(rows[0].TsInit, rows[^1].TsInit);
        Assert.Equal($"data/trade_tick/AAPL.NASDAQ/{interval.FileName}", Assert.Single(outcome.Files).Path);
    }

    [Fact]
    public async Task Footer_entries_are_exactly_those_of_the_type()
    {
        var outcome = await Export(Sample.Trades(10, Sample.Noon));
        using var file = Open(outcome.Files[0]);
        Assert.Equal(
            [new("instrument_id", "AAPL.NASDAQ"), new("price_precision", "2"), new KeyValuePair<string, string>("size_precision", "0")],
            file.Parquet.Metadata.KeyValues);
    }

    [Fact]
    public async Task Every_row_group_states_the_true_bounds_of_ts_init_and_none_of_prices()
    {
        var rows = Sample.Trades(12_001, Sample.Noon);
        var outcome = await Export(rows);
        using var file = Open(outcome.Files[0]);
        for (var group = 0; group < 3; group++)
        {
            Assert.True(file.Parquet.TryGetBounds(group, 5, out var min, out var max));
            Assert.Equal((rows[group * 5_000].TsInit.Value, rows[Math.Min(group * 5_000 + 4_999, 12_000)].TsInit.Value), (min, max));
            Assert.Null(file.Parquet.Metadata.RowGroups[group].Columns[0].Statistics);
            Assert.Null(file.Parquet.Metadata.RowGroups[group].Columns[3].Statistics);
        }
    }

    [Fact]
    public async Task No_rows_give_no_file()
    {
        var outcome = await Export([]);
        Assert.Equal(("no_data", 0), (outcome.Status, outcome.Files.Length));
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_second_export_of_the_same_rows_changes_nothing()
    {
        var rows = Sample.Trades(100, Sample.Noon);
        var first = await Export(rows);
        var listener = new Recorder();
        var second = await Export(rows, listener: listener);
        Assert.Equal(("unchanged", first.Files[0].Sha256), (second.Status, second.Files[0].Sha256));
        Assert.Empty(listener.Calls);
        Assert.Single(Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task An_overlap_is_refused_with_the_file_in_the_way()
    {
        var rows = Sample.Trades(100, Sample.Noon);
        var first = await Export(rows[..60]);
        var refusal = await Assert.ThrowsAsync<CatalogRefusedException>(() => Export(rows));
        Assert.Equal(("catalog_overlap", first.Files[0].Path), (refusal.Code, refusal.Path));
        Assert.Single(Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Skipping_leaves_the_existing_file_alone()
    {
        var rows = Sample.Trades(100, Sample.Noon);
        var first = await Export(rows[..60]);
        var second = await Export(rows, settings: Sample.Settings with { OnOverlap = OnOverlap.Skip });
        Assert.Equal(("partial", 100, 0), (second.Status, second.RowsSkipped, second.RowsWritten));
        Assert.Equal(first.Files[0].Sha256, CatalogWriter.Sha256Of(_folder.Path, first.Files[0].Path));
    }

    [Fact]
    public async Task Replacing_writes_the_union_and_removes_the_old_file()
    {
        var rows = Sample.Trades(100, Sample.Noon);
        var old = await Export(rows[..60]);
        var listener = new Recorder();
        var middle = Sample.Day(Sample.Noon) with { From = rows[40].TsInit };
        var second = await Export(rows[40..], middle, Sample.Settings with { OnOverlap = OnOverlap.Replace }, listener);
        var path = Path.Combine(_folder.Path, Assert.Single(second.Files).Path);
        Assert.Equal([path], Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories));
        Assert.Equal([$"publishing {second.Files[0].Path}", $"published {second.Files[0].Path}", $"removed {old.Files[0].Path}"], listener.Calls);

        File.Delete(path);
        Assert.Equal((await Export(rows)).Files[0].Sha256, second.Files[0].Sha256);
    }

    [Fact]
    public async Task Each_utc_day_has_its_own_file_and_equal_times_stay_together()
    {
        var midnight = Sample.Noon + 12 * UnixNanos.PerHour;
        MarketEvent[] rows =
        [
            Sample.Trade("1", "1", midnight - 1, 1), Sample.Trade("1", "1", midnight - 1, 2), Sample.Trade("1", "1", midnight, 3), Sample.Trade("1", "1", midnight, 4),
        ];
        var request = new ExportRequest(Sample.Aapl, Sample.Noon, midnight + UnixNanos.PerDay);
        var outcome = await Export(rows, request);
        Assert.Equal([2, 2], outcome.Files.Select(f => (int)f.Rows));
        Assert.Equal([midnight - 1, midnight], outcome.Files.Select(f => f.TsInitMin));
    }

    [Fact]
    public async Task Bars_are_stamped_with_their_close_and_belong_to_the_day_of_their_open()
    {
        var midnight = Sample.Noon + 12 * UnixNanos.PerHour;
        var bars = new[] { Bar(midnight - UnixNanos.PerHour), Bar(midnight) };
        var request = new ExportRequest(Sample.Aapl, Sample.Noon, midnight + UnixNanos.PerDay);
        using var export = new CatalogWriter(_folder.Path, Sample.Settings).BeginBars(request, Timeframe.Hour1, PriceType.Last);
        await export.AppendAsync(bars, Ct);
        var outcome = await export.CompleteAsync(Ct);
        Assert.Equal([midnight, midnight + UnixNanos.PerHour], outcome.Files.Select(f => f.TsInitMax));
        using var file = Open(outcome.Files[0]);
        Assert.Equal("AAPL.NASDAQ-1-HOUR-LAST-EXTERNAL", file.BarType);
        foreach (var batch in file.ReadBatches())
            Assert.Equal((midnight.Value, midnight.Value, "1.50"), (batch["ts_event"].Int64[0], batch["ts_init"].Int64[0], batch.Display("high", 0)));
    }

    [Fact]
    public async Task The_adapter_stamp_puts_the_open_into_ts_event()
    {
        using var export = new CatalogWriter(_folder.Path, Sample.Settings with { BarStamp = BarStamp.IbAdapter })
            .BeginBars(Sample.Day(Sample.Noon), Timeframe.Hour1, PriceType.Last);
        await export.AppendAsync(new[] { Bar(Sample.Noon) }, Ct);
        var outcome = await export.CompleteAsync(Ct);
        using var file = Open(outcome.Files[0]);
        foreach (var batch in file.ReadBatches())
            Assert.Equal((Sample.Noon.Value, (Sample.Noon + UnixNanos.PerHour).Value), (batch["ts_event"].Int64[0], batch["ts_init"].Int64[0]));
    }

    [Fact]
    public async Task The_adapter_style_makes_trade_ids_of_time_price_and_size()
    {
        var outcome = await Export([Sample.Trade("185.50", "100", UnixNanos.FromSeconds(1_703_462_400))],
            Sample.Day(UnixNanos.FromSeconds(1_703_462_400)), Sample.Settings with { TradeId = TradeIdStyle.IbAdapter });
        using var file = Open(outcome.Files[0]);
        foreach (var batch in file.ReadBatches()) Assert.Equal("1703462400-185.5-100", batch.Text("trade_id", 0));
    }

    [Fact]
    public async Task The_ledger_hears_of_a_file_before_and_after_its_name_appears()
    {
        var listener = new Recorder { OnPublishing = f => Assert.False(File.Exists(Path.Combine(_folder.Path, f.Path))) };
        var outcome = await Export(Sample.Trades(10, Sample.Noon), listener: listener);
        Assert.Equal([$"publishing {outcome.Files[0].Path}", $"published {outcome.Files[0].Path}"], listener.Calls);
    }

    [Fact]
    public async Task A_ledger_that_fails_leaves_no_file()
    {
        var listener = new Recorder { OnPublishing = _ => throw new InvalidOperationException("no ledger") };
        await Assert.ThrowsAsync<InvalidOperationException>(() => Export(Sample.Trades(10, Sample.Noon), listener: listener));
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task An_export_that_is_given_up_leaves_no_file()
    {
        using (var export = new CatalogWriter(_folder.Path, Sample.Settings).BeginTrades(Sample.Day(Sample.Noon)))
            await export.AppendAsync(Sample.Trades(6_000, Sample.Noon), Ct);
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Partial_files_of_a_crash_are_deleted_and_nothing_else()
    {
        var outcome = await Export(Sample.Trades(10, Sample.Noon));
        var left = Path.Combine(_folder.Path, "data", "trade_tick", "AAPL.NASDAQ", "2026-01-05T12-00-00-000000000Z.partial-0123");
        await File.WriteAllTextAsync(left, "half", Ct);
        Assert.Equal(1, CatalogWriter.DeletePartials(_folder.Path));
        Assert.Equal([Path.Combine(_folder.Path, outcome.Files[0].Path)], Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData(CatalogProfile.V1Hp, ParquetCodec.Snappy, ParquetEncodings.Compact)]
    [InlineData(CatalogProfile.V1Hp, ParquetCodec.Gzip, ParquetEncodings.Plain)]
    [InlineData(CatalogProfile.V1Sp, ParquetCodec.Zstd, ParquetEncodings.Compact)]
    [InlineData(CatalogProfile.V1Sp, ParquetCodec.Uncompressed, ParquetEncodings.Plain)]
    public async Task Ticks_come_back_as_they_went_in(CatalogProfile profile, ParquetCodec codec, ParquetEncodings encodings)
    {
        var trades = Sample.Trades(6_001, Sample.Noon);
        var quotes = trades.Select(t => new MarketEvent(MarketEventKind.Quote, t.Instrument, t.A, t.A + 1_000_000, t.B, t.B, TickFlags.None, t.TsEvent, t.TsInit)).ToArray();
        var settings = Sample.Settings with { Profile = profile, Codec = codec, Encodings = encodings };
        await Export(trades, settings: settings);
        using (var export = new CatalogWriter(_folder.Path, settings).BeginQuotes(Sample.Day(Sample.Noon)))
        {
            await export.AppendAsync(quotes, Ct);
            await export.CompleteAsync(Ct);
        }

        var replay = TickReplay.Open(_folder.Path);
        Assert.Equal(("AAPL.NASDAQ", 2, 0), (replay.Instruments[0].Id.Value, replay.Instruments[0].PricePrecision, replay.Instruments[0].SizePrecision));
        var played = replay.Read().Select(e => e with { Stream = 0, Sequence = 0 }).ToList();
        Assert.Equal(trades.Select(t => t with { Stream = 0, Sequence = 0 }), played.Where(e => e.Kind == MarketEventKind.Trade));
        Assert.Equal(quotes, played.Where(e => e.Kind == MarketEventKind.Quote));
        Assert.True(StableOrder.IsSorted(played.Select(e => e.TsInit.Value).ToArray()));
    }

    [Fact]
    public async Task Flat_files_hold_exact_decimals_outside_the_catalog()
    {
        var outcome = await Export([Sample.Trade("150.255", "0.5", Sample.Noon)], settings: Sample.Settings with { Format = CatalogFormat.Flat });
        Assert.StartsWith("flat/trade_tick/IB/AAPL.NASDAQ/", outcome.Files[0].Path, StringComparison.Ordinal);
        using var file = Open(outcome.Files[0]);
        foreach (var batch in file.ReadBatches())
        {
            string[] row = [.. batch.Names.Select(n => batch.Display(n, 0) ?? "null")];
            Assert.Equal(["IB", "AAPL.NASDAQ", $"{Sample.Noon}", $"{Sample.Noon}", "150.25500000", "0.50000000", "0", "7-1"], row);
        }
    }

    public void Dispose() => _folder.Dispose();

    private static Bar Bar(UnixNanos open) => new(
        Sample.Aapl.Key, Timeframe.Hour1, open, Sample.Mantissa("1.10"), Sample.Mantissa("1.50"), Sample.Mantissa("1.00"), Sample.Mantissa("1.20"),
        Sample.Mantissa("100"), 3, null, open, open + 1, BarSource.Ticks, true, 1);

    private async Task<ExportOutcome> Export(
        MarketEvent[] rows, ExportRequest? request = null, ExportSettings? settings = null, IPublishListener? listener = null)
    {
        using var export = new CatalogWriter(_folder.Path, settings ?? Sample.Settings, listener).BeginTrades(request ?? Sample.Day(Sample.Noon));
        foreach (var chunk in rows.Chunk(777)) await export.AppendAsync(chunk, Ct);
        return await export.CompleteAsync(Ct);
    }

    private CatalogFile Open(ExportedFile file) => CatalogFile.Open(Path.Combine(_folder.Path, file.Path));

    private sealed class Recorder : IPublishListener
    {
        public List<string> Calls { get; } = [];

        public Action<ExportedFile>? OnPublishing { get; init; }

        public Task PublishingAsync(ExportedFile file, CancellationToken ct)
        {
            OnPublishing?.Invoke(file);
            Calls.Add($"publishing {file.Path}");
            return Task.CompletedTask;
        }

        public Task PublishedAsync(ExportedFile file, CancellationToken ct)
        {
            Calls.Add($"published {file.Path}");
            return Task.CompletedTask;
        }

        public Task RemovedAsync(string path, CancellationToken ct)
        {
            Calls.Add($"removed {path}");
            return Task.CompletedTask;
        }
    }
}
