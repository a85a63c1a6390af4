using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Argonaut.Catalog;
using Argonaut.Catalog.Layout;
using Argonaut.Catalog.Nautilus;
using Argonaut.Catalog.Reading;
using Argonaut.Catalog.Writing;
using Argonaut.Parquet;
using Argonaut.Tests.Shared;
using Xunit;

namespace Argonaut.Tests.Unit.Catalog;

/// <summary>The files that NautilusTrader wrote read with the values an independent reader gave (nautilus-catalog.md 12.1).</summary>
public sealed class NautilusSampleTests
{
    private static readonly (string File, CatalogType Type)[] Files =
    [
        ("bars", CatalogType.Bar), ("deltas", CatalogType.OrderBookDelta), ("quotes", CatalogType.QuoteTick),
        ("quotes-3-groups-filter-query", CatalogType.QuoteTick), ("trades", CatalogType.TradeTick),
    ];

    public static TheoryData<string> Samples()
    {
        var data = new TheoryData<string>();
        foreach (var (file, _) in Files)
        {
            data.Add($"64-bit/{file}.parquet");
            data.Add($"128-bit/{file}.parquet");
        }

        data.Add("extra/quote_tick_eurusd_2019_sim_rust.parquet");
        data.Add("extra/quote_tick_usdjpy_2019_sim_rust.parquet");
        return data;
    }

    public static TheoryData<string> Pairs() => [.. Files.Select(f => f.File)];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Rows_groups_and_metadata_are_as_expected(string path)
    {
        var expected = Expected(path);
        using var file = Open(path);
        Assert.Equal(expected.GetProperty("rows").GetInt64(), file.Rows);
        Assert.Equal(expected.GetProperty("row_groups").GetInt32(), file.Parquet.Metadata.RowGroups.Length);
        Assert.Equal(expected.GetProperty("created_by").GetString(), file.Parquet.Metadata.CreatedBy);
        Assert.Equal("ARROW:schema", Assert.Single(file.Parquet.Metadata.KeyValues).Key);
        var metadata = expected.GetProperty("schema_metadata").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!);
        Assert.Equal(metadata.OrderBy(p => p.Key), file.Metadata.OrderBy(p => p.Key));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_schema_is_the_one_we_write(string path)
    {
        using var file = Open(path);
        Assert.Equal(path.StartsWith("64", StringComparison.Ordinal) ? CatalogProfile.V1Sp : CatalogProfile.V1Hp, file.Profile);
        Assert.Null(CatalogTarget.SchemaDifference(file.Parquet.Schema, MarketSchemas.Of(file.Type, file.Profile!.Value)));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_column_has_the_expected_minimum_maximum_and_sum(string path)
    {
        var statistics = Expected(path).GetProperty("column_stats");
        using var file = Open(path);
        var found = new SortedDictionary<string, (BigInteger Min, BigInteger Max, BigInteger Sum)>(StringComparer.Ordinal);
        foreach (var batch in file.ReadBatches())
        {
            foreach (var name in batch.Names)
            {
                for (var row = 0; row < batch.Rows; row++)
                {
                    if (Raw(batch, name, row) is not { } value) continue;
                    found[name] = found.TryGetValue(name, out var f)
                        ? (BigInteger.Min(f.Min, value), BigInteger.Max(f.Max, value), f.Sum + value)
                        : (value, value, value);
                }
            }
        }

        var expected = statistics.EnumerateObject().Where(p => p.Value.TryGetProperty("sum", out _)).OrderBy(p => p.Name, StringComparer.Ordinal)
            .Select(p => (p.Name, Big(p.Value, "min"), Big(p.Value, "max"), Big(p.Value, "sum")));
        Assert.Equal(expected, found.Select(p => (p.Key, p.Value.Min, p.Value.Max, p.Value.Sum)));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void First_and_last_rows_are_as_expected(string path)
    {
        var expected = Expected(path);
        var rows = Rows(path);
        AssertRows(expected.GetProperty("first_rows"), rows);
        var last = expected.GetProperty("last_rows");
        AssertRows(last, rows.Skip(rows.Count - last.GetArrayLength()).ToList());
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Wide_prices_are_the_narrow_ones_times_ten_million(string name)
    {
        var narrow = Rows($"64-bit/{name}.parquet");
        var wide = Rows($"128-bit/{name}.parquet");
        Assert.Equal(narrow.Count, wide.Count);
        for (var row = 0; row < narrow.Count; row++)
        {
            foreach (var (column, value) in narrow[row])
            {
                var isFixed = column.EndsWith("price", StringComparison.Ordinal) || CatalogBatch.IsQuantity(column) || column is "open" or "high" or "low" or "close";
                Assert.Equal(isFixed ? value + "0000000" : value, Unzero(wide[row][column]));
                string? Unzero(string? text) => isFixed && text == "0" ? "00000000" : text;
            }
        }
    }

    [Fact]
    public void The_first_rows_decode_to_the_documented_decimals()
    {
        using var quotes = Open("128-bit/quotes.parquet");
        var quote = First(quotes);
        Assert.Equal(("112.12000", "112.17200", "10000000", "1577898000000000065"), (quote["bid_price"], quote["ask_price"], quote["bid_size"], quote["ts_init"]));
        using var bars = Open("64-bit/bars.parquet");
        var bar = First(bars);
        Assert.Equal(("0.00285300", "0.00285400", "0.00285100", "0.00285400", "3630420.00000000"), (bar["open"], bar["high"], bar["low"], bar["close"], bar["volume"]));
        using var trades = Open("64-bit/trades.parquet");
        var trade = First(trades);
        Assert.Equal(("123.4000", "500.0000", "1", "123456", "0"), (trade["price"], trade["size"], trade["aggressor_side"], trade["trade_id"], trade["ts_init"]));
    }

    [Fact]
    public void Book_changes_are_counted_and_reported_as_not_sorted()
    {
        var rows = Rows("128-bit/deltas.parquet");
        Assert.Equal((1, 935, 141), (Count("action", "4"), Count("action", "2"), Count("action", "3")));
        Assert.Equal((1, 647, 429), (Count("side", "0"), Count("side", "1"), Count("side", "2")));
        var times = rows.Select(r => long.Parse(r["ts_init"]!, CultureInfo.InvariantCulture)).ToArray();
        Assert.False(StableOrder.IsSorted(times));
        var order = StableOrder.Of(times);
        Assert.True(StableOrder.IsSorted(order.Select(i => times[i]).ToArray()));
        Assert.All(order.Zip(order.Skip(1)), pair => Assert.True(times[pair.First] < times[pair.Second] || pair.First < pair.Second));
        int Count(string column, string value) => rows.Count(r => r[column] == value);
    }

    [Fact]
    public void A_time_range_touches_only_its_row_groups()
    {
        using var file = Open("128-bit/quotes-3-groups-filter-query.parquet");
        Assert.True(file.Parquet.TryGetBounds(1, 5, out var from, out var to));
        var before = file.Parquet.BytesRead;
        var range = new FileInterval(new(from + 1), new(to - 1));
        var groups = new List<int>();
        foreach (var batch in file.ReadBatches(range)) groups.Add(batch.RowGroup);
        Assert.Contains(1, groups);
        Assert.True(groups.Count < 3);
        var touched = groups.Sum(g => file.Parquet.Metadata.RowGroups[g].Columns.Sum(c => c.CompressedSize));
        Assert.Equal(touched, file.Parquet.BytesRead - before);
    }

    [Fact]
    public void Two_columns_cost_the_bytes_of_two_column_chunks()
    {
        using var file = Open("128-bit/quotes.parquet");
        var before = file.Parquet.BytesRead;
        foreach (var batch in file.ReadBatches(columns: ["bid_price", "ts_init"])) Assert.Equal(2, batch.Names.Count());
        var expected = file.Parquet.Metadata.RowGroups.Sum(g => g.Columns[0].CompressedSize + g.Columns[5].CompressedSize);
        Assert.Equal(expected, file.Parquet.BytesRead - before);
    }

    private static CatalogFile Open(string path) => CatalogFile.Open(SharedData.Require($"nautilus/{path}"));

    private static JsonElement Expected(string path) => JsonDocument.Parse(File.ReadAllText(SharedData.Require("nautilus/expected.json"))).RootElement.GetProperty(path);

    private static BigInteger Big(JsonElement element, string name) => BigInteger.Parse(element.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    private static List<Dictionary<string, string?>> Rows(string path)
    {
        using var file = Open(path);
        var rows = new List<Dictionary<string, string?>>();
        foreach (var batch in file.ReadBatches())
            for (var row = 0; row < batch.Rows; row++)
                rows.Add(batch.Names.ToDictionary(n => n, n => Raw(batch, n, row)?.ToString(CultureInfo.InvariantCulture) ?? batch.Text(n, row)));
        return rows;
    }

    private static Dictionary<string, string?> First(CatalogFile file)
    {
        foreach (var batch in file.ReadBatches()) return batch.Names.ToDictionary(n => n, n => batch.Display(n, 0));
        throw new InvalidOperationException("The file is empty.");
    }

    private static void AssertRows(JsonElement expected, List<Dictionary<string, string?>> rows)
    {
        var row = 0;
        foreach (var element in expected.EnumerateArray())
        {
            foreach (var value in element.EnumerateObject()) Assert.Equal(value.Value.GetString(), rows[row][value.Name]);
            row++;
        }
    }

    private static BigInteger? Raw(CatalogBatch batch, string name, int row)
    {
        var column = batch[name];
        return column.Column.Type switch
        {
            PhysicalType.FixedLenByteArray when CatalogBatch.IsQuantity(name) => (BigInteger)batch.Quantity(column, row)!.Value,
            PhysicalType.FixedLenByteArray => (BigInteger)batch.Price(column, row)!.Value,
            PhysicalType.Int64 => (ulong)column.Int64[row],
            PhysicalType.Int32 => (uint)column.Int32[row],
            _ => null,
        };
    }
}
