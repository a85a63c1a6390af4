using System.Collections.Immutable;
using Argonaut.Catalog;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Parquet;
using Argonaut.Tests.Shared;
using Xunit;

namespace Argonaut.Tests.Interop;

/// <summary>Other readers see in our files what we meant, for every codec, encoding and profile (nautilus-catalog.md 12.2, W2 and W3).</summary>
public sealed class OurFilesTests : IDisposable
{
    private const int Rows = 5_003;

    private static readonly UnixNanos Start = UnixNanos.FromDate(new DateOnly(2026, 1, 5));

    private readonly string _root = Directory.CreateTempSubdirectory("argonaut-interop-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("duckdb")]
    [InlineData("hyparquet")]
    public async Task Every_codec_and_encoding_reads_with_equal_values(string reader)
    {
        var files = new List<string>();
        foreach (var profile in new[] { CatalogProfile.V1Hp, CatalogProfile.V1Sp })
            foreach (var codec in new[] { ParquetCodec.Uncompressed, ParquetCodec.Snappy, ParquetCodec.Gzip, ParquetCodec.Zstd })
                foreach (var encodings in Enum.GetValues<ParquetEncodings>())
                    files.AddRange(await WriteAll(new ExportSettings { Profile = profile, Codec = codec, Encodings = encodings }));
        Assert.Equal(16 * 8, files.Count);

        var seen = await NodeReaders.ReadAsync(reader, files, Ct);
        for (var i = 0; i < files.Count; i++)
        {
            var ours = OurReader.Rows(files[i]);
            Assert.Equal(ours.Count, seen[i].Rows.Length);
            for (var row = 0; row < ours.Count; row++) AssertRow(ours[row], seen[i], row);
        }
    }

    [Theory]
    [InlineData("duckdb")]
    [InlineData("hyparquet")]
    public async Task The_printed_schema_is_that_of_nautilus_trader_line_by_line(string reader)
    {
        foreach (var (profile, folder) in new[] { (CatalogProfile.V1Hp, "128-bit"), (CatalogProfile.V1Sp, "64-bit") })
        {
            var ours = await WriteAll(new ExportSettings { Profile = profile });
            string[] samples = [.. new[] { "trades", "quotes", "bars", "deltas" }.Select(n => SharedData.Require($"nautilus/{folder}/{n}.parquet"))];
            var seen = await NodeReaders.ReadHeadsAsync(reader, [.. ours.Take(4), .. samples], Ct);
            for (var i = 0; i < 4; i++)
            {
                Assert.Equal(seen[i + 4].Schema.Select(Line), seen[i].Schema.Select(Line));
                Assert.Equal(seen[i + 4].Types, seen[i].Types);
            }
        }
    }

    [Theory]
    [InlineData("duckdb")]
    [InlineData("hyparquet")]
    public async Task Books_of_another_writer_have_the_columns_of_ours(string reader)
    {
        var ours = await WriteAll(new ExportSettings());
        string[] samples = [.. new[] { "order_book_deltas", "order_book_depths" }
            .Select(n => Directory.EnumerateFiles(SharedData.Require($"nautilus/synthetic/catalog/data/{n}/EURUSD.IDEALPRO")).Single())];
        var seen = await NodeReaders.ReadHeadsAsync(reader, [.. ours[3..5], .. samples], Ct);
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(seen[i + 2].Columns, seen[i].Columns);
            Assert.Equal(seen[i + 2].Types, seen[i].Types);
        }
    }

    [Fact]
    public async Task Footer_entries_are_exactly_those_of_the_type()
    {
        var files = await WriteAll(new ExportSettings());
        var seen = await NodeReaders.ReadHeadsAsync("hyparquet", files, Ct);
        string[] ticks = ["instrument_id", "price_precision", "size_precision"];
        Assert.Equal(ticks, seen[0].Keys.Keys.Order());
        Assert.Equal(ticks, seen[1].Keys.Keys.Order());
        Assert.Equal(["bar_type", .. ticks], seen[2].Keys.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(ticks, seen[3].Keys.Keys.Order());
        Assert.Equal(ticks, seen[4].Keys.Keys.Order());
        Assert.All(seen.Skip(5), f => Assert.Equal(["ARROW:schema", "class"], f.Keys.Keys.Order(StringComparer.Ordinal)));
        Assert.Equal([5_000, 3], seen[0].Groups);
        Assert.Equal(["SNAPPY"], seen[0].Codecs);
    }

    /// <summary>Every class that a contract of the broker becomes (nautilus-catalog.md 6.5), with the columns of 6.3.</summary>
    [Theory]
    [InlineData("duckdb")]
    [InlineData("hyparquet")]
    public async Task Every_instrument_class_reads_with_equal_values(string reader)
    {
        var option = Future with
        {
            Id = InstrumentId.Parse("AAPL  261218C00250000.AMEX"), Class = InstrumentClass.OptionContract, AssetClass = AssetClass.Equity,
            RawSymbol = "AAPL  261218C00250000", Underlying = "AAPL", OptionKind = OptionKind.Call, StrikePrice = Price.Parse("250"),
            Multiplier = Quantity.Parse("100"), LotSize = Quantity.Parse("100"), PriceIncrement = Price.Parse("0.01"),
        };
        Instrument[] instruments =
        [
            Equity with { Isin = "US0378331005" }, Pair, Future, option,
            Equity with { Id = InstrumentId.Parse("^SPX.CBOE"), Class = InstrumentClass.IndexInstrument, AssetClass = AssetClass.Index, RawSymbol = "SPX" },
            Pair with { Id = InstrumentId.Parse("EUR/USD.IBCFD"), Class = InstrumentClass.Cfd },
            Equity with { Id = InstrumentId.Parse("XAUUSD.IBCMDTY"), Class = InstrumentClass.Commodity, AssetClass = AssetClass.Commodity, RawSymbol = "XAUUSD" },
        ];
        Assert.Equal(Enum.GetValues<InstrumentClass>().Order(), instruments.Select(i => i.Class).Order());
        var writer = new CatalogWriter(Path.Combine(_root, $"classes-{reader}"), new ExportSettings());
        List<string> files = [];
        foreach (var instrument in instruments)
            files.Add(Path.Combine(_root, $"classes-{reader}", (await writer.WriteInstrumentAsync(instrument, Ct)).Path));

        var seen = await NodeReaders.ReadAsync(reader, files, Ct);
        for (var i = 0; i < files.Count; i++)
        {
            AssertRow(Assert.Single(OurReader.Rows(files[i])), seen[i], 0);
            Assert.Equal(instruments[i].Id.Value, Value(seen[i], "id"));
            Assert.Equal(instruments[i].PriceIncrement.ToString(), Value(seen[i], "price_increment"));
        }

        Assert.Equal(("CALL", "250", "100"), (Value(seen[3], "option_kind"), Value(seen[3], "strike_price"), Value(seen[3], "multiplier")));
        Assert.Equal("US0378331005", Value(seen[0], "isin"));
        static string? Value(SeenFile file, string column) => file.Rows[0][file.Columns.IndexOf(column)];
    }

    [Fact]
    public async Task Flat_files_give_duckdb_the_exact_decimals()
    {
        using var export = new CatalogWriter(_root, new ExportSettings { Format = CatalogFormat.Flat }).BeginTrades(Request(Equity));
        var extreme = new MarketEvent(MarketEventKind.Trade, Equity.Key, long.MaxValue, 1, 0, 0, TickFlags.Seller, Start, Start, 7, 1);
        await export.AppendAsync(new[] { extreme, extreme with { A = -15_025_500_000, Flags = TickFlags.None, TsInit = Start + 1, Sequence = 2 } }, Ct);
        var outcome = await export.CompleteAsync(Ct);
        var seen = Assert.Single(await NodeReaders.ReadAsync("duckdb", [Path.Combine(_root, outcome.Files[0].Path)], Ct));
        Assert.Equal(["venue", "instrument_id", "ts_event", "ts_init", "price", "size", "aggressor_side", "trade_id"], seen.Columns);
        Assert.Equal(["IB", "AAPL.NASDAQ", $"{Start}", $"{Start}", "92233720368.54775807", "0.00000001", "2", "7-1"], seen.Rows[0]);
        Assert.Equal(["IB", "AAPL.NASDAQ", $"{Start}", $"{Start + 1}", "-150.25500000", "0.00000001", "0", "7-2"], seen.Rows[1]);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static string Line(ImmutableArray<string?> element) => string.Join(" | ", element);

    private static void AssertRow(string?[] expected, SeenFile file, int row)
    {
        if (file.Rows[row].AsSpan().SequenceEqual(expected)) return;
        for (var column = 0; column < expected.Length; column++)
        {
            // Plain bytes have no text form of their own: one reader prints hex, the other the text.
            if (file.Columns[column] == "info") Assert.NotNull(file.Rows[row][column]);
            else Assert.Equal(expected[column], file.Rows[row][column]);
        }
    }

    private static ExportRequest Request(Instrument instrument) => new(instrument, Start, Start + UnixNanos.PerDay);

    private static Instrument Equity { get; } = new()
    {
        Key = new InstrumentKey(1), Id = InstrumentId.Parse("AAPL.NASDAQ"), Source = "IB", Class = InstrumentClass.Equity, AssetClass = AssetClass.Equity,
        RawSymbol = "AAPL", QuoteCurrency = "USD", PriceIncrement = Price.Parse("0.01"), SizeIncrement = Quantity.Parse("1"),
    };

    private static Instrument Pair { get; } = Equity with
    {
        Id = InstrumentId.Parse("EUR/USD.IDEALPRO"), Class = InstrumentClass.CurrencyPair, AssetClass = AssetClass.Fx, RawSymbol = "EUR.USD",
        BaseCurrency = "EUR", PriceIncrement = Price.Parse("0.00005"), SizeIncrement = Quantity.Parse("0.01"),
    };

    private static Instrument Future { get; } = Equity with
    {
        Id = InstrumentId.Parse("ESH6.CME"), Class = InstrumentClass.FuturesContract, AssetClass = AssetClass.Index, RawSymbol = "ESH6", Underlying = "ES",
        ExchangeMic = "XCME", PriceIncrement = Price.Parse("0.25"), Multiplier = Quantity.Parse("50"), Expiration = new UnixNanos(1774013400000000000),
    };

    // Trades, quotes, bars, book changes and books, then three instruments.
    private async Task<List<string>> WriteAll(ExportSettings settings)
    {
        var root = Path.Combine(_root, $"{settings.Profile}-{settings.Codec}-{settings.Encodings}");
        var writer = new CatalogWriter(root, settings);
        List<ExportedFile> instruments = [];
        foreach (var instrument in new[] { Equity, Pair, Future }) instruments.Add(await writer.WriteInstrumentAsync(instrument, Ct));
        var random = new Random(1);
        var trades = new MarketEvent[Rows];
        for (var i = 0; i < Rows; i++)
        {
            trades[i] = new MarketEvent(
                MarketEventKind.Trade, Equity.Key, (15_000 + random.Next(-50, 50)) * 1_000_000L, random.Next(1, 900) * 100_000_000L, 0, 0, (TickFlags)random.Next(3),
                Start + i / 10 * UnixNanos.PerSecond, Start + i * 100_000_000L + random.Next(1_000), 7, i + 1);
        }

        var quotes = Array.ConvertAll(trades, t => t with { Kind = MarketEventKind.Quote, B = t.A + 1_000_000, C = t.B, D = t.B * 2, Flags = TickFlags.None });
        var bars = Enumerable.Range(0, 1_440).Select(i => new Bar(
            Equity.Key, Timeframe.Minute1, Start + i * UnixNanos.PerMinute, 100_000_000L, 300_000_000L + i * 1_000_000L, -100_000_000L, 200_000_000L,
            i * 100_000_000L, null, null, Start, Start, BarSource.Ticks, true, 1)).ToArray();
        var deltas = Array.ConvertAll(trades, t => MarketEvent.From(t.Sequence == 1
            ? new BookDelta(t.Instrument, BookAction.Clear, OrderSide.NoOrderSide, 0, 0, RecordFlags.Snapshot | RecordFlags.Last, t.TsEvent, t.TsInit)
            : new BookDelta(t.Instrument, (BookAction)(1 + t.Sequence % 3), (OrderSide)(1 + t.Sequence % 2), t.A, t.B, RecordFlags.Last, t.TsEvent, t.TsInit))
            with { Stream = 3, Sequence = t.Sequence });
        var depths = Array.ConvertAll(trades[..600], t => new OrderBookDepthRow(
            Levels(t, (int)(t.Sequence % 12), -1_000_000), Levels(t, (int)(t.Sequence % 11), 1_000_000), (ulong)t.Sequence, t.TsEvent, t.TsInit));
        return
        [
            await Write(writer.BeginTrades(Request(Equity)), trades), await Write(writer.BeginQuotes(Request(Equity)), quotes),
            await Write(writer.BeginBars(Request(Equity), Timeframe.Minute1, PriceType.Last), bars), await Write(writer.BeginDeltas(Request(Equity)), deltas),
            await Write(writer.BeginDepths(Request(Equity)), depths),
            .. instruments.Select(f => Path.Combine(root, f.Path)),
        ];

        static BookLevel[] Levels(in MarketEvent trade, int count, long step)
        {
            var (price, size) = (trade.A, trade.B);
            return [.. Enumerable.Range(0, count).Select(i => new BookLevel(price + i * step, size + i * 100_000_000L))];
        }

        async Task<string> Write<T>(DataExport<T> export, T[] rows)
            where T : struct
        {
            using (export)
            {
                await export.AppendAsync(rows, Ct);
                var outcome = await export.CompleteAsync(Ct);
                Assert.Equal("success", outcome.Status);
                return Path.Combine(root, Assert.Single(outcome.Files).Path);
            }
        }
    }
}
