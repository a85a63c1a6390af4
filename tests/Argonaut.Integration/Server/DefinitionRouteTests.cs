using System.Net;
using System.Text.Json;
using Argonaut.Catalog.Nautilus;
using Argonaut.Domain;
using Argonaut.Domain.Instruments;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Ports;
using Xunit;

namespace Argonaut.Integration.Server;

public sealed class DefinitionRouteTests
{
    private const string Hours = "20231225:CLOSED;20231226:0400-20231226:2000;20231227:0400-20231227:2000;20231228:0400-20231228:2000;20231229:0400-20231229:1300";

    private static readonly Instrument Future = Samples.Apple with
    {
        Key = new InstrumentKey(3), Id = InstrumentId.Parse("ESZ6.CME"), RawSymbol = "ESZ6", Class = InstrumentClass.FuturesContract,
        AssetClass = AssetClass.Index, Expiration = At("2026-12-18T14:30:00Z"), Underlying = "ES",
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_search_shows_each_listing_what_is_known_of_it_and_why_one_cannot_be_recorded()
    {
        await using var server = await RunningServer.StartAsync();
        server.Market.Instruments = [Samples.Apple with { VenueReference = "265598" }];
        server.Market.Search = text =>
        [
            new("265598", text.ToUpperInvariant(), "STK", "NASDAQ", "USD", "APPLE INC", ["OPT"], null),
            new("38708077", "AAPL", "STK", "", "", "APPLE INC-CDR", [], null),
            new("590000001", "AAPL 4.3", "BOND", "", "USD", "APPLE INC", [], "bonds are not recorded"),
        ];
        var items = (await server.ReadAsync("/api/v1/instruments/search?query=aapl")).GetProperty("items").EnumerateArray().ToArray();
        Assert.Equal(["265598", "38708077", "590000001"], items.Select(i => i.GetProperty("reference").GetString()));
        Assert.Equal("AAPL.NASDAQ", Assert.Single(items[0].GetProperty("instrument_ids").EnumerateArray().ToArray()).GetString());
        Assert.Equal(("AAPL", JsonValueKind.Null), (items[0].GetProperty("symbol").GetString(), items[1].GetProperty("exchange").ValueKind));
        Assert.Equal("bonds are not recorded", items[2].GetProperty("problem").GetString());
    }

    [Fact]
    public async Task A_contract_of_no_use_is_422_with_its_reason_and_a_broker_that_is_away_503()
    {
        await using var server = await RunningServer.StartAsync();
        server.Market.Search = _ => throw new InstrumentRefusedException("912810TL8 (BOND): bonds are not recorded.");
        using var refused = await server.GetAsync("/api/v1/instruments/search?query=x");
        server.Market.Search = _ => throw new FeedUnavailableException("Not connected.");
        using var away = await server.GetAsync("/api/v1/instruments/search?query=x");
        Assert.Equal((422, 503), ((int)refused.StatusCode, (int)away.StatusCode));
        Assert.Contains("bonds", (await RunningServer.JsonOf(refused)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ambiguous_id_is_not_recorded_and_all_its_listings_are_named()
    {
        await using var server = await RunningServer.StartAsync();
        server.Market.AtBroker = [.. Enumerable.Range(1, 12).Select(i => Samples.Apple with { Id = InstrumentId.Parse($"DUAL.X{i}"), RawSymbol = "DUAL.Y" })];
        using var answer = await server.SendAsync(HttpMethod.Post, "/api/v1/instruments/DUAL.Y/subscriptions");
        Assert.Equal(422, (int)answer.StatusCode);
        Assert.Contains("DUAL.X1, DUAL.X2, DUAL.X3, DUAL.X4, DUAL.X5, DUAL.X6, DUAL.X7, DUAL.X8, DUAL.X9, DUAL.X10, DUAL.X11, DUAL.X12",
            (await RunningServer.JsonOf(answer)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_instrument_comes_with_its_session_and_the_age_of_its_definition()
    {
        await using var server = await RunningServer.StartAsync();
        server.Market.Instruments = [Samples.Apple with { TradingHours = Hours, TimeZone = "America/New_York", PriceBands = [new(Price.Parse("0"), Price.Parse("0.01"))] }];
        var item = await server.ReadAsync("/api/v1/instruments/AAPL.NASDAQ");
        Assert.Equal("extrapolated", item.GetProperty("session").GetProperty("knowledge").GetString());
        Assert.NotNull(item.GetProperty("session").GetProperty("next_open").GetString());
        Assert.Equal(Samples.Start.ToString(), item.GetProperty("definition").GetProperty("refreshed_at").GetString());
        Assert.Equal("0.01", item.GetProperty("price_bands")[0].GetProperty("increment").GetString());
        var listed = (await server.ReadAsync("/api/v1/instruments")).GetProperty("items")[0];
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (listed.GetProperty("session").ValueKind, listed.GetProperty("definition").ValueKind));
    }

    [Fact]
    public async Task A_calendar_lists_its_days_in_both_clocks_and_says_what_is_published()
    {
        await using var server = await RunningServer.StartAsync();
        server.Market.Instruments = [Samples.Apple with { TradingHours = Hours, LiquidHours = "20231226:0930-20231226:1600", TimeZone = "America/New_York" }];
        var calendar = await server.ReadAsync("/api/v1/instruments/AAPL.NASDAQ/sessions?start=2023-12-25T12:00:00Z&days=9");
        var days = calendar.GetProperty("days").EnumerateArray().ToArray();
        Assert.Equal(9, days.Length);
        Assert.Equal(("2023-12-25", 0), (days[0].GetProperty("trading_day").GetString(), days[0].GetProperty("sessions").GetArrayLength()));
        var session = days[1].GetProperty("sessions")[0];
        Assert.Equal("2023-12-26T09:00:00.000000000Z", session.GetProperty("start_iso").GetString());
        Assert.Equal(("2023-12-26T04:00:00-05:00", "2023-12-26T20:00:00-05:00"), (session.GetProperty("start_local").GetString(), session.GetProperty("end_local").GetString()));
        Assert.False(session.GetProperty("is_extrapolated").GetBoolean());
        Assert.Equal("2023-12-26T09:30:00-05:00", days[1].GetProperty("liquid_sessions")[0].GetProperty("start_local").GetString());
        Assert.True(days[8].GetProperty("sessions")[0].GetProperty("is_extrapolated").GetBoolean());
        Assert.Equal("2023-12-25T05:00:00.000000000Z", calendar.GetProperty("known_from_iso").GetString());
    }

    [Fact]
    public async Task F_509_versions_are_listed_with_their_times_and_changes()
    {
        await using var server = await RunningServer.StartAsync();
        server.Store.Versions = Versions("price_increment", i => i with { PriceIncrement = Price.Parse("0.005") });
        var items = (await server.ReadAsync("/api/v1/instruments/AAPL.NASDAQ/versions")).GetProperty("items").EnumerateArray().ToArray();
        Assert.Equal([1, 2], items.Select(i => i.GetProperty("version").GetInt32()));
        Assert.Equal(items[1].GetProperty("valid_from").GetString(), items[0].GetProperty("valid_to").GetString());
        Assert.Equal(JsonValueKind.Null, items[1].GetProperty("valid_to").ValueKind);
        Assert.Equal("price_increment", items[1].GetProperty("changes")[0].GetProperty("field").GetString());
        Assert.Equal(("0.01", "0.005"), (Tick(items[0]), Tick(items[1])));
        static string? Tick(JsonElement item) => item.GetProperty("definition").GetProperty("price_increment").GetString();
    }

    [Fact]
    public async Task Notices_are_newest_first_with_their_instrument()
    {
        await using var server = await RunningServer.StartAsync();
        server.Market.Notices = [new(Samples.Start, Samples.Apple.Key, DefinitionEvent.Expired, "It expired."), new(UnixNanos.Zero, new InstrumentKey(99), DefinitionEvent.Gone, "x")];
        var items = (await server.ReadAsync("/api/v1/instruments/notices")).GetProperty("items").EnumerateArray().ToArray();
        Assert.Equal(("expired", "AAPL.NASDAQ", "It expired."),
            (items[0].GetProperty("event").GetString(), items[0].GetProperty("instrument_id").GetString(), items[0].GetProperty("text").GetString()));
        Assert.Equal(JsonValueKind.Null, items[1].GetProperty("instrument_id").ValueKind);
    }

    [Fact]
    public async Task The_contracts_of_a_future_show_when_each_is_in_front()
    {
        await using var server = await RunningServer.StartAsync();
        var next = Future with { Id = InstrumentId.Parse("ESH7.CME"), Expiration = At("2099-03-19T13:30:00Z") };
        server.Market.Instruments = [Future];
        server.Market.Recorded = [Future.Key];
        server.Market.Futures = [Future with { Key = default, Expiration = At("2020-12-18T14:30:00Z") }, next];
        var list = await server.ReadAsync("/api/v1/instruments/ESZ6.CME/futures");
        Assert.Equal(("ESH7.CME", 8), (list.GetProperty("front").GetString(), list.GetProperty("roll_days_before_expiry").GetInt32()));
        var contracts = list.GetProperty("contracts").EnumerateArray().ToArray();
        Assert.Equal([true, false], contracts.Select(c => c.GetProperty("recording").GetBoolean()));
        Assert.Equal([false, true], contracts.Select(c => c.GetProperty("is_front").GetBoolean()));
        Assert.Equal(("2020-12-18", "2020-12-10", "calendar"),
            (contracts[0].GetProperty("last_trade_date").GetString(), contracts[0].GetProperty("roll_day").GetString(), contracts[0].GetProperty("roll_reason").GetString()));
        Assert.Equal(contracts[0].GetProperty("front_until").GetString(), contracts[1].GetProperty("front_from").GetString());
    }

    [Fact]
    public async Task Only_a_future_has_a_roll_calendar()
    {
        await using var server = await RunningServer.StartAsync();
        using var answer = await server.GetAsync("/api/v1/instruments/AAPL.NASDAQ/futures");
        Assert.Equal(422, (int)answer.StatusCode);
    }

    [Fact]
    public async Task An_option_chain_is_its_series_and_the_options_of_a_date()
    {
        await using var server = await RunningServer.StartAsync();
        server.Market.Series = [new("SMART", "AAPL", "100", [new DateOnly(2026, 12, 18)], ["245", "250"])];
        server.Market.Options =
        [
            Samples.Apple with
            {
                Id = InstrumentId.Parse("AAPL  261218C00250000.AMEX"), Class = InstrumentClass.OptionContract, OptionKind = OptionKind.Call,
                StrikePrice = Price.Parse("250"), Expiration = At("2026-12-18T21:00:00Z"), Multiplier = Quantity.Parse("100"),
            },
        ];
        var series = (await server.ReadAsync("/api/v1/instruments/AAPL.NASDAQ/options")).GetProperty("items")[0];
        Assert.Equal("2026-12-18", series.GetProperty("expirations")[0].GetString());
        var option = (await server.ReadAsync("/api/v1/instruments/AAPL.NASDAQ/options/2026-12-18")).GetProperty("items")[0];
        Assert.Equal(("AAPL  261218C00250000.AMEX", "CALL", "250"),
            (option.GetProperty("instrument_id").GetString(), option.GetProperty("option_kind").GetString(), option.GetProperty("strike_price").GetString()));
        Assert.Empty((await server.ReadAsync("/api/v1/instruments/AAPL.NASDAQ/options/2026-12-19")).GetProperty("items").EnumerateArray());
        using var wrong = await server.GetAsync("/api/v1/instruments/AAPL.NASDAQ/options/18.12.2026");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task F_509_an_export_of_an_old_time_is_written_with_the_definition_of_that_time()
    {
        await using var server = await WithTradesAsync();
        server.Store.Versions = Versions("price_increment", i => i with { PriceIncrement = Price.Parse("0.00005") });
        var old = await ExportAsync(server, "2023-12-25T15:00:00Z", "2023-12-25T15:00:01Z");
        var definition = Assert.Single(InstrumentRows.Read(Path.Combine(server.ExportDirectory, InstrumentFile(server)), "IB"));
        Assert.Equal(("success", "0.01"), (old.GetProperty("status").GetString(), definition.PriceIncrement.ToString()));
    }

    [Fact]
    public async Task F_509_a_range_over_a_new_tick_size_takes_the_finer_definition()
    {
        await using var server = await WithTradesAsync();
        server.Store.Versions = Versions("price_increment", i => i with { PriceIncrement = Price.Parse("0.005") });
        await ExportAsync(server, "2023-12-25", "2023-12-26");
        Assert.Equal("0.005", Assert.Single(InstrumentRows.Read(Path.Combine(server.ExportDirectory, InstrumentFile(server)), "IB")).PriceIncrement.ToString());
    }

    [Fact]
    public async Task F_509_a_range_over_a_new_multiplier_is_refused_with_the_time_to_cut_at()
    {
        await using var server = await WithTradesAsync();
        server.Store.Versions = Versions("multiplier", i => i with { Multiplier = Quantity.Parse("10") });
        using var answer = await server.SendAsync(HttpMethod.Post, "/api/v1/parquet/export/ticks/ib/AAPL.NASDAQ?start=2023-12-25&end=2023-12-26");
        Assert.Equal(422, (int)answer.StatusCode);
        Assert.Contains(server.Store.Versions[1].ValidFrom.ToIso(), (await RunningServer.JsonOf(answer)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2023-03-12", 23)]
    [InlineData("2023-11-05", 25)]
    [InlineData("2023-11-06", 24)]
    public async Task F_403_a_daily_export_by_trading_day_is_complete_where_clocks_change(string date, int hours)
    {
        await using var server = await RunningServer.StartAsync();
        var week = string.Join(';', Enumerable.Range(1, 8).Select(i => $"202311{i:00}:0000-202311{i + 1:00}:0000"));
        server.Market.Instruments = [Samples.Apple with { TradingHours = week, TimeZone = "America/New_York" }];
        var midnight = At($"{date}T00:00:00Z");
        // A trade at every full hour of three days around the night.
        server.Store.Add(Enumerable.Range(-24, 72).Select(i => Samples.Trade(i + 100, midnight + i * UnixNanos.PerHour)));

        using var answer = await server.SendAsync(HttpMethod.Post, $"/api/v1/parquet/export/daily?date={date}&calendar=session&data_types=trade_tick");
        var day = await RunningServer.JsonOf(answer);

        Assert.Equal(("success", "session"), (day.GetProperty("status").GetString(), day.GetProperty("calendar").GetString()));
        Assert.Equal(hours, Assert.Single(day.GetProperty("exports").EnumerateArray().ToArray()).GetProperty("records").GetInt32());
    }

    private static string InstrumentFile(RunningServer server) => Path.GetRelativePath(
        server.ExportDirectory, Directory.GetFiles(Path.Combine(server.ExportDirectory, "data", "equity"), "*.parquet", SearchOption.AllDirectories).Single());

    private static async Task<RunningServer> WithTradesAsync()
    {
        var server = await RunningServer.StartAsync();
        server.Store.Add(Enumerable.Range(1, 20).Select(i => Samples.Trade(i, Samples.Start + i * 100 * UnixNanos.PerMillisecond)));
        return server;
    }

    private static async Task<JsonElement> ExportAsync(RunningServer server, string start, string end)
    {
        using var answer = await server.SendAsync(HttpMethod.Post, $"/api/v1/parquet/export/ticks/ib/AAPL.NASDAQ?start={start}&end={end}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await RunningServer.JsonOf(answer);
    }

    /// <summary>The second version begins a second after the sample's start.</summary>
    private static System.Collections.Immutable.ImmutableArray<InstrumentVersion> Versions(string field, Func<Instrument, Instrument> change) =>
    [
        new(1, UnixNanos.Zero, Samples.Apple, []),
        new(2, Samples.Start + UnixNanos.PerSecond, change(Samples.Apple), [new DefinitionChange(field, "old", "new")]),
    ];

    private static UnixNanos At(string iso) => UnixNanos.TryParse(iso, out var at) == TimeParse.Ok ? at : throw new FormatException(iso);
}
