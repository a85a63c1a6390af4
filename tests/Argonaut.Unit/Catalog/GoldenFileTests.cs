using Argonaut.Catalog;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Parquet;
using Argonaut.Tests.Shared;
using Xunit;

namespace Argonaut.Tests.Unit.Catalog;

/// <summary>The bytes of our files are pinned: a repeated export is recognised by them (api.md A-060).</summary>
public sealed class GoldenFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task The_golden_file_of_the_specification_is_written_byte_for_byte()
    {
        var settings = Sample.Settings with { Codec = ParquetCodec.Uncompressed, Encodings = ParquetEncodings.Plain };
        var at = new UnixNanos(1703462400000000000);
        MarketEvent[] rows =
        [
            Sample.Trade("150.25", "100", at, at, TickFlags.Buyer | TickFlags.OwnTradeId, 1),
            Sample.Trade("150.26", "200", at, at + 1, TickFlags.Seller | TickFlags.OwnTradeId, 2),
        ];
        var request = Sample.Day(at) with { OwnTradeId = (_, sequence) => sequence == 1 ? "T12345" : "T12346" };
        using var export = new CatalogWriter(_folder.Path, settings).BeginTrades(request);
        await export.AppendAsync(rows, TestContext.Current.CancellationToken);
        var outcome = await export.CompleteAsync(TestContext.Current.CancellationToken);

        var expected = Convert.FromHexString(string.Concat(File.ReadAllLines(SharedData.Vector("parquet/trade-ticks-two-rows.hex"))));
        Assert.Equal(expected, File.ReadAllBytes(Path.Combine(_folder.Path, Assert.Single(outcome.Files).Path)));
    }

    public void Dispose() => _folder.Dispose();
}
