using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Argonaut.Catalog;
using Argonaut.Catalog.Layout;
using Argonaut.Catalog.Nautilus;
using Argonaut.Catalog.Reading;
using Argonaut.Catalog.Verification;
using Argonaut.Domain;
using Argonaut.Domain.Instruments;
using Argonaut.Parquet;
using Argonaut.Tests.Shared;
using Xunit;

namespace Argonaut.Tests.Unit.Catalog;

/// <summary>Assertions R12, R14 and the readable part of R15 (nautilus-catalog.md 12.1).</summary>
public sealed class SyntheticCatalogTests
{
    private static string Root => SharedData.Require("nautilus/synthetic");

    [Fact]
    public void Every_file_has_the_expected_rows_groups_metadata_and_values()
    {
        var expected = JsonDocument.Parse(File.ReadAllText(SharedData.Require("nautilus/synthetic/expected.json"))).RootElement;
        foreach (var entry in expected.EnumerateObject())
        {
            using var file = CatalogFile.Open(Path.Combine(Root, entry.Name));
            Assert.Equal(entry.Value.GetProperty("row_group_rows").EnumerateArray().Select(e => e.GetInt32()), file.Parquet.Metadata.RowGroups.Select(g => g.Rows));
            Assert.Equal(
                entry.Value.GetProperty("schema_metadata").EnumerateObject().Select(p => (p.Name, p.Value.GetString()!)).Order(),
                file.Metadata.Select(p => (p.Key, p.Value)).Order());
            AssertValues(file, entry.Value);
        }
    }

    [Fact]
    public void The_listing_finds_true_ids_files_and_gaps()
    {
        var listing = new CatalogReader(Path.Combine(Root, "catalog")).List();
        Assert.Equal(CatalogProfile.V1Hp, listing.Profile);
        Assert.Empty(listing.Unreadable);
        Assert.Empty(listing.Orphans);
        Assert.Equal("EUR/USD.IDEALPRO", listing.Items.Single(i => i.Type == CatalogType.OrderBookDelta).Identifier);
        Assert.Equal("EUR/USD.IDEALPRO", listing.Items.Single(i => i.Type.InstrumentClass == "CurrencyPair").Identifier);
        var bars = listing.Items.Single(i => i.Type == CatalogType.Bar);
        Assert.Equal(("AAPL.NASDAQ-1-MINUTE-LAST-EXTERNAL", "AAPL.NASDAQ", 2, 6), (bars.Identifier, bars.InstrumentId, bars.Files.Length, (int)bars.Rows));
        var gap = Assert.Single(bars.Gaps);
        Assert.Equal(("2026-01-02T14:33:00.000000001Z", "2026-01-02T14:33:59.999999999Z"), (gap.Start.ToIso(), gap.End.ToIso()));
        var quotes = Assert.Single(new CatalogReader(Path.Combine(Root, "catalog")).List("quote_tick", "AAPL.NASDAQ").Items);
        Assert.Equal((12_001, 2, 0), (quotes.Rows, quotes.PricePrecision, quotes.SizePrecision));
    }

    [Theory]
    [InlineData("equity/AAPL.NASDAQ", "AAPL.NASDAQ", "0.01", null)]
    [InlineData("currency_pair/EURUSD.IDEALPRO", "EUR/USD.IDEALPRO", "0.00005", "EUR")]
    [InlineData("futures_contract/ESH6.CME", "ESH6.CME", "0.25", null)]
    public void Instruments_of_other_writers_become_definitions(string folder, string id, string increment, string? baseCurrency)
    {
        var path = Directory.EnumerateFiles(Path.Combine(Root, "catalog/data", folder)).Single();
        var instrument = Assert.Single(InstrumentRows.Read(path, "IB"));
        Assert.Equal((id, increment, baseCurrency), (instrument.Id.Value, instrument.PriceIncrement.ToString(), instrument.BaseCurrency));
        if (instrument.Class != InstrumentClass.FuturesContract) return;
        Assert.Equal(
            ("ES", "XCME", "50", 1774013400000000000, AssetClass.Index),
            (instrument.Underlying, instrument.ExchangeMic, instrument.Multiplier.ToString(), instrument.Expiration.Value, instrument.AssetClass));
    }

    [Fact]
    public void Undefined_prices_read_as_null()
    {
        var path = Directory.EnumerateFiles(Path.Combine(Root, "catalog/data/order_book_deltas/EURUSD.IDEALPRO")).Single();
        using var file = CatalogFile.Open(path);
        foreach (var batch in file.ReadBatches())
        {
            Assert.Equal((null, null), (batch.Price(batch["price"], 0), batch.Quantity(batch["size"], 0)));
            Assert.Equal("1.12345", batch.Display("price", 1));
        }
    }

    [Fact]
    public void The_quotes_and_trades_play_in_one_order()
    {
        var replay = TickReplay.Open(Path.Combine(Root, "catalog"), ["AAPL.NASDAQ"], new FileInterval(new(1767364200000000001), new(1767364202000000000)));
        var error = Record.Exception(() => replay.Read().Count());
        // The largest quantity a catalog can hold does not fit 64 bits at scale 8: it is refused by row and value, never wrapped.
        var refused = Assert.IsType<ParquetFormatException>(error);
        Assert.Contains("size 34028236692093", refused.Message, StringComparison.Ordinal);
        Assert.Contains("not representable", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Profile_v2_quotes_and_trades_are_recognised_and_read()
    {
        var quotes = Directory.EnumerateFiles(Path.Combine(Root, "catalog-v2/data/quotes/AAPL.NASDAQ")).Single();
        using var file = CatalogFile.Open(quotes);
        Assert.Equal((CatalogProfile.V2, CatalogType.QuoteTick), (file.Profile, file.Type));
        foreach (var batch in file.ReadBatches())
        {
            Assert.Equal(["250.00", "250.01", "-0.01"], Enumerable.Range(0, 3).Select(i => RawAtCents(batch, "bid_price", i)));
            Assert.Equal(["250.02", "250.03", null], Enumerable.Range(0, 3).Select(i => RawAtCents(batch, "ask_price", i)));
            Assert.Equal([1767364200000000000, 1767364200000000001, 1767364200000000001], batch["ts_init"].Int64.ToArray());
        }

        var trades = Directory.EnumerateFiles(Path.Combine(Root, "catalog-v2/data/trades/AAPL.NASDAQ")).Single();
        using var tradeFile = CatalogFile.Open(trades);
        foreach (var batch in tradeFile.ReadBatches())
            Assert.Equal(["BUYER", "SELLER", "BUYER"], Enumerable.Range(0, 3).Select(i => batch.Text("aggressor_side", i)));
    }

    [Fact]
    public void Profile_v2_depths_are_refused_with_a_reason()
    {
        var path = Directory.EnumerateFiles(Path.Combine(Root, "catalog-v2/data/order_book_depths/AAPL.NASDAQ")).Single();
        var report = FileVerifier.Verify(path);
        Assert.Contains("Lists and groups are not read", Assert.Single(report.Problems).Message, StringComparison.Ordinal);
    }

    private static string? RawAtCents(CatalogBatch batch, string column, int row) =>
        batch.Price(batch[column], row) is { } raw ? Argonaut.Catalog.Numbers.RawText.Format(raw, 16, 2) : null;

    private static void AssertValues(CatalogFile file, JsonElement expected)
    {
        var rows = new List<Dictionary<string, string?>>();
        var sums = new Dictionary<string, BigInteger>(StringComparer.Ordinal);
        foreach (var batch in file.ReadBatches())
        {
            foreach (var _ in Enumerable.Range(0, batch.Rows)) rows.Add([]);
            foreach (var name in batch.Names)
            {
                for (var row = 0; row < batch.Rows; row++)
                {
                    var text = Raw(batch, name, row);
                    rows[(int)batch.FirstRow + row][name] = text;
                    if (BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
                        sums[name] = sums.GetValueOrDefault(name) + number;
                }
            }
        }

        foreach (var sum in expected.GetProperty("sums").EnumerateObject()) Assert.Equal(sum.Value.GetString(), sums[sum.Name].ToString(CultureInfo.InvariantCulture));
        if (!expected.TryGetProperty("data", out var data) || data.GetArrayLength() != rows.Count) return;
        foreach (var (element, row) in data.EnumerateArray().Zip(rows))
            foreach (var value in element.EnumerateObject())
                Assert.Equal(value.Value.GetString(), row[value.Name]);
    }

    // Raw integers as the independent reader prints them, sentinels included.
    private static string? Raw(CatalogBatch batch, string name, int row)
    {
        var column = batch[name];
        if (column.Column.Type != PhysicalType.FixedLenByteArray) return batch.Display(name, row);
        return CatalogBatch.IsQuantity(name)
            ? (batch.Quantity(column, row) ?? UInt128.MaxValue).ToString(CultureInfo.InvariantCulture)
            : (batch.Price(column, row) ?? Int128.MaxValue).ToString(CultureInfo.InvariantCulture);
    }
}
