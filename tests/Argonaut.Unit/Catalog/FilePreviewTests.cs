using Argonaut.Catalog;
using Argonaut.Catalog.Reading;
using Xunit;

namespace Argonaut.Tests.Unit.Catalog;

public sealed class FilePreviewTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData(CatalogFormat.Nautilus, "150.25", "100")]
    [InlineData(CatalogFormat.Flat, "150.25000000", "100.00000000")]
    public async Task Trades_show_the_flat_columns_of_the_seed(CatalogFormat format, string price, string size)
    {
        using var export = new CatalogWriter(_folder.Path, Sample.Settings with { Format = format }).BeginTrades(Sample.Day(Sample.Noon));
        await export.AppendAsync(new[] { Sample.Trade("150.25", "100", Sample.Noon, 1), Sample.Trade("150.26", "100", Sample.Noon, 2) }, TestContext.Current.CancellationToken);
        var outcome = await export.CompleteAsync(TestContext.Current.CancellationToken);
        var preview = FilePreview.Read(_folder.Path, outcome.Files[0].Path, "IB", 1);
        Assert.Equal(["venue", "instrument_id", "ts_event", "ts_init", "price", "size", "aggressor_side", "trade_id"], preview.Columns);
        Assert.Equal(
            string.Join('|', "IB", "AAPL.NASDAQ", Sample.Noon, Sample.Noon, price, size, "0", "7-1"), string.Join('|', Assert.Single(preview.Rows)));
    }

    [Theory]
    [InlineData("../secret.parquet")]
    [InlineData("data/../../secret.parquet")]
    [InlineData("data/settings.json")]
    [InlineData("")]
    public void Paths_that_leave_the_directory_are_refused(string path) =>
        Assert.Throws<CatalogRefusedException>(() => FilePreview.Read(_folder.Path, path, "IB", 10));

    public void Dispose() => _folder.Dispose();
}
