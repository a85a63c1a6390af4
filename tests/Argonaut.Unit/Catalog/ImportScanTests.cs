using Argonaut.Catalog;
using Argonaut.Catalog.Reading;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Xunit;

namespace Argonaut.Tests.Unit.Catalog;

/// <summary>What of a folder a store can take, and the rows of it.</summary>
public sealed class ImportScanTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_catalog_has_its_series_in_order_of_time_and_its_definitions()
    {
        await WriteAsync(BarStamp.Close);

        var scan = ImportScan.Read(_folder.Path, "IB");

        Assert.Equal([("bar", 3L), ("trade_tick", 20L)], scan.Series.Select(s => (s.Type.Name, s.Rows)));
        Assert.Equal(2, scan.Series[1].Files.Length);
        Assert.True(scan.Series[1].Files[0].Bounds!.Value.End < scan.Series[1].Files[1].Bounds!.Value.Start);
        Assert.Equal(("AAPL.NASDAQ", "IB"), (Assert.Single(scan.Definitions).Id.Value, scan.Definitions[0].Source));
        Assert.Empty(scan.Refused);
    }

    [Fact]
    public async Task One_file_and_a_folder_inside_of_a_catalog_are_taken_as_well()
    {
        await WriteAsync(BarStamp.Close);
        var folder = Path.Combine(_folder.Path, "data", "trade_tick");
        var file = Directory.GetFiles(folder, "*.parquet", SearchOption.AllDirectories).Order().First();

        Assert.Equal(20, Assert.Single(ImportScan.Read(folder, "IB").Series).Rows);
        Assert.Equal(10, Assert.Single(ImportScan.Read(file, "IB").Series).Rows);
    }

    [Theory]
    [InlineData(BarStamp.Close)]
    [InlineData(BarStamp.IbAdapter)]
    public async Task Bars_of_either_stamp_have_their_opens(BarStamp stamp)
    {
        await WriteAsync(stamp);
        var bars = ImportScan.Read(_folder.Path, "IB").Series[0];

        var read = bars.ReadBars(Sample.Aapl.Key, 8, 8, Assert.Fail, _ => { }).ToArray();

        Assert.Equal(Bars().Select(b => (b.TsOpen, b.Open, b.High, b.Low, b.Close, b.Volume)), read.Select(b => (b.TsOpen, b.Open, b.High, b.Low, b.Close, b.Volume)));
        Assert.All(read, bar => Assert.Equal((BarSource.Import, true), (bar.Source, bar.IsClosed)));
    }

    [Fact]
    public async Task A_row_that_a_scale_cannot_hold_is_left_out_with_its_reason_and_the_others_are_read()
    {
        await WriteAsync(BarStamp.Close);
        var trades = ImportScan.Read(_folder.Path, "IB").Series[1];
        var reasons = new List<string>();

        var read = trades.ReadTicks(Sample.Aapl.Key, 1, 8, reasons.Add, _ => { }).ToArray();

        Assert.Equal((10, 10), (read.Length, reasons.Count));
        Assert.Contains("150.05 is not representable at 1 decimals", reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_data_is_named_with_the_reason_and_files_that_overlap_stop_the_series()
    {
        await WriteAsync(BarStamp.Close);
        File.WriteAllText(Path.Combine(_folder.Path, "broken.parquet"), "PAR1 is not enough");
        var first = Directory.GetFiles(Path.Combine(_folder.Path, "data", "trade_tick"), "*.parquet", SearchOption.AllDirectories).Order().First();
        File.Copy(first, Path.Combine(Path.GetDirectoryName(first)!, "copy.parquet"));

        var scan = ImportScan.Read(_folder.Path, "IB");

        Assert.Equal("broken.parquet", Assert.Single(scan.Refused).Path);
        var overlap = Assert.Throws<CatalogRefusedException>(() => scan.Series[1].ReadTicks(Sample.Aapl.Key, 8, 8, Assert.Fail, _ => { }).ToArray());
        Assert.Contains("overlaps", overlap.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Ten trades on each of two days, every other one at five cents, and three bars of a minute.</summary>
    private async Task WriteAsync(BarStamp stamp)
    {
        var writer = new CatalogWriter(_folder.Path, new ExportSettings { BarStamp = stamp });
        await writer.WriteInstrumentAsync(Sample.Aapl, Ct);
        var request = new ExportRequest(Sample.Aapl, UnixNanos.Zero, UnixNanos.MaxValue);
        using var trades = writer.BeginTrades(request);
        await trades.AppendAsync(
            Enumerable.Range(0, 20).Select(i => Sample.Trade(i % 2 == 0 ? "150.1" : "150.05", "100", Sample.Noon + i / 10 * UnixNanos.PerDay + i, i + 1)).ToArray(), Ct);
        await trades.CompleteAsync(Ct);
        using var bars = writer.BeginBars(request, Timeframe.Minute1, PriceType.Last);
        await bars.AppendAsync(Bars(), Ct);
        await bars.CompleteAsync(Ct);
    }

    private static Bar[] Bars() =>
    [
        .. Enumerable.Range(0, 3).Select(i =>
        {
            var open = Sample.Noon + i * UnixNanos.PerMinute;
            return new Bar(
                Sample.Aapl.Key, Timeframe.Minute1, open, Sample.Mantissa("150.1"), Sample.Mantissa("150.3"), Sample.Mantissa("150"), Sample.Mantissa("150.2"),
                Sample.Mantissa($"{100 + i}"), 3, null, open + 1, open + 2, BarSource.Ticks, true, 0);
        }),
    ];
}
