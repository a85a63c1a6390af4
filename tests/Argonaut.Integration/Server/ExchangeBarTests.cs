using System.Net;
using System.Text.Json;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Domain.Sessions;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Ports;
using Argonaut.Tests.Shared;
using Xunit;
using StreamReader = Argonaut.Integration.Server.Fakes.StreamReader;

namespace Argonaut.Integration.Server;

/// <summary>Bars of the exchange's days: made from hours when they are asked for, and while they are followed.</summary>
public sealed class ExchangeBarTests
{
    private const string Path = "/api/v1/instruments/AAPL.NASDAQ/bars?timeframe=1D&boundary=session";

    /// <summary>Open from 18:00 of the evening before to 17:00, on every day of the week: no day of a test run is a closed one.</summary>
    private static readonly Instrument Instrument = Samples.Apple with
    {
        TimeZone = "America/New_York",
        TradingHours = string.Join(';', Enumerable.Range(1, 7).Select(day => $"2026110{day}:1800-2026110{day + 1}:1700")),
    };

    private static readonly ExchangeDays Days = new(SessionCalendar.Of(Instrument));

    [Fact]
    public async Task U_051_A_day_is_named_by_its_date_and_says_when_it_begins_and_ends()
    {
        await using var server = await StartAsync();
        var midnight = UnixNanos.FromDate(new DateOnly(2026, 11, 12));
        // 18:00 in New York is 23:00 UTC.
        server.Store.Add(Hour(midnight - 2 * UnixNanos.PerHour, 100), Hour(midnight - UnixNanos.PerHour, 110), Hour(midnight + 12 * UnixNanos.PerHour, 120), Hour(midnight + 23 * UnixNanos.PerHour, 130));

        var page = await server.ReadAsync($"{Path}&start={midnight}&end={midnight + 1}");

        Assert.Equal(("session", "AAPL.NASDAQ-1-DAY-LAST-EXTERNAL"), (page.GetProperty("boundary").GetString(), page.GetProperty("bar_type").GetString()));
        var bar = Assert.Single(page.GetProperty("items").EnumerateArray().ToArray());
        Assert.Equal(
            ($"{midnight}", $"{midnight - UnixNanos.PerHour}", $"{midnight + 23 * UnixNanos.PerHour}", "1.10", "1.20", true),
            (Text(bar, "ts_open"), Text(bar, "session_open"), Text(bar, "session_close"), Text(bar, "open"), Text(bar, "close"), bar.GetProperty("is_closed").GetBoolean()));
    }

    [Theory]
    [InlineData("asc", "none")]
    [InlineData("desc", "none")]
    [InlineData("asc", "previous")]
    [InlineData("desc", "previous")]
    public async Task Paging_yields_each_bar_once(string order, string fill)
    {
        await using var server = await StartAsync();
        var random = new Random(51);
        var from = UnixNanos.FromDate(new DateOnly(2025, 1, 1));
        for (var hour = 0; hour < 24 * 120; hour++)
            if (random.Next(30) == 0) server.Store.Add(Hour(from + hour * UnixNanos.PerHour, 100 + random.Next(50)));
        server.Store.Add(Hour(from, 100) with { Timeframe = Timeframe.Day1 });
        var path = $"{Path}&order={order}&fill={fill}&start={from}&end={from + 130 * UnixNanos.PerDay}";

        var all = RunningServer.ItemsOf(await server.ReadAsync($"{path}&limit=1000"));
        var paged = await server.ReadPagesAsync(path, 7);

        Assert.InRange(all.Length, 40, 131);
        Assert.Equal(all, paged);
    }

    [Theory]
    [InlineData("timeframe=1h&boundary=session", "1D, 1W and 1M")]
    [InlineData("timeframe=1D&boundary=session&price_type=bid", "bars of other prices begin on UTC boundaries")]
    [InlineData("timeframe=1D&boundary=noon", "boundary")]
    public async Task A_boundary_that_cannot_be_had_is_refused_with_the_reason(string query, string why)
    {
        await using var server = await StartAsync();
        using var answer = await server.GetAsync($"/api/v1/instruments/AAPL.NASDAQ/bars?{query}");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(why, (await RunningServer.JsonOf(answer)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_known_hours_days_are_those_of_utc_and_the_answer_says_so()
    {
        await using var server = await RunningServer.StartAsync();
        server.Store.Add(Samples.Bar(UnixNanos.FromDate(new DateOnly(2026, 11, 12)), Timeframe.Day1));

        var page = await server.ReadAsync(Path);

        Assert.Equal(("utc", 1), (page.GetProperty("boundary").GetString(), page.GetProperty("items").GetArrayLength()));
        Assert.False(page.GetProperty("items")[0].TryGetProperty("session_open", out _));
    }

    [Fact]
    public async Task U_051_Who_follows_the_day_has_what_is_stored_of_it_and_then_each_change_of_the_open_hour()
    {
        // At noon, so that no hour ends meanwhile.
        var now = UnixNanos.FromDate(new DateOnly(2026, 11, 12)) + 12 * UnixNanos.PerHour;
        var time = new ManualTimeProvider(now.ToDateTimeOffset());
        await using var server = await StartAsync(time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var passing = PassAsync(time, stop.Token);
        var name = Days.NameOf(Timeframe.Month1, now);
        var (from, _) = Days.SpanOf(Timeframe.Month1, name);
        server.Store.Add(Hour(Timeframe.Hour1.OpenOf(from), 100));
        using var client = new StreamReader(await server.ConnectAsync());
        await client.SendAsync(new { op = "subscribe", channel = "bars", instrument_id = "AAPL.NASDAQ", timeframe = "1M", boundary = "session" });

        var first = await NextAsync(client, _ => true);
        server.Market.Open(Hour(now, 25_000) with { IsClosed = false });
        server.Market.Publish(Samples.Trade(1, now));
        var second = await NextAsync(client, bar => Text(bar, "close") == "250.00");

        Assert.Equal(($"{name}", "1.00", "1.00"), (Text(first, "ts_open"), Text(first, "open"), Text(first, "close")));
        Assert.Equal(($"{name}", $"{from}", "1.00", false), (Text(second, "ts_open"), Text(second, "session_open"), Text(second, "open"), second.GetProperty("is_closed").GetBoolean()));
        // An hour of it that came later, or was revised, is in the next one.
        var late = Hour(Timeframe.Hour1.OpenOf(from), 90) with { Revision = 1 };
        server.Store.Add(late);
        server.Market.Close(late);
        var third = await NextAsync(client, bar => Text(bar, "open") == "0.90");
        Assert.Equal(("250.00", 1), (Text(third, "close"), third.GetProperty("revision").GetInt32()));
        var read = (await server.ReadAsync("/api/v1/instruments/AAPL.NASDAQ/bars?timeframe=1M&boundary=session&order=desc&limit=1")).GetProperty("items")[0];
        Assert.Equal(("0.90", "250.00"), (Text(read, "open"), Text(read, "close")));
        await stop.CancelAsync();
        await passing;
    }

    [Fact]
    public async Task U_051_A_day_that_ends_is_told_closed_and_told_again_when_its_last_hour_was_late()
    {
        var end = UnixNanos.FromDate(new DateOnly(2026, 11, 12)) + 23 * UnixNanos.PerHour;
        var time = new ManualTimeProvider((end - 2 * UnixNanos.PerSecond).ToDateTimeOffset());
        await using var server = await StartAsync(time);
        var last = Hour(end - UnixNanos.PerHour, 120) with { IsClosed = false };
        server.Store.Add(Hour(end - 20 * UnixNanos.PerHour, 100));
        server.Market.Open(last);
        using var client = new StreamReader(await server.ConnectAsync());
        await client.SendAsync(new { op = "subscribe", channel = "bars", instrument_id = "AAPL.NASDAQ", timeframe = "1D", boundary = "session" });
        var open = await NextAsync(client, _ => true);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var passing = PassAsync(time, stop.Token);

        var closed = await NextAsync(client, bar => bar.GetProperty("is_closed").GetBoolean());
        // A tick of the last second came after the day was told.
        var late = Hour(end - UnixNanos.PerHour, 125);
        server.Store.Add(late);
        server.Market.Open(Hour(end, 200) with { IsClosed = false });
        server.Market.Close(late);
        var both = await NextMessageAsync(client, bar => bar.GetProperty("is_closed").GetBoolean() && Text(bar, "close") == "1.25");
        var (again, next) = (both[0], both[1]);

        var (today, tomorrow) = ($"{UnixNanos.FromDate(new DateOnly(2026, 11, 12))}", $"{UnixNanos.FromDate(new DateOnly(2026, 11, 13))}");
        Assert.Equal((today, "1.20", false), (Text(open, "ts_open"), Text(open, "close"), open.GetProperty("is_closed").GetBoolean()));
        Assert.Equal((today, "1.00", "1.20"), (Text(closed, "ts_open"), Text(closed, "open"), Text(closed, "close")));
        Assert.Equal((today, "1.00", "1.25"), (Text(again, "ts_open"), Text(again, "open"), Text(again, "high")));
        Assert.Equal((tomorrow, "2.00", $"{end}"), (Text(next, "ts_open"), Text(next, "open"), Text(next, "session_open")));
        await stop.CancelAsync();
        await passing;
    }

    [Fact]
    public async Task The_day_of_a_latest_price_is_that_of_the_exchange()
    {
        var now = UnixNanos.FromDate(new DateOnly(2026, 11, 12)) + 12 * UnixNanos.PerHour;
        await using var server = await StartAsync(new ManualTimeProvider(now.ToDateTimeOffset()));
        var (from, _) = Days.SpanOf(Timeframe.Day1, Days.NameOf(Timeframe.Day1, now));
        server.Store.Add(Hour(from - UnixNanos.PerHour, 100), Hour(from, 110));
        server.Market.Open(Hour(now, 150) with { IsClosed = false });

        var day = (await server.ReadAsync("/api/v1/instruments/AAPL.NASDAQ/snapshot")).GetProperty("day");

        Assert.Equal(("1.50", "0.50"), (Text(day, "close"), Text(day, "change")));
    }

    /// <summary>About a minute a second.</summary>
    private static async Task PassAsync(ManualTimeProvider time, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            time.Advance(TimeSpan.FromMilliseconds(300));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
        }
    }

    private static async Task<RunningServer> StartAsync(TimeProvider? time = null)
    {
        var server = await RunningServer.StartAsync(time: time);
        server.Market.Instruments = [Instrument];
        return server;
    }

    private static async Task<JsonElement> NextAsync(StreamReader client, Func<JsonElement, bool> isWanted) => (await NextMessageAsync(client, isWanted)).First(isWanted);

    /// <summary>The bars of the next message that has such a one.</summary>
    private static async Task<JsonElement[]> NextMessageAsync(StreamReader client, Func<JsonElement, bool> isWanted)
    {
        while (true)
        {
            var message = (await client.NextAsync()) ?? throw new InvalidOperationException("The stream ended.");
            if (!message.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array) continue;
            JsonElement[] bars = [.. data.EnumerateArray()];
            if (bars.Any(isWanted)) return bars;
        }
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    /// <summary>A flat hour at a price in cents.</summary>
    private static Bar Hour(UnixNanos open, long cents) => Samples.Bar(open, Timeframe.Hour1) with
    {
        Open = cents * 1_000_000, High = cents * 1_000_000, Low = cents * 1_000_000, Close = cents * 1_000_000, Notional = null, OpenTsInit = open, CloseTsInit = open + 1,
    };
}
