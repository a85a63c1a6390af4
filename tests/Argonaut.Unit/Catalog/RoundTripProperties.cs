using Argonaut.Catalog;
using Argonaut.Catalog.Nautilus;
using Argonaut.Catalog.Layout;
using Argonaut.Catalog.Reading;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Parquet;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Argonaut.Tests.Unit.Catalog;

/// <summary>Assertion W11 of nautilus-catalog.md 12.2.</summary>
public sealed class RoundTripProperties
{
    [Fact]
    public void Prices_sizes_and_times_come_back_at_every_precision() => Prop.ForAll<long[], int, bool>((values, seed, narrow) =>
    {
        var (pricePrecision, sizePrecision) = (Math.Abs(seed % 9), Math.Abs(seed / 9 % 9));
        var instrument = Sample.Aapl with { PriceIncrement = new Price(1, (byte)pricePrecision), SizeIncrement = new Quantity(1, (byte)sizePrecision) };
        var rows = values.Select((v, i) => Row(v, i, pricePrecision, sizePrecision)).ToArray();
        using var folder = new TempFolder();
        var settings = Sample.Settings with { Profile = narrow ? CatalogProfile.V1Sp : CatalogProfile.V1Hp, OffPrecision = OffPrecision.Refuse };
        var outcome = Export(folder.Path, settings, Sample.Day(Sample.Noon, instrument), rows);
        var refused = outcome.Rejects.ToDictionary(r => r.Row, r => r.Reason);
        if (refused.Values.Any(r => r != "out_of_range" || !narrow)) return false;
        var expected = rows.Where((_, i) => !refused.ContainsKey(i)).Select(r => r with { Stream = 0, Sequence = 0 });
        return TickReplay.Open(folder.Path).Read().Select(r => r with { Stream = 0, Sequence = 0 }).SequenceEqual(expected);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(CatalogProfile.V1Hp)]
    [InlineData(CatalogProfile.V1Sp)]
    public void Depth_levels_keep_their_sentinels(CatalogProfile profile)
    {
        var schema = MarketSchemas.Of(CatalogType.OrderBookDepth, profile);
        Assert.Equal(64, schema.Columns.Length);
        var stream = new MemoryStream();
        using (var writer = new ParquetWriter(stream, schema, new ParquetWriteOptions
        {
            KeyValues = [new("instrument_id", "A.B"), new("price_precision", "2"), new("size_precision", "0")],
        }))
        {
            foreach (var column in writer.Columns)
            {
                if (column.Width == 16) column.Append(column.Column.Name.Contains("size", StringComparison.Ordinal) ? (Int128)(-1) : Int128.MaxValue);
                else if (column.Column.Type == PhysicalType.FixedLenByteArray) column.Append(column.Column.Name.Contains("size", StringComparison.Ordinal) ? -1L : long.MaxValue);
                else if (column.Column.Type == PhysicalType.Int32) column.Append(-1);
                else column.Append(1L);
            }

            writer.Finish();
        }

        using var file = CatalogFile.Open(stream.ToArray(), "order_book_depths/A.B/x.parquet");
        foreach (var batch in file.ReadBatches())
        {
            Assert.Null(batch.Price(batch["bid_price_0"], 0));
            Assert.Null(batch.Quantity(batch["ask_size_9"], 0));
            Assert.Equal(uint.MaxValue, batch.Int64("bid_count_3", 0));
        }
    }

    private static MarketEvent Row(long value, int i, int pricePrecision, int sizePrecision)
    {
        var (priceUnit, sizeUnit) = ((long)Math.Pow(10, 8 - pricePrecision), (long)Math.Pow(10, 8 - sizePrecision));
        var mantissa = i % 5 == 0 ? value ^ long.MinValue : value * 1_000_003;
        var price = mantissa / priceUnit * priceUnit;
        var size = Math.Max(1, Math.Abs(mantissa / 3) / sizeUnit) * sizeUnit;
        return new MarketEvent(MarketEventKind.Trade, Sample.Aapl.Key, price, size, 0, 0, (TickFlags)Math.Abs(value % 3), Sample.Noon, Sample.Noon + i, 7, i);
    }

    private static ExportOutcome Export(string root, ExportSettings settings, ExportRequest request, MarketEvent[] rows)
    {
        using var export = new CatalogWriter(root, settings).BeginTrades(request);
        var append = export.AppendAsync(rows, CancellationToken.None);
        Assert.True(append.IsCompletedSuccessfully);
        return export.CompleteAsync(CancellationToken.None).GetAwaiter().GetResult();
    }
}
