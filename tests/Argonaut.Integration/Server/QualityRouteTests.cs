using System.Net;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Ports;
using Argonaut.Trading.Quality;
using Xunit;

namespace Argonaut.Integration.Server;

public sealed class QualityRouteTests
{
    private static readonly InstrumentKey Apple = Samples.Apple.Key;

    [Fact]
    public async Task The_report_counts_each_rule_of_each_line_and_the_gaps()
    {
        await using var server = await RunningServer.StartAsync();
        server.Store.Quality.Totals.Add(new QualityTotal(Apple, MarketEventKind.Quote, "crossed", 12, 12, Samples.Start, Samples.Start + 5));
        server.Store.Quality.Totals.Add(new QualityTotal(new InstrumentKey(404), MarketEventKind.Trade, "unknown_instrument", 3, 3, Samples.Start, Samples.Start));
        server.Store.Quality.Totals.Add(new QualityTotal(Apple, MarketEventKind.Trade, "of_another_version", 1, 0, Samples.Start, Samples.Start));
        server.Store.Gaps.Add(new Gap(1, 7, Apple, MarketEventKind.Trade, Samples.Start, Samples.Start + 10, null, null, "link_lost", "IB", GapState.Open, null));
        server.Market.Quality = new QualityPicture
        {
            Suspects = [new SuspectInstrument(Apple, Samples.Start)],
            Clock = new ClockPicture(TimeSpan.FromSeconds(-7.5), Samples.Start, TimeSpan.FromMilliseconds(12), Samples.Start + 1),
        };

        var report = await server.ReadAsync($"/api/v1/data/quality?start={Samples.Start}&end={Samples.Start + 1}");

        var items = report.GetProperty("items").EnumerateArray().ToArray();
        Assert.Equal(["unknown_instrument", "crossed", "of_another_version", "gap"], items.Select(i => i.GetProperty("rule").GetString()));
        Assert.Equal((12, "flag", "AAPL.NASDAQ"), (items[1].GetProperty("count").GetInt64(), items[1].GetProperty("action").GetString(), items[1].GetProperty("instrument_id").GetString()));
        Assert.Equal("The bid is above the ask.", items[1].GetProperty("text").GetString());
        Assert.Equal("AAPL.NASDAQ", report.GetProperty("suspects")[0].GetProperty("instrument_id").GetString());
        Assert.Equal(-7_500, report.GetProperty("clock").GetProperty("offset_ms").GetDouble());
        Assert.Equal("2023-12-25T15:00:00.000000000Z 2023-12-25T16:00:00.000000000Z", $"{report.GetProperty("start_iso")} {report.GetProperty("end_iso")}");
    }

    [Fact]
    public async Task The_quarantine_has_what_was_refused_and_the_suspects_have_the_rest()
    {
        await using var server = await RunningServer.StartAsync();
        server.Store.Quality.Findings.Add(Finding(1, QualityRule.PriceNegative) with { Tick = Samples.Trade(1, Samples.Start) with { A = -15_025 * Samples.One / 100 } });
        server.Store.Quality.Findings.Add(Finding(2, QualityRule.PriceNotANumber) with { Raw = [.. "99\0NaN\0\\<b>"u8] });
        server.Store.Quality.Findings.Add(Finding(3, QualityRule.Crossed) with { Kind = MarketEventKind.Quote, Tick = Samples.Quote(1, Samples.Start) });
        server.Store.Quality.Findings.Add(Finding(4, QualityRule.ClockStep) with { Instrument = default, Kind = default, Detail = "Our wall clock moved." });

        var quarantine = (await server.ReadAsync("/api/v1/data/quarantine")).GetProperty("items").EnumerateArray().ToArray();
        var suspects = (await server.ReadAsync("/api/v1/data/suspects")).GetProperty("items").EnumerateArray().ToArray();
        var filtered = (await server.ReadAsync("/api/v1/data/suspects?rule=crossed&instrument_id=AAPL.NASDAQ")).GetProperty("items").EnumerateArray().ToArray();

        Assert.Equal([@"99\x00NaN\x00\x5C<b>", null], quarantine.Select(i => i.GetProperty("raw").GetString()));
        Assert.Equal("-150.25 100", $"{quarantine[1].GetProperty("price")} {quarantine[1].GetProperty("size")}");
        Assert.Equal(["clock_step", "crossed"], suspects.Select(i => i.GetProperty("rule").GetString()));
        Assert.Equal("150.24 150.26", $"{suspects[1].GetProperty("bid_price")} {suspects[1].GetProperty("ask_price")}");
        Assert.Equal("crossed", Assert.Single(filtered).GetProperty("rule").GetString());
    }

    [Fact]
    public async Task Pages_of_the_quarantine_are_newest_first_and_complete()
    {
        await using var server = await RunningServer.StartAsync();
        for (var i = 1; i <= 7; i++) server.Store.Quality.Findings.Add(Finding(i, QualityRule.PriceZero) with { At = Samples.Start + i / 2 });
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await server.ReadAsync($"/api/v1/data/quarantine?limit=3{(cursor is null ? "" : $"&cursor={cursor}")}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("at").GetString()!));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Range(1, 7).Reverse().Select(i => $"{Samples.Start + i / 2}"), seen);
        using var foreign = await server.GetAsync("/api/v1/data/suspects?cursor=" + new string('A', 64));
        Assert.Equal(HttpStatusCode.BadRequest, foreign.StatusCode);
    }

    [Theory]
    [InlineData("/api/v1/data/quality?instrument_id=NONE.X", HttpStatusCode.NotFound, "unknown_instrument")]
    [InlineData("/api/v1/data/quality?start=2023-12-26&end=2023-12-25", HttpStatusCode.BadRequest, "invalid_parameter")]
    [InlineData("/api/v1/data/quarantine?rule=crossed", HttpStatusCode.BadRequest, "invalid_parameter")]
    [InlineData("/api/v1/data/suspects?rule=price_zero", HttpStatusCode.BadRequest, "invalid_parameter")]
    public async Task What_cannot_be_answered_says_why(string path, HttpStatusCode status, string code)
    {
        await using var server = await RunningServer.StartAsync();
        using var answer = await server.GetAsync(path);
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(code, (await RunningServer.JsonOf(answer)).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("/ .. % ' \" ; < > \U0001F4A5 \u202E.X")]
    [InlineData("A/..B;c'.X")]
    [InlineData("<script>alert(1)</script>.X")]
    public async Task F_515_An_id_of_any_characters_is_one_part_of_an_address_and_text_in_an_answer(string id)
    {
        await using var server = await RunningServer.StartAsync();
        server.Market.Instruments = [Samples.Apple with { Id = InstrumentId.Parse(id) }];
        server.Store.Quality.Totals.Add(new QualityTotal(Apple, MarketEventKind.Trade, "late", 1, 1, Samples.Start, Samples.Start));

        var one = await server.ReadAsync($"/api/v1/instruments/{Uri.EscapeDataString(id)}");
        using var answer = await server.GetAsync($"/api/v1/data/quality?instrument_id={Uri.EscapeDataString(id)}");

        Assert.Equal(id, one.GetProperty("instrument_id").GetString());
        Assert.Equal(id, (await RunningServer.JsonOf(answer)).GetProperty("items")[0].GetProperty("instrument_id").GetString());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task Without_the_database_the_report_is_503()
    {
        await using var server = await RunningServer.StartAsync();
        server.Store.Quality.IsAway = true;
        using var answer = await server.GetAsync("/api/v1/data/quality");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact]
    public async Task F_405_A_source_whose_clock_differs_is_a_reason_on_the_truth_page_and_a_metric()
    {
        await using var server = await RunningServer.StartAsync();
        server.Market.Quality = new QualityPicture { Clock = new ClockPicture(TimeSpan.FromSeconds(90), Samples.Start, TimeSpan.Zero, UnixNanos.Zero) };
        server.Market.Feed = server.Market.Feed with { ClockOffset = TimeSpan.FromSeconds(90) };

        var status = await server.ReadAsync("/api/v1/system/status");
        var metrics = await (await server.GetAsync("/metrics")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        var reason = Assert.Single(status.GetProperty("reasons").EnumerateArray(), r => r.GetProperty("code").GetString() == "clock_down");
        Assert.Contains("90.0 s ahead of ours", reason.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("argonaut_clock_offset_seconds 90", metrics, StringComparison.Ordinal);
        Assert.Contains("argonaut_clock_skewed 1", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task F_507_A_suspect_instrument_is_named_on_the_truth_page_and_rules_are_counted_in_metrics()
    {
        await using var server = await RunningServer.StartAsync();
        server.Market.Quality = new QualityPicture
        {
            Suspects = [new SuspectInstrument(Apple, Samples.Start)],
            Counts = QualityPicture.Empty.Counts.Add(QualityRule.Crossed, 41).Add(QualityRule.PriceZero, 2),
        };

        var status = await server.ReadAsync("/api/v1/system/status");
        var metrics = await (await server.GetAsync("/metrics")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        var stage = status.GetProperty("stages").EnumerateArray().Single(s => s.GetProperty("name").GetString() == "quality");
        Assert.Equal("degraded", stage.GetProperty("state").GetString());
        Assert.Contains("AAPL.NASDAQ", stage.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("argonaut_quality_findings_total{rule=\"crossed\",action=\"flag\"} 41", metrics, StringComparison.Ordinal);
        Assert.Contains("argonaut_quality_findings_total{rule=\"price_zero\",action=\"reject\"} 2", metrics, StringComparison.Ordinal);
    }

    private static QualityFinding Finding(long number, QualityRule rule) => new()
    {
        Run = 1, Number = number, At = Samples.Start, Instrument = Apple, Kind = MarketEventKind.Trade, Rule = QualityRules.IdOf(rule), Action = QualityRules.Of(rule).Action,
    };
}
