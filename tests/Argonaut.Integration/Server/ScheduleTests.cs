using System.Net;
using System.Text.Json;
using Argonaut.Domain;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Ports;
using Argonaut.Server.Export;
using Xunit;

namespace Argonaut.Integration.Server;

/// <summary>Exports that are ordered every night, and what an export would be.</summary>
public sealed class ScheduleTests
{
    private const string Path = "/api/v1/parquet/schedules";

    private static readonly string Request =
        """{"date":"2023-12-25","is_session_day":false,"sources":null,"instruments":null,"data_types":["trade_tick"],"timeframes":[],"format":"nautilus","profile":"v1-hp","on_overlap":"replace","verify":true,"compression":"snappy"}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("02:30", "UTC", "2026-01-05", "2026-01-06T02:30:00")]
    [InlineData("00:00", "UTC", "2026-01-05", "2026-01-06T00:00:00")]
    [InlineData("20:00", "America/New_York", "2026-01-05", "2026-01-06T01:00:00")]
    [InlineData("18:00", "America/New_York", "2026-01-05", "2026-01-06T23:00:00")]
    [InlineData("02:30", "America/New_York", "2026-03-07", "2026-03-08T07:30:00")] // the clocks skip it: an hour later by the clock
    [InlineData("01:30", "America/New_York", "2026-10-31", "2026-11-01T05:30:00")] // twice: the first
    public void U_180_A_night_is_due_at_its_time_after_the_day_has_ended(string time, string zone, string day, string due)
    {
        var schedule = Nightly(DateOnly.MinValue) with { TimeOfDay = TimeOnly.Parse(time), TimeZone = zone };

        Assert.StartsWith(due, ScheduleTimes.DueOf(schedule, DateOnly.Parse(day)).ToIso(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nights_in_which_nothing_ran_are_caught_up_once_each_and_not_again_after_a_restart()
    {
        var first = await RunningServer.StartAsync();
        var today = HybridClock.Now(TimeProvider.System).UtcDate;
        await first.StopAsync();
        await first.Schedules.AddAsync(Nightly(today.AddDays(-3)), Ct);
        var second = await RunningServer.StartAsync(before: first);

        var dates = await OrderedAsync(second, 3);
        await second.StopAsync();
        await using var third = await RunningServer.StartAsync(before: second);
        // The stop may have come between the last order and its note: then the start finds the job again.
        while ((await third.ReadAsync(Path)).GetProperty("items")[0].GetProperty("next_date").GetString() != today.ToString("yyyy-MM-dd"))
        {
        }

        Assert.Equal([today.AddDays(-1), today.AddDays(-2), today.AddDays(-3)], dates);
        Assert.Equal(3, (await third.ReadAsync("/api/v1/jobs")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task What_is_older_than_a_month_is_not_caught_up_and_a_switched_off_one_orders_nothing()
    {
        var first = await RunningServer.StartAsync();
        var today = HybridClock.Now(TimeProvider.System).UtcDate;
        await first.StopAsync();
        await first.Schedules.AddAsync(Nightly(today.AddDays(-400)), Ct);
        await first.Schedules.AddAsync(Nightly(today.AddDays(-2)) with { Name = "off", IsEnabled = false }, Ct);
        await using var second = await RunningServer.StartAsync(before: first);

        var dates = await OrderedAsync(second, ScheduleLoop.MostDays);

        Assert.Equal(today.AddDays(-ScheduleLoop.MostDays), dates[^1]);
        Assert.DoesNotContain((await second.ReadAsync("/api/v1/jobs")).GetProperty("items").EnumerateArray(),
            job => job.GetProperty("title").GetString()!.StartsWith("off", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_schedule_is_added_changed_with_its_version_and_removed()
    {
        await using var server = await RunningServer.StartAsync();
        using var added = await server.SendAsync(HttpMethod.Post, Path, new { name = "Trades", time = "21:15", time_zone = "America/New_York", data_types = new[] { "trade_tick" }, instrument_ids = new[] { "AAPL.NASDAQ" } });
        var item = await RunningServer.JsonOf(added);
        var own = $"{Path}/{item.GetProperty("id").GetInt64()}";
        var change = new { name = "Trades", time = "03:00", enabled = false };

        using var without = await server.SendAsync(HttpMethod.Put, own, change);
        using var changed = await server.SendAsync(HttpMethod.Put, own, change, ("If-Match", added.Headers.ETag!.Tag));
        using var stale = await server.SendAsync(HttpMethod.Put, own, change, ("If-Match", added.Headers.ETag!.Tag));
        using var second = await server.SendAsync(HttpMethod.Post, Path, new { name = "Trades", time = "03:00" });
        using var removed = await server.SendAsync(HttpMethod.Delete, own, null, ("If-Match", changed.Headers.ETag!.Tag));

        Assert.Equal((HttpStatusCode.Created, "21:15", "America/New_York"), (added.StatusCode, item.GetProperty("time").GetString(), item.GetProperty("time_zone").GetString()));
        Assert.Equal(["AAPL.NASDAQ"], item.GetProperty("instrument_ids").EnumerateArray().Select(i => i.GetString()));
        var after = await RunningServer.JsonOf(changed);
        Assert.Equal(("03:00", "UTC", JsonValueKind.Null, JsonValueKind.Null),
            (after.GetProperty("time").GetString(), after.GetProperty("time_zone").GetString(), after.GetProperty("next_run").ValueKind, after.GetProperty("instrument_ids").ValueKind));
        Assert.Equal([428, 412, 409, 204], new[] { without, stale, second, removed }.Select(a => (int)a.StatusCode));
    }

    [Theory]
    [InlineData("25:00", "UTC", "AAPL.NASDAQ", "/time")]
    [InlineData("2:00", "UTC", "AAPL.NASDAQ", "/time")]
    [InlineData("02:00", "Atlantis/Capital", "AAPL.NASDAQ", "/time_zone")]
    [InlineData("02:00", "UTC", "NONE.NYSE", "/instrument_ids")]
    public async Task What_cannot_be_scheduled_says_why(string time, string zone, string instrument, string pointer)
    {
        await using var server = await RunningServer.StartAsync();
        using var answer = await server.SendAsync(HttpMethod.Post, Path, new { name = "x", time, time_zone = zone, instrument_ids = new[] { instrument } });
        var problem = await RunningServer.JsonOf(answer);

        Assert.InRange((int)answer.StatusCode, 400, 404);
        if (problem.TryGetProperty("errors", out var errors)) Assert.Equal(pointer, errors[0].GetProperty("pointer").GetString());
    }

    [Fact]
    public async Task U_175_An_estimate_counts_a_day_and_learns_the_size_of_a_row_from_files()
    {
        await using var server = await RunningServer.StartAsync();
        server.Store.Add(Enumerable.Range(1, 500).Select(i => Samples.Trade(i, Samples.Start + i)));
        const string question = "/api/v1/parquet/estimate?data_type=trade_tick&instrument_id=AAPL.NASDAQ&start=2023-12-25&end=2023-12-26";
        var before = await server.ReadAsync(question);
        using var export = await server.SendAsync(HttpMethod.Post, "/api/v1/parquet/export/ticks/IB/AAPL.NASDAQ");
        var file = (await RunningServer.JsonOf(export)).GetProperty("bytes_total").GetInt64();
        var after = await server.ReadAsync(question);
        var half = await server.ReadAsync(question.Replace("end=2023-12-26", "end=2024-12-26", StringComparison.Ordinal));
        var nothing = await server.ReadAsync("/api/v1/parquet/estimate?start=2024-01-01&end=2024-01-02");
        var ledger = (await server.ReadAsync("/api/v1/parquet/ledger?instrument_id=AAPL.NASDAQ")).GetProperty("items").EnumerateArray().ToArray();

        var plain = await server.ReadAsync($"{question}&format=flat");
        using var flat = await server.SendAsync(HttpMethod.Post, "/api/v1/parquet/export/ticks/IB/AAPL.NASDAQ?format=flat");
        var flatFile = (await RunningServer.JsonOf(flat)).GetProperty("bytes_total").GetInt64();
        var flatAfter = await server.ReadAsync($"{question}&format=flat");
        var books = await server.ReadAsync("/api/v1/parquet/estimate?data_type=order_book_deltas&format=flat");

        Assert.Equal((500, false, "typical"), Seen(before));
        Assert.Equal((500, false, "typical"), Seen(plain));
        Assert.Equal((flatFile, "instrument"), (flatAfter.GetProperty("bytes").GetInt64(), flatAfter.GetProperty("bytes_from").GetString()));
        Assert.NotEqual(file, flatFile);
        Assert.Equal(("order_book_deltas", 0), (books.GetProperty("data_type").GetString(), books.GetProperty("rows").GetInt32()));
        Assert.Equal((500, false, "instrument"), Seen(after));
        Assert.Equal(file, after.GetProperty("bytes").GetInt64());
        Assert.Equal(500, half.GetProperty("rows").GetInt32());
        Assert.Equal((0, 0), (nothing.GetProperty("rows").GetInt32(), nothing.GetProperty("bytes").GetInt32()));
        Assert.Equal(["instrument", "trade_tick"], ledger.Select(l => l.GetProperty("kind").GetString()).Order());
    }

    private static (int Rows, bool IsEstimate, string From) Seen(JsonElement item) =>
        (item.GetProperty("rows").GetInt32(), item.GetProperty("is_estimate").GetBoolean(), item.GetProperty("bytes_from").GetString()!);

    private static ExportSchedule Nightly(DateOnly next) => new(0, "Nightly", true, new TimeOnly(0, 0), "UTC", Request, next, null, 0, UnixNanos.Zero);

    /// <summary>The days that were ordered, newest first, when there are as many and all are done.</summary>
    private static async Task<DateOnly[]> OrderedAsync(RunningServer server, int count)
    {
        while (true)
        {
            var jobs = (await server.ReadAsync("/api/v1/jobs?state=succeeded")).GetProperty("items").EnumerateArray().ToArray();
            if (jobs.Length >= count) return [.. jobs.Select(job => DateOnly.Parse(job.GetProperty("result").GetProperty("date").GetString()!))];
        }
    }
}
