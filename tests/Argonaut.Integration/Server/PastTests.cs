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
using Argonaut.Trading.Alerts;
using Argonaut.Trading.Bars;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Argonaut.Integration.Server;

/// <summary>What was known at a past moment (dashboard.md U-197, api.md A-034), on PostgreSQL.</summary>
public sealed class PastTests(PostgresFixture postgres)
{
    private const string Path = "/api/v1/instruments/AAPL.NASDAQ";

    private static readonly UnixNanos Begin = UnixNanos.FromDate(new DateOnly(2026, 11, 20)) + 14 * UnixNanos.PerHour;

    /// <summary>What fills the gap of minutes 10 to 20 comes then, and the history of the day before.</summary>
    private static readonly UnixNanos Filled = Begin + 40 * UnixNanos.PerMinute;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>In the gap, before and after it was filled; on the boundary of a bar; with late ticks on their way; at the very end.</summary>
    public static TheoryData<long> Moments => [.. new[] { 3.5, 10, 15.25, 25, 26.9, 39.999, 40, 41, 60.5 }.Select(minutes => (long)(minutes * UnixNanos.PerMinute))];

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task U_197_Ticks_and_bars_are_those_that_a_query_finds_by_when_they_came(long after)
    {
        await using var past = await Past.StartAsync(postgres);
        var moment = Begin + after;

        foreach (var kind in new[] { "trades", "quotes" })
        {
            var known = await past.TicksAsync(kind, moment);
            Assert.Equal(known, await past.AnsweredAsync($"{Path}/{kind}?as_of={moment}&limit=10000"));
            Assert.Equal(known.Reverse().Take(7), await past.AnsweredAsync($"{Path}/{kind}?as_of={moment}&limit=7&order=desc"));
            var latest = (await past.Server.ReadAsync($"{Path}/snapshot?as_of={moment}")).GetProperty(kind[..^1]);
            Assert.Equal(known[^1], (Long(latest, "ts_event"), Long(latest, "ts_init")));
        }

        foreach (var timeframe in new[] { Timeframe.Second1, Timeframe.Minute1, Timeframe.FromIndex(7), Timeframe.Hour1, Timeframe.Day1 })
        {
            var made = await past.BarsAsync(timeframe, moment);
            Assert.NotEmpty(made);
            var path = $"{Path}/bars?timeframe={timeframe.Code}&as_of={moment}&start={timeframe.OpenOf(Begin)}&limit=5000";
            Assert.Equal(made, Told(await past.Server.ReadAsync(path)));
            Assert.Equal(made.Reverse(), Told(await past.Server.ReadAsync($"{path}&order=desc")));
        }

        var bid = Told(await past.Server.ReadAsync($"{Path}/bars?timeframe=1m&price_type=bid&as_of={moment}"));
        Assert.Equal((await past.TicksAsync("quotes", moment)).Select(t => t.Event / UnixNanos.PerMinute).Distinct().Count(), bid.Length);
    }

    [Fact]
    public async Task U_197_History_is_known_from_when_it_was_fetched()
    {
        await using var past = await Past.StartAsync(postgres);
        var path = $"{Path}/bars?timeframe=1h&end={Begin}";
        Assert.Empty(Told(await past.Server.ReadAsync($"{path}&as_of={Filled - 1}")));
        var bar = Assert.Single(Told(await past.Server.ReadAsync($"{path}&as_of={Filled}")));
        Assert.Equal(Begin.Value - UnixNanos.PerDay, bar.Open);
    }

    [Fact]
    public async Task U_197_A_gap_is_told_from_when_it_was_noted_and_is_open_until_it_was_filled()
    {
        await using var past = await Past.StartAsync(postgres);
        async Task<string[]> StatesAsync(UnixNanos moment) =>
            [.. (await past.Server.ReadAsync($"/api/v1/data/gaps?as_of={moment}")).GetProperty("items").EnumerateArray().Select(g => g.GetProperty("state").GetString()!)];

        Assert.Empty(await StatesAsync(Begin + 20 * UnixNanos.PerMinute - 1));
        Assert.Equal(["open"], await StatesAsync(Begin + 20 * UnixNanos.PerMinute));
        Assert.Equal(["open"], await StatesAsync(Filled - 1));
        Assert.Equal(["filled"], await StatesAsync(Filled));
    }

    [Theory]
    [InlineData("GET", "/api/v1/instruments/AAPL.NASDAQ/quotes?as_of=4102444800000000000", "lies in the future")]
    [InlineData("GET", "/api/v1/system/status?as_of=9223372036854775807", "lies in the future")]
    [InlineData("GET", "/api/v1/instruments/AAPL.NASDAQ/bars?timeframe=1m&as_of=yesterday", "Expected a time")]
    [InlineData("GET", "/api/v1/instruments/AAPL.NASDAQ/bars?timeframe=1m&as_of=-1", "Expected a time")]
    [InlineData("GET", "/api/v1/instruments/AAPL.NASDAQ/snapshot?as_of=2026-11-20T14:00:00", "has no offset")]
    [InlineData("GET", "/api/v1/data/coverage?as_of=1", "for now only")]
    [InlineData("GET", "/api/v1/instruments/AAPL.NASDAQ/depth?as_of=1", "for now only")]
    [InlineData("POST", "/api/v1/instruments/AAPL.NASDAQ/subscriptions?as_of=1", "of reading alone")]
    [InlineData("POST", "/api/v1/data/backfill?as_of=1", "of reading alone")]
    [InlineData("DELETE", "/api/v1/jobs/1?as_of=1", "of reading alone")]
    public async Task U_197_What_cannot_be_told_of_the_past_is_refused_with_what_to_do(string method, string path, string why)
    {
        await using var server = await RunningServer.StartAsync();
        using var answer = await server.SendAsync(new HttpMethod(method), path, null, ("Authorization", $"Bearer {RunningServer.Owner.Secret}"));
        var problem = await RunningServer.JsonOf(answer);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(problem.GetProperty("errors").EnumerateArray(), e => e.GetProperty("pointer").GetString() == "/as_of" && e.GetProperty("detail").GetString()!.Contains(why, StringComparison.Ordinal));
    }

    [Fact]
    public async Task U_197_Health_is_told_as_it_was_noted_last_and_a_change_is_noted()
    {
        await using var database = await postgres.CreateDatabaseAsync(Ct);
        var kept = new SignallingHistory(new PostgresHealthHistory(database.DataSource));
        await using var server = await RunningServer.StartAsync(real: parts => parts with { Health = kept });
        var first = await kept.NextAsync(Ct);
        server.Market.Feed = server.Market.Feed with { State = FeedState.Disconnected, Detail = "The cable was cut." };
        var second = await kept.NextAsync(Ct);

        Assert.Equal(first.Status, (await server.ReadAsync($"/api/v1/system/status?as_of={second.At - 1}")).GetRawText());
        Assert.Equal(second.Status, (await server.ReadAsync($"/api/v1/system/status?as_of={second.At}")).GetRawText());
        Assert.Equal(second.Lines, (await server.ReadAsync($"/api/v1/subscriptions?as_of={second.At}")).GetRawText());
        Assert.Contains("The cable was cut.", second.Status, StringComparison.Ordinal);
        using var before = await server.GetAsync($"/api/v1/system/status?as_of={first.At - 1}");
        Assert.Equal(HttpStatusCode.NotFound, before.StatusCode);
    }

    [Fact]
    public async Task The_history_of_health_has_a_bound()
    {
        await using var database = await postgres.CreateDatabaseAsync(Ct);
        var history = new PostgresHealthHistory(database.DataSource, kept: 3);
        for (var i = 1; i <= 5; i++) await history.AddAsync(new HealthRecord(new UnixNanos(i), $"{i}", ""), Ct);
        await history.AddAsync(new HealthRecord(new UnixNanos(5), "again", ""), Ct);

        Assert.Equal(3, await database.ScalarAsync<long>("select count(*) from health_history", Ct));
        Assert.Null(await history.FindAsync(new UnixNanos(2), Ct));
        Assert.Equal("3", (await history.FindAsync(new UnixNanos(3), Ct))?.Status);
        Assert.Equal("5", (await history.FindAsync(UnixNanos.MaxValue, Ct))?.Status);
    }

    [Fact]
    public async Task U_197_Alerts_are_those_that_had_fired_and_as_they_were_before_anybody_changed_them()
    {
        await using var database = await postgres.CreateDatabaseAsync(Ct);
        var store = new PostgresAlertStore(database.DataSource);
        var one = new AlertEvent
        {
            Id = 1, RuleId = null, RuleName = "a", Kind = AlertKind.FeedStalled, Level = AlertLevel.Warning, At = new UnixNanos(10), Text = "stalled",
            State = AlertState.Cleared, By = "desk", ChangedAt = new UnixNanos(20),
        };
        await store.SaveEventAsync(one, null, Ct);
        async Task<AlertState[]> StatesAsync(long moment, AlertState? state = null) =>
            [.. (await store.ReadEventsAsync(new AlertQuery(state, null, null, null, 10) { KnownAt = new UnixNanos(moment) }, Ct)).Select(e => e.KnownAt(new UnixNanos(moment)).State)];

        Assert.Empty(await StatesAsync(9));
        Assert.Equal([AlertState.Raised], await StatesAsync(10));
        Assert.Equal([AlertState.Raised], await StatesAsync(19, AlertState.Raised));
        Assert.Empty(await StatesAsync(19, AlertState.Cleared));
        Assert.Equal([AlertState.Cleared], await StatesAsync(20, AlertState.Cleared));
    }

    private static (long Open, string O, string H, string L, string C, decimal Volume, bool IsClosed)[] Told(JsonElement page) =>
    [
        .. page.GetProperty("items").EnumerateArray().Select(b => (
            Long(b, "ts_open"), Text(b, "open"), Text(b, "high"), Text(b, "low"), Text(b, "close"),
            decimal.Parse(Text(b, "volume"), System.Globalization.CultureInfo.InvariantCulture), b.GetProperty("is_closed").GetBoolean())),
    ];

    private static long Long(JsonElement item, string name) => long.Parse(Text(item, name), System.Globalization.CultureInfo.InvariantCulture);

    private static string Text(JsonElement item, string name) => item.GetProperty(name).GetString()!;

    /// <summary>Tells of each record that was kept.</summary>
    private sealed class SignallingHistory(IHealthHistory kept) : IHealthHistory
    {
        private readonly System.Threading.Channels.Channel<HealthRecord> _added = System.Threading.Channels.Channel.CreateBounded<HealthRecord>(100);

        public ValueTask<HealthRecord> NextAsync(CancellationToken ct) => _added.Reader.ReadAsync(ct);

        public async Task AddAsync(HealthRecord record, CancellationToken ct)
        {
            await kept.AddAsync(record, ct);
            await _added.Writer.WriteAsync(record, ct);
        }

        public Task<HealthRecord?> FindAsync(UnixNanos at, CancellationToken ct) => kept.FindAsync(at, ct);
    }

    /// <summary>
    /// An hour of ticks, one in seven received two minutes late, with a gap that was filled later; the bars that are kept of all of it; and a bar
    /// of history of the day before.
    /// </summary>
    private sealed class Past : IAsyncDisposable
    {
        private readonly PostgresDatabase _database;
        private readonly PostgresMarketStore _store;
        private readonly PostgresLineLedger _ledger;

        private Past(PostgresDatabase database, PostgresMarketStore store, PostgresLineLedger ledger, RunningServer server) =>
            (_database, _store, _ledger, Server) = (database, store, ledger, server);

        public RunningServer Server { get; }

        public static async Task<Past> StartAsync(PostgresFixture postgres)
        {
            var database = await postgres.CreateDatabaseAsync(Ct);
            // Nothing was there before the first program of this version.
            var time = new ShiftedTime(At(Begin));
            var store = new PostgresMarketStore(database.DataSource, time, NullLogger.Instance);
            var ledger = new PostgresLineLedger(database.DataSource, time, NullLogger.Instance);
            var server = await RunningServer.StartAsync(real: parts => parts with { Store = store, Versions = store });
            server.Market.Keeper = store;
            server.Market.Instruments = [];
            var instrument = await server.Market.AdoptAsync(Make.Equity(), Ct);
            foreach (var kind in new[] { MarketEventKind.Trade, MarketEventKind.Quote })
            {
                var stream = await store.OpenStreamAsync("IB", kind, Ct);
                var all = Enumerable.Range(0, 3_600).Select(i => Tick(instrument.Key, kind, i)).ToArray();
                MarketEvent[] live = [.. all.Where(t => !IsInGap(t)).OrderBy(t => t.TsInit)];
                for (var i = 0; i < live.Length; i++) live[i] = live[i] with { Stream = stream.Stream, Sequence = i + 1 };
                await store.CommitAsync(kind == MarketEventKind.Trade ? new StoreBatch { Trades = live } : new StoreBatch { Quotes = live }, Ct);

                time.Now = At(Filled);
                var backfill = await store.OpenStreamAsync(BackfillStream.SourceOf("IB"), kind, Ct);
                MarketEvent[] filled = [.. all.Where(IsInGap).Select((t, i) => t with { TsInit = t.TsEvent, Stream = backfill.Stream, Sequence = i + 1 })];
                if (kind == MarketEventKind.Trade)
                {
                    time.Now = At(Begin + 20 * UnixNanos.PerMinute);
                    var gap = await ledger.AddAsync(
                        new Gap(0, stream.Stream, instrument.Key, kind, Begin + 10 * UnixNanos.PerMinute, Begin + 20 * UnixNanos.PerMinute, null, null, "link_lost", "IB", GapState.Open, null), Ct);
                    time.Now = At(Filled);
                    await ledger.FillAsync(gap with { State = GapState.Filled, FilledTo = gap.To, Ticks = filled.Length }, filled, Ct);
                    MarketEvent[] known = [.. live, .. filled];
                    await store.CommitAsync(new StoreBatch { Bars = Kept(instrument, known) }, Ct);
                }
                else
                {
                    var gap = new Gap(0, stream.Stream, null, kind, Begin, Begin + 1, null, null, "link_lost", "IB", GapState.Filled, null);
                    await ledger.FillAsync(gap, filled, Ct);
                }

                time.Now = At(Begin);
            }

            time.Now = At(Filled);
            await store.CommitAsync(new StoreBatch { Bars = [Make.Bar(instrument.Key, Timeframe.Hour1, Begin - UnixNanos.PerDay) with { Source = BarSource.BrokerHistory }] }, Ct);
            return new Past(database, store, ledger, server);
        }

        /// <summary>What was known, by an independent query: of the filling stream all or nothing.</summary>
        public async Task<(long Event, long Init)[]> TicksAsync(string kind, UnixNanos moment)
        {
            await using var command = _database.DataSource.CreateCommand(
                $"""
                select t.ts_event, t.ts_init from {kind[..^1]}_ticks t join streams s on s.id = t.stream
                where t.ts_init <= $1 and (s.source = 'IB' or $1 >= $2) order by t.ts_event, t.ts_init, t.stream, t.seq
                """);
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = moment.Value });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Filled.Value });
            await using var reader = await command.ExecuteReaderAsync(Ct);
            var rows = new List<(long, long)>();
            while (await reader.ReadAsync(Ct)) rows.Add((reader.GetInt64(0), reader.GetInt64(1)));
            return [.. rows];
        }

        /// <summary>Bars of the trades that were known, made by the database.</summary>
        public async Task<(long Open, string O, string H, string L, string C, decimal Volume, bool IsClosed)[]> BarsAsync(Timeframe timeframe, UnixNanos moment)
        {
            await using var command = _database.DataSource.CreateCommand(
                $"""
                select t.ts_event / {timeframe.Nanos} * {timeframe.Nanos} as open,
                  (array_agg(price order by t.ts_init, t.stream, t.seq))[1], max(price), min(price), (array_agg(price order by t.ts_init desc, t.stream desc, t.seq desc))[1], sum(size)
                from trade_ticks t join streams s on s.id = t.stream where t.ts_init <= $1 and (s.source = 'IB' or $1 >= $2) group by 1 order by 1
                """);
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = moment.Value });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Filled.Value });
            await using var reader = await command.ExecuteReaderAsync(Ct);
            var rows = new List<(long, string, string, string, string, decimal, bool)>();
            string Price(int at) => (reader.GetInt64(at) / 100_000_000m).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture);
            while (await reader.ReadAsync(Ct))
            {
                var open = reader.GetInt64(0);
                rows.Add((open, Price(1), Price(2), Price(3), Price(4), reader.GetDecimal(5) / 100_000_000m, open + timeframe.Nanos <= moment.Value));
            }

            return [.. rows];
        }

        public async Task<(long Event, long Init)[]> AnsweredAsync(string path) =>
            [.. (await Server.ReadAsync(path)).GetProperty("items").EnumerateArray().Select(t => (Long(t, "ts_event"), Long(t, "ts_init")))];

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            await _ledger.DisposeAsync();
            await _store.DisposeAsync();
            await _database.DisposeAsync();
        }

        private static bool IsInGap(MarketEvent tick) => tick.TsEvent >= Begin + 10 * UnixNanos.PerMinute && tick.TsEvent < Begin + 20 * UnixNanos.PerMinute;

        /// <summary>One a second.</summary>
        private static MarketEvent Tick(InstrumentKey instrument, MarketEventKind kind, int i)
        {
            var at = Begin + i * UnixNanos.PerSecond + 250_000_000;
            var received = at + (i % 7 == 3 ? 2 * UnixNanos.PerMinute : 1_000_000);
            var price = 15_025_000_000 + i * 37 % 101 * 1_000_000L;
            return kind == MarketEventKind.Trade
                ? Make.Trade(instrument, 0, i + 1, at, received) with { A = price }
                : Make.Quote(instrument, 0, i + 1) with { A = price, B = price + 1_000_000, TsEvent = at, TsInit = received };
        }

        /// <summary>As they are kept now, with all of it.</summary>
        private static Bar[] Kept(Instrument instrument, MarketEvent[] trades)
        {
            var bars = new List<Bar>();
            foreach (var timeframe in new[] { Timeframe.Second1, Timeframe.Minute1, Timeframe.FromIndex(7), Timeframe.Hour1, Timeframe.Day1 })
            {
                var made = new TickBars(instrument.Key, PriceType.Last, timeframe, UnixNanos.Zero);
                foreach (var trade in trades) made.Add(trade);
                made.Advance(Begin + UnixNanos.PerDay, []);
                bars.AddRange(made.Bars);
            }

            return [.. bars];
        }

        private static DateTimeOffset At(UnixNanos at) => DateTimeOffset.UnixEpoch.AddTicks(at.Value / 100);
    }
}
