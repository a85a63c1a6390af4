using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Sessions;
using Xunit;

namespace Argonaut.Unit.Domain;

public sealed class ExchangeDaysTests
{
    /// <summary>A usual week of a future and one with Thanksgiving, a pair of currencies, and a stock.</summary>
    private const string Es =
        "20261025:1700-20261026:1600;20261026:1700-20261027:1600;20261027:1700-20261028:1600;20261028:1700-20261029:1600;20261029:1700-20261030:1600";

    private const string Thanksgiving =
        "20261122:1700-20261123:1600;20261123:1700-20261124:1600;20261124:1700-20261125:1600;20261126:CLOSED;20261126:1700-20261127:1215;20261129:1700-20261130:1600";

    private const string Pair = "20261025:1715-20261026:1700;20261026:1715-20261027:1700;20261027:1715-20261028:1700";
    private const string Stock = "20261026:0400-20261026:2000;20261027:0400-20261027:2000;20261028:0400-20261028:2000";

    private static readonly ExchangeDays Future = Of(Es, "US/Central");

    [Theory]
    [InlineData("2026-10-25T22:00:00Z", "2026-10-26")]
    [InlineData("2026-10-26T21:59:59.999999999Z", "2026-10-26")]
    [InlineData("2026-10-26T22:00:00Z", "2026-10-27")]
    [InlineData("2026-10-31T12:00:00Z", "2026-10-30")]
    [InlineData("2026-11-01T22:59:59Z", "2026-10-30")]
    [InlineData("2026-11-01T23:00:00Z", "2026-11-02")]
    public void U_051_A_Sunday_evening_belongs_to_Monday_and_closed_hours_to_the_day_before(string at, string day) => Assert.Equal(Day(day), Future.DayOf(At(at)));

    [Fact]
    public void U_051_Days_follow_the_clock_of_the_exchange_over_a_change_of_its_summer_time()
    {
        Assert.Equal((At("2026-10-29T22:00:00Z"), At("2026-11-01T23:00:00Z")), Future.SpanOf(Timeframe.Day1, At("2026-10-30T00:00:00Z")));
        Assert.Equal((At("2026-11-01T23:00:00Z"), At("2026-11-02T23:00:00Z")), Future.SpanOf(Timeframe.Day1, At("2026-11-02T00:00:00Z")));
    }

    [Theory]
    [InlineData("1W", "2026-10-26T00:00:00Z", "2026-10-25T22:00:00Z", "2026-11-01T23:00:00Z")]
    [InlineData("1M", "2026-11-01T00:00:00Z", "2026-11-01T23:00:00Z", "2026-11-30T23:00:00Z")]
    public void U_051_Weeks_and_months_are_made_of_whole_days(string code, string name, string from, string to)
    {
        Assert.True(Timeframe.TryParse(code, out var timeframe));
        Assert.Equal((At(from), At(to)), Future.SpanOf(timeframe, At(name)));
        Assert.Equal(At(name), Future.NameOf(timeframe, At(from)));
        Assert.Equal(At(name), Future.NameOf(timeframe, At(to) - 1));
    }

    [Fact]
    public void A_closed_day_is_empty_and_its_hours_are_those_of_the_day_before()
    {
        var days = Of(Thanksgiving, "US/Central");
        var (from, to) = days.SpanOf(Timeframe.Day1, At("2026-11-26T00:00:00Z"));
        Assert.Equal(from, to);
        Assert.Equal(Day("2026-11-25"), days.DayOf(At("2026-11-26T12:00:00Z")));
        Assert.Equal(Day("2026-11-27"), days.DayOf(At("2026-11-26T23:00:00Z")));
    }

    [Fact]
    public void A_day_begins_with_the_hour_of_its_first_session_where_nothing_traded_in_it_before()
    {
        var pair = Of(Pair, "America/New_York");
        Assert.Equal(At("2026-10-26T21:00:00Z"), pair.BeginOf(Day("2026-10-27")));
        Assert.Equal("1h", pair.PartOf(Day("2026-10-01"), Day("2026-11-30")).Code);
        // Its market is open until ten minutes past, and again from a quarter past.
        var busy = Of("20261026:1715-20261027:1710;20261027:1715-20261028:1710;20261028:1715-20261029:1710", "America/New_York");
        Assert.Equal(At("2026-10-27T21:15:00Z"), busy.BeginOf(Day("2026-10-28")));
        Assert.Equal("15m", busy.PartOf(Day("2026-10-28"), Day("2026-10-28")).Code);
    }

    [Fact]
    public void Days_leave_no_time_out_and_none_is_in_two()
    {
        foreach (var days in new[] { Future, Of(Thanksgiving, "US/Central"), Of(Pair, "America/New_York"), Of(Stock, "US/Eastern") })
        {
            var before = days.SpanOf(Timeframe.Day1, At("2026-01-01T00:00:00Z")).To;
            for (var day = Day("2026-01-02"); day < Day("2027-01-01"); day = day.AddDays(1))
            {
                var (from, to) = days.SpanOf(Timeframe.Day1, UnixNanos.FromDate(day));
                Assert.Equal(before, from);
                if (from < to)
                {
                    Assert.Equal(day, days.DayOf(from));
                    Assert.Equal(day, days.DayOf(to - 1));
                }

                before = to;
            }
        }
    }

    private static ExchangeDays Of(string hours, string zone) => new(SessionCalendar.Create(hours, zone));

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", null);

    private static UnixNanos At(string text) => UnixNanos.TryParse(text, out var at) == TimeParse.Ok ? at : throw new ArgumentException(text, nameof(text));
}
