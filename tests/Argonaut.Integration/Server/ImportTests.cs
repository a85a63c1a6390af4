using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Integration.Postgres;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Ports;
using Argonaut.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Argonaut.Integration.Server;

/// <summary>What is exported from one database and imported into another is the same; over HTTP, on the real PostgreSQL.</summary>
public sealed class ImportTests(PostgresFixture postgres)
{
    private const string Import = "/api/v1/data/import";

    private static readonly (string, string) Admin = ("Authorization", $"Bearer {RunningServer.Owner.Secret}");

    private static readonly (string, string) Exporter = ("Authorization", $"Bearer {RunningServer.Exporter.Secret}");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_export_imported_into_an_empty_database_is_the_same_rows_and_a_second_import_adds_none()
    {
        await using var from = await Side.StartAsync(postgres);
        var instrument = await from.FillAsync();
        await from.ExportAllAsync(instrument);
        await using var to = await Side.StartAsync(postgres);

        var plan = await to.ImportAsync(from.Server.ExportDirectory, dryRun: true);
        Assert.Equal(("success", true, "from_files"), (Text(plan, "status"), plan.GetProperty("dry_run").GetBoolean(), Text(plan.GetProperty("series")[0], "definition")));
        Assert.Empty(to.Server.Market.Instruments);
        var first = await to.ImportAsync(from.Server.ExportDirectory);
        var copy = Assert.Single(to.Server.Market.Instruments);
        var second = await to.ImportAsync(from.Server.ExportDirectory);

        Assert.Equal((from.Rows, from.Rows, 0), (Number(first, "rows_source"), Number(first, "rows_new"), Number(first, "rows_refused")));
        Assert.Equal(Number(plan, "rows_new"), Number(first, "rows_new"));
        Assert.Equal(["AAPL.NASDAQ"], first.GetProperty("new_instruments").EnumerateArray().Select(i => i.GetString()));
        Assert.Equal(("unchanged", from.Rows, 0), (Text(second, "status"), Number(second, "rows_duplicate"), Number(second, "rows_new")));
        Assert.Equal(await from.TicksAsync(MarketEventKind.Trade, instrument), await to.TicksAsync(MarketEventKind.Trade, copy));
        Assert.Equal(await from.TicksAsync(MarketEventKind.Quote, instrument), await to.TicksAsync(MarketEventKind.Quote, copy));
        foreach (var timeframe in Side.Timeframes) Assert.Equal(await from.BarsAsync(timeframe, instrument), await to.BarsAsync(timeframe, copy));
        Assert.Equal((instrument.Class, instrument.PriceIncrement, instrument.SizeIncrement, instrument.QuoteCurrency), (copy.Class, copy.PriceIncrement, copy.SizeIncrement, copy.QuoteCurrency));
    }

    [Fact]
    public async Task What_was_imported_can_be_exported_again_as_the_same_values()
    {
        await using var from = await Side.StartAsync(postgres);
        var instrument = await from.FillAsync();
        await from.ExportAllAsync(instrument);
        await using var to = await Side.StartAsync(postgres);
        await to.ImportAsync(from.Server.ExportDirectory);
        await to.ExportAllAsync(to.Server.Market.Instruments[0]);
        await using var third = await Side.StartAsync(postgres);

        await third.ImportAsync(to.Server.ExportDirectory);

        Assert.Equal(await from.TicksAsync(MarketEventKind.Trade, instrument), await third.TicksAsync(MarketEventKind.Trade, third.Server.Market.Instruments[0]));
    }

    [Fact]
    public async Task F_605_Rows_that_differ_are_listed_and_what_is_stored_stays()
    {
        await using var from = await Side.StartAsync(postgres);
        var instrument = await from.FillAsync();
        await from.ExportAllAsync(instrument);
        await from.Database.ExecuteAsync("update trade_ticks set price = price + 1000000 where seq = 7; delete from trade_ticks where seq = 9; update bars_1m set high = high + 100000000 where ts_open = (select min(ts_open) from bars_1m)", Ct);
        var before = await from.TicksAsync(MarketEventKind.Trade, instrument);

        var plan = await from.ImportAsync(from.Server.ExportDirectory, dryRun: true);
        using var refused = await from.SendAsync(new { path = from.Server.ExportDirectory, on_conflict = "refuse" });
        Assert.Equal(before, await from.TicksAsync(MarketEventKind.Trade, instrument));
        var done = await from.ImportAsync(from.Server.ExportDirectory);
        var after = await from.TicksAsync(MarketEventKind.Trade, instrument);

        Assert.Equal((2, 1, from.Rows - 3, "partial"), (Number(plan, "rows_conflict"), Number(plan, "rows_new"), Number(plan, "rows_duplicate"), Text(plan, "status")));
        Assert.Equal((409, "conflict"), ((int)refused.StatusCode, Text(await RunningServer.JsonOf(refused), "code")));
        Assert.Equal((2, 1, "partial"), (Number(done, "rows_conflict"), Number(done, "rows_new"), Text(done, "status")));
        Assert.Equal(before.Length + 1, after.Length);
        Assert.Empty(before.Except(after));
        var trades = done.GetProperty("series").EnumerateArray().Single(s => Text(s, "data_type") == "trade_tick");
        Assert.StartsWith("The file has 150.31", trades.GetProperty("conflicts")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_that_the_database_cannot_hold_and_prices_between_steps_are_told_apart()
    {
        await using var from = await Side.StartAsync(postgres);
        var instrument = await from.FillAsync(Make.Equity() with { PriceIncrement = Price.Parse("0.001") }, step: 500_000);
        await from.ExportAllAsync(instrument);
        await using var coarse = await Side.StartAsync(postgres);
        await coarse.Server.Market.AdoptAsync(Make.Equity(priceScale: 2), Ct);
        await using var nickel = await Side.StartAsync(postgres);
        await nickel.Server.Market.AdoptAsync(Make.Equity() with { PriceIncrement = Price.Parse("0.05") }, Ct);

        var refused = Trades(await coarse.ImportAsync(from.Server.ExportDirectory, dryRun: true));
        var off = Trades(await nickel.ImportAsync(from.Server.ExportDirectory));

        Assert.Equal((10, 30), (Number(refused, "rows_refused"), Number(refused, "rows_new")));
        Assert.Contains("not representable at 2 decimals", refused.GetProperty("problems")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal((34, 40, 0), (Number(off, "rows_off_grid"), Number(off, "rows_new"), Number(off, "rows_refused")));
        Assert.Equal(34L, await nickel.Database.ScalarAsync<long>("select count(*) from trade_ticks where flags & 1024 <> 0", Ct));
    }

    [Fact]
    public async Task What_cannot_be_taken_is_named_and_stops_nothing()
    {
        await using var from = await Side.StartAsync(postgres);
        var instrument = await from.FillAsync();
        await from.ExportAllAsync(instrument);
        await using var to = await Side.StartAsync(postgres);
        var folder = to.Server.ImportDirectory;
        CopyTo(from.Server.ExportDirectory, folder);
        Directory.Delete(Path.Combine(folder, "data", "equity"), recursive: true);
        File.WriteAllText(Path.Combine(folder, "broken.parquet"), "PAR1");

        var missing = await to.ImportAsync(".", dryRun: true);
        await to.Server.Market.AdoptAsync(Make.Equity("AAPL.XNAS"), Ct);
        var mapped = await to.ImportAsync("data/trade_tick", more: new { map = new[] { "AAPL.NASDAQ=AAPL.XNAS" } });

        Assert.All(missing.GetProperty("series").EnumerateArray(), s => Assert.Equal(("missing", 0), (Text(s, "definition"), Number(s, "rows_new"))));
        Assert.Equal("broken.parquet", Text(missing.GetProperty("refused_files")[0], "path"));
        Assert.Equal((40, "AAPL.XNAS"), (Number(mapped, "rows_new"), Text(mapped.GetProperty("series")[0], "instrument_id")));
    }

    [Fact]
    public async Task A_import_needs_admin_a_dry_run_exporter_and_a_whole_path_tells_only_admins_what_is_there()
    {
        await using var server = await RunningServer.StartAsync();
        Directory.CreateDirectory(server.ImportDirectory);
        async Task<int> StatusAsync(object body, params (string, string)[] headers)
        {
            using var answer = await server.SendAsync(HttpMethod.Post, Import, body, headers);
            return (int)answer.StatusCode;
        }

        Assert.Equal(401, await StatusAsync(new { path = "." }));
        Assert.Equal(403, await StatusAsync(new { path = "." }, Exporter));
        Assert.Equal(200, await StatusAsync(new { path = ".", dry_run = true }, Exporter));
        Assert.Equal(403, await StatusAsync(new { path = server.ExportDirectory, dry_run = true }, Exporter));
        Assert.Equal(404, await StatusAsync(new { path = "/no/such/place" }, Admin));
        Assert.Equal(400, await StatusAsync(new { path = "../exports", dry_run = true }, Exporter));
        Assert.Equal(404, await StatusAsync(new { path = "nothing", dry_run = true }, Exporter));
        Assert.Equal(400, await StatusAsync(new { path = ".", dry_run = true, map = new[] { "A=B" } }, Exporter));
        Assert.Equal(200, await StatusAsync(new { path = "." }, Admin));
    }

    private static JsonElement Trades(JsonElement result) => result.GetProperty("series").EnumerateArray().Single(s => Text(s, "data_type") == "trade_tick");

    private static void CopyTo(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();

    /// <summary>A server on a database of its own.</summary>
    private sealed class Side : IAsyncDisposable
    {
        public static readonly ImmutableArray<Timeframe> Timeframes = [Timeframe.Second1, Timeframe.Minute1, Timeframe.Hour1, Timeframe.Day1, Timeframe.Week1, Timeframe.Month1];

        private readonly PostgresMarketStore _store;
        private readonly PostgresImportStore _imports;

        private Side(PostgresDatabase database, PostgresMarketStore store, PostgresImportStore imports, RunningServer server)
        {
            (Database, _store, _imports, Server) = (database, store, imports, server);
            server.Market.Keeper = store;
            server.Market.Instruments = [];
        }

        public PostgresDatabase Database { get; }

        public RunningServer Server { get; }

        public int Rows { get; private set; }

        public static async Task<Side> StartAsync(PostgresFixture postgres)
        {
            var database = await postgres.CreateDatabaseAsync(Ct);
            var store = new PostgresMarketStore(database.DataSource, TimeProvider.System, NullLogger.Instance);
            var imports = new PostgresImportStore(store, database.DataSource, TimeProvider.System, NullLogger.Instance);
            var server = await RunningServer.StartAsync(real: parts => parts with
            {
                Store = store, Versions = store, Imports = imports, Ledger = new PostgresExportLedger(database.DataSource), Jobs = new PostgresJobStore(database.DataSource),
            });
            return new Side(database, store, imports, server);
        }

        /// <summary>40 trades and quotes over two days, some equal and some at one instant, and bars of every table.</summary>
        public async Task<Instrument> FillAsync(Instrument? definition = null, long step = 1_000_000)
        {
            var instrument = await Server.Market.AdoptAsync(definition ?? Make.Equity(), Ct);
            var midnight = UnixNanos.FromDate(new DateOnly(2026, 11, 20));
            MarketEvent At(int i, MarketEvent tick)
            {
                var at = midnight + (i / 4 * 4 - 20) * UnixNanos.PerSecond;   // four at one ts_init
                return tick with { Instrument = instrument.Key, TsEvent = at - (i % 2), TsInit = at + 500, Sequence = i + 1 };
            }

            foreach (var kind in new[] { MarketEventKind.Trade, MarketEventKind.Quote })
            {
                var stream = await _store.OpenStreamAsync("IB", kind, Ct);
                var ticks = Enumerable.Range(0, 40).Select(i => At(i, kind == MarketEventKind.Trade
                    ? Make.Trade(instrument.Key, stream.Stream, i + 1) with { A = 15_025_000_000 + (i % 4 == 3 ? i - 1 : i) * step }
                    : Make.Quote(instrument.Key, stream.Stream, i + 1) with { A = 15_024_000_000 - i * 1_000_000 })).ToArray();
                await _store.CommitAsync(kind == MarketEventKind.Trade ? new StoreBatch { Trades = ticks } : new StoreBatch { Quotes = ticks }, Ct);
            }

            var bars = Timeframes.SelectMany(t => Enumerable.Range(-3, 4).Select(i => Bar(instrument.Key, t, midnight, i))).ToArray();
            await _store.CommitAsync(new StoreBatch { Bars = bars }, Ct);
            Rows = 80 + bars.Length;
            return instrument;
        }

        public async Task ExportAllAsync(Instrument instrument)
        {
            string Path(string kind) => $"/api/v1/parquet/export/{kind}/IB/{instrument.Id}";
            foreach (var path in Timeframes.Select(t => $"{Path("bars")}?timeframe={t}").Append(Path("ticks")).Append(Path("quotes")))
            {
                using var answer = await Server.SendAsync(HttpMethod.Post, path);
                Assert.Equal((HttpStatusCode.OK, "success"), (answer.StatusCode, Text(await RunningServer.JsonOf(answer), "status")));
            }
        }

        public Task<HttpResponseMessage> SendAsync(object body) => Server.SendAsync(HttpMethod.Post, Import, body, Admin);

        public async Task<JsonElement> ImportAsync(string path, bool dryRun = false, object? more = null)
        {
            var body = JsonSerializer.SerializeToNode(more ?? new { })!.AsObject();
            body["path"] = path;
            body["dry_run"] = dryRun;
            using var answer = await SendAsync(body);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Ct));
            return await RunningServer.JsonOf(answer);
        }

        /// <summary>Without number, stream and the marks that a file does not carry.</summary>
        public async Task<(long, long, long, long, long, long, int)[]> TicksAsync(MarketEventKind kind, Instrument instrument)
        {
            var rows = new List<(long, long, long, long, long, long, int)>();
            await foreach (var chunk in _store.StreamTicksAsync(kind, instrument.Key, UnixNanos.Zero, UnixNanos.MaxValue, Ct))
                foreach (var t in chunk.ToArray()) rows.Add((t.TsEvent.Value, t.TsInit.Value, t.A, t.B, t.C, t.D, (short)t.Flags & 3));
            return [.. rows];
        }

        public async Task<(long, long, long, long, long, long)[]> BarsAsync(Timeframe timeframe, Instrument instrument) =>
        [
            .. (await _store.ReadBarsAsync(new BarQuery(instrument.Key, timeframe, UnixNanos.Zero, UnixNanos.MaxValue, 1_000), Ct))
                .Select(b => (b.TsOpen.Value, b.Open, b.High, b.Low, b.Close, b.Volume)),
        ];

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            await _imports.DisposeAsync();
            await _store.DisposeAsync();
            await Database.DisposeAsync();
        }

        private static Bar Bar(InstrumentKey instrument, Timeframe timeframe, UnixNanos midnight, int steps)
        {
            var open = timeframe.OpenOf(midnight);
            for (var i = 0; i < steps; i++) open = timeframe.CloseOf(open);
            for (var i = steps; i < 0; i++) open = timeframe.OpenOf(open - 1);
            return Make.Bar(instrument, timeframe, open) with
            {
                Open = 15_000_000_000, High = 15_100_000_000 + steps * 1_000_000, Low = 14_900_000_000, Close = 15_050_000_000, Volume = 100_000_000L * (steps + 10),
            };
        }
    }
}
