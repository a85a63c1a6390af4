using System.Globalization;
using System.Text.Json;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Domain.Sessions;
using Argonaut.Integration.Durability;
using Argonaut.Integration.Postgres;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Live;
using Argonaut.Ports;
using Argonaut.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Argonaut.Integration.Walks;

/// <summary>
/// What a chart asks for, against the ticks: every timeframe, five instruments, three ranges of time, through the API over a real
/// PostgreSQL. The truth is a few lines of SQL over the stored ticks that know nothing of how bars are built.
/// </summary>
public sealed class BarTruthTests(PostgresFixture postgres)
{
    private const int EarlyTicks = 260;
    private const int LateTicks = 90;
    private const long Cent = 1_000_000;

    private static readonly string[] Quoted = ["EUR/USD.IDEALPRO", "GBP/USD.IDEALPRO"];
    private static readonly string[] Traded = ["AAPL.NASDAQ", "ESZ6.CME", "BTC/USD.PAXOS"];

    /// <summary>Of a usual week, in a zone, and by how many minutes its days begin before midnight there; null: nothing is known.</summary>
    private static readonly Dictionary<string, (string Hours, string Zone, int Shift)?> Hours = new()
    {
        ["AAPL.NASDAQ"] = (Week(0, "0400", "2000"), "America/New_York", -240),
        ["ESZ6.CME"] = (Week(-1, "1700", "1600"), "America/Chicago", 420),
        ["BTC/USD.PAXOS"] = null,
        ["EUR/USD.IDEALPRO"] = (Week(-1, "1715", "1700"), "America/New_York", 420),
        ["GBP/USD.IDEALPRO"] = (Week(0, "0915", "1730"), "Asia/Kolkata", -510),
    };

    [Fact]
    public async Task D2_U_048_U_049_U_051_U_054_Every_bar_of_the_API_is_what_the_ticks_say_late_ones_too()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var database = await postgres.CreateDatabaseAsync(ct);
        await using var store = new PostgresMarketStore(database.DataSource, TimeProvider.System, NullLogger.Instance);
        await using var ledger = new PostgresLineLedger(database.DataSource, TimeProvider.System, NullLogger.Instance);
        using var spool = new TemporarySpool();
        var instruments = new List<Instrument>();
        foreach (var id in Traded.Concat(Quoted))
        {
            var saved = await store.SaveInstrumentAsync(InstrumentOf(id), ct);
            await store.SaveSubscriptionAsync(new Recording(saved.Key, KindSet.TradesAndQuotes), ct);
            instruments.Add(saved);
        }

        var feed = new HandFeed();
        // Ticks of the last weeks come as if their source had kept them back.
        var options = new LiveOptions { KeepsGaps = false, MaxTimeDifference = TimeSpan.FromDays(60) };
        using var recorder = new MarketRecorder(feed, store, ledger, spool, options, TimeProvider.System, NullLogger<MarketRecorder>.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var running = recorder.RunAsync(stop.Token);
        await recorder.Started.WaitAsync(ct);
        await using var server = await RunningServer.StartAsync(real: parts => parts with { Market = recorder, Recorder = recorder, Store = store });
        var now = HybridClock.Now(TimeProvider.System);
        var ranges = RangesBefore(now);

        var sent = 0L;
        var random = new Random(20_261_129);
        foreach (var count in new[] { EarlyTicks, LateTicks })
        {
            foreach (var instrument in instruments)
            {
                await feed.SendAsync(count, i => TickOf(instrument, ranges[i % ranges.Length], random), ct);
                sent += count;
            }

            // What the spool acknowledged while the database was slow is on its way.
            while (await StoredAsync(database, ct) < sent) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, ct);
            await AssertEqualAsync(database, server, instruments, ranges, running, ct);
        }

        // The second batch fell into seconds and days that had bars already.
        foreach (var table in new[] { "bars", "bars_1m" })
            Assert.True(await database.ScalarAsync<long>($"select count(*) from {table} where revision > 0", ct) > 0, $"No bar of {table} was revised.");
        Assert.Equal(sent, await StoredAsync(database, ct));
        await stop.CancelAsync();
        await running;
    }

    private static Task<long> StoredAsync(PostgresDatabase database, CancellationToken ct) =>
        database.ScalarAsync<long>("select (select count(*) from trade_ticks) + (select count(*) from quote_ticks)", ct);

    /// <summary>Late bars are made a moment after their ticks: compares until all are equal, and says which are not when time is over.</summary>
    private static async Task AssertEqualAsync(
        PostgresDatabase database, RunningServer server, List<Instrument> instruments, (UnixNanos From, UnixNanos To)[] ranges, Task running, CancellationToken ct)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var compared = 0;
            var differences = new List<string>();
            foreach (var instrument in instruments)
            foreach (var timeframe in Timeframe.All)
            {
                var truth = await TruthAsync(database, instrument, timeframe, ct);
                Assert.NotEmpty(truth);
                foreach (var (from, to) in ranges)
                {
                    var expected = truth.Where(b => b.Open >= from.Value && b.Open < to.Value).ToArray();
                    var shown = await ShownAsync(server, instrument, timeframe, from, to);
                    compared += expected.Length;
                    if (!expected.SequenceEqual(shown))
                        differences.Add(Difference($"{instrument.Id} {timeframe} {from.ToIso()}", expected, shown));
                }

                if (ExchangeDays.Rule(timeframe)) differences.AddRange(await ExchangeDifferencesAsync(database, server, instrument, timeframe, ct));
            }

            Assert.True(compared > 5_000, $"Only {compared} bars were compared.");
            if (differences.Count == 0) return;
            if (TimeProvider.System.GetElapsedTime(deadline) > TimeSpan.FromMinutes(2)) Assert.Fail(string.Join("\n", differences.Take(20)));
            await await Task.WhenAny(running, Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System, ct));
        }
    }

    /// <summary>What is short comes first: reports are cut.</summary>
    private static string Difference(string what, Row[] expected, Row[] shown)
    {
        Row[] missing = [.. expected.Except(shown)], wrong = [.. shown.Except(expected)];
        return $"{what}: {missing.Length} of {expected.Length} missing, {wrong.Length} wrong: {string.Join(" | ", missing.Take(2))}; {string.Join(" | ", wrong.Take(2))}";
    }

    /// <summary>The same of days of the exchange, all there are, in both orders.</summary>
    private static async Task<List<string>> ExchangeDifferencesAsync(PostgresDatabase database, RunningServer server, Instrument instrument, Timeframe timeframe, CancellationToken ct)
    {
        var day = Hours[instrument.Id.Value] is (_, var zone, var shift)
            ? $"to_timestamp(ts_event / 1000000000) at time zone '{zone}' + interval '{shift} minutes'"
            : "to_timestamp(ts_event / 1000000000) at time zone 'UTC'";
        // From Friday's evening on the market is closed: those hours are of Friday.
        var open = Hours[instrument.Id.Value] is null ? day : $"{day} - (case extract(isodow from {day}) when 6 then 1 when 7 then 2 else 0 end) * interval '1 day'";
        var unit = timeframe.Code switch { "1W" => "week", "1M" => "month", _ => "day" };
        var truth = await TruthAsync(database, instrument, $"(extract(epoch from date_trunc('{unit}', {open})) * 1000000000)::bigint", ct);
        Assert.NotEmpty(truth);
        var differences = new List<string>();
        foreach (var order in new[] { "asc", "desc" })
        {
            var page = await server.ReadAsync($"/api/v1/instruments/{Uri.EscapeDataString(instrument.Id.Value)}/bars?timeframe={timeframe}&boundary=session&order={order}&limit=10000&time=ns");
            Assert.Equal(Hours[instrument.Id.Value] is null ? "utc" : "session", page.GetProperty("boundary").GetString());
            var shown = RowsOf(page);
            if (order == "desc") shown = [.. shown.Reverse()];
            if (!truth.SequenceEqual(shown))
                differences.Add(Difference($"{instrument.Id} {timeframe} of the exchange, {order}", [.. truth], shown));
        }

        return differences;
    }

    /// <summary>Bars straight from the ticks, in order of (ts_init, stream, seq); the middle of a quote where nothing trades.</summary>
    private static Task<List<Row>> TruthAsync(PostgresDatabase database, Instrument instrument, Timeframe timeframe, CancellationToken ct) => TruthAsync(
        database, instrument, timeframe.Code switch
        {
            "1M" => "(extract(epoch from date_trunc('month', to_timestamp(ts_event / 1000000000) at time zone 'UTC')) * 1000000000)::bigint",
            "1W" => "ts_event - (ts_event + 259200000000000) % 604800000000000",
            _ => $"ts_event - ts_event % {timeframe.Nanos}",
        }, ct);

    private static async Task<List<Row>> TruthAsync(PostgresDatabase database, Instrument instrument, string open, CancellationToken ct)
    {
        var ticks = Quoted.Contains(instrument.Id.Value)
            ? "select ts_event, ts_init, stream, seq, (bid + ask) / 2 as price, 0 as size from quote_ticks where instrument = $1"
            : "select ts_event, ts_init, stream, seq, price, size from trade_ticks where instrument = $1";
        await using var command = database.DataSource.CreateCommand($"""
            select {open} as open_at,
              (array_agg(price order by ts_init, stream, seq))[1], max(price), min(price),
              (array_agg(price order by ts_init desc, stream desc, seq desc))[1], sum(size)::bigint
            from ({ticks}) t group by open_at order by open_at
            """);
        command.Parameters.Add(new Npgsql.NpgsqlParameter<int> { TypedValue = instrument.Key.Value });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<Row>();
        while (await reader.ReadAsync(ct))
            rows.Add(new Row(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5)));
        return rows;
    }

    private static async Task<Row[]> ShownAsync(RunningServer server, Instrument instrument, Timeframe timeframe, UnixNanos from, UnixNanos to)
    {
        var path = $"/api/v1/instruments/{Uri.EscapeDataString(instrument.Id.Value)}/bars?timeframe={timeframe}&start={from}&end={to}&limit=10000&time=ns";
        var page = await server.ReadAsync(path);
        Assert.Equal(JsonValueKind.Null, page.GetProperty("next_cursor").ValueKind);
        return RowsOf(page);
    }

    private static Row[] RowsOf(JsonElement page) =>
        [.. page.GetProperty("items").EnumerateArray().Select(bar => new Row(
            long.Parse(bar.GetProperty("ts_open").GetString()!, CultureInfo.InvariantCulture),
            Mantissa(bar, "open"), Mantissa(bar, "high"), Mantissa(bar, "low"), Mantissa(bar, "close"), Mantissa(bar, "volume")))];

    /// <summary>All instruments of the test have eight decimals in store.</summary>
    private static long Mantissa(JsonElement bar, string name) =>
        (long)(decimal.Parse(bar.GetProperty(name).GetString()!, CultureInfo.InvariantCulture) * 100_000_000m);

    private static Instrument InstrumentOf(string id) => Hours[id] is (var hours, var zone, _) ? PlainOf(id) with { TradingHours = hours, TimeZone = zone } : PlainOf(id);

    private static Instrument PlainOf(string id) => Quoted.Contains(id)
        ? Make.Equity(id) with { Class = InstrumentClass.CurrencyPair, AssetClass = AssetClass.Fx, BaseCurrency = id[..3], PriceIncrement = Price.Parse("0.00001") }
        : id.Contains('/', StringComparison.Ordinal)
            ? Make.Equity(id) with { Class = InstrumentClass.CurrencyPair, AssetClass = AssetClass.Cryptocurrency, BaseCurrency = id[..3] }
            : Make.Equity(id);

    private static string Week(int before, string open, string close) =>
        string.Join(';', Enumerable.Range(16, 5).Select(day => $"202611{day + before}:{open}-202611{day}:{close}"));

    /// <summary>Ten minutes of today or yesterday, a day and a half before, and six weeks.</summary>
    private static (UnixNanos From, UnixNanos To)[] RangesBefore(UnixNanos now)
    {
        var hour = Timeframe.Hour1.OpenOf(now);
        var day = Timeframe.Day1.OpenOf(now);
        return
        [
            (hour - 3 * UnixNanos.PerHour, hour - 3 * UnixNanos.PerHour + 10 * UnixNanos.PerMinute),
            (day - 3 * UnixNanos.PerDay, day - 3 * UnixNanos.PerDay + 36 * UnixNanos.PerHour),
            (day - 42 * UnixNanos.PerDay, day),
        ];
    }

    /// <summary>Anywhere in the range; it arrives now.</summary>
    private static MarketEvent TickOf(Instrument instrument, (UnixNanos From, UnixNanos To) range, Random random)
    {
        var at = range.From + random.NextInt64(range.To - range.From);
        var arrived = HybridClock.Now(TimeProvider.System);
        var price = 15_000_000_000 + random.NextInt64(2_000) * Cent;
        return Quoted.Contains(instrument.Id.Value)
            ? new MarketEvent(MarketEventKind.Quote, instrument.Key, price, price + (1 + random.NextInt64(9)) * 2 * Cent, 100_000_000, 200_000_000, TickFlags.None, at, arrived)
            : new MarketEvent(MarketEventKind.Trade, instrument.Key, price, 100_000_000 * (1 + random.NextInt64(500)), 0, 0, TickFlags.None, at, arrived);
    }

    private readonly record struct Row(long Open, long First, long High, long Low, long Last, long Volume);
}
