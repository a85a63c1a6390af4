using Argonaut.Domain;
using Argonaut.Domain.Sessions;
using Xunit;

namespace Argonaut.Unit.Domain;

public sealed class SessionCalendarTests
{
    /// <summary>As a gateway sent it on 2025-05-21 (vector resp.contractDetails.esTimeZone): 26 May is a holiday with a short session.</summary>
    private const string Es =
        "20250521:1700-20250522:1600;20250522:1700-20250523:1600;20250524:CLOSED;20250525:1700-20250526:1200;"
        + "20250526:1700-20250527:1600;20250527:1700-20250528:1600";

    private const string Stock =
        "20251214:CLOSED;20251215:0400-20251215:2000;20251216:0400-20251216:2000;20251217:0400-20251217:2000;"
        + "20251218:0400-20251218:2000;20251219:0400-20251219:2000";

    private static readonly SessionCalendar Future = SessionCalendar.Create(Es, "US/Central");
    private static readonly SessionCalendar Equity = SessionCalendar.Create(Stock, "US/Eastern");

    [Theory]
    [InlineData("2025-05-22T20:59:59Z", true)]
    [InlineData("2025-05-22T21:00:00Z", false)]
    [InlineData("2025-05-22T21:59:59.999999999Z", false)]
    [InlineData("2025-05-22T22:00:00Z", true)]
    [InlineData("2025-05-24T15:00:00Z", false)]
    [InlineData("2025-05-25T21:00:00Z", false)]
    [InlineData("2025-05-25T22:30:00Z", true)]
    [InlineData("2025-05-26T17:00:00Z", false)]
    public void The_published_hours_decide_to_the_nanosecond(string at, bool isOpen)
    {
        Assert.Equal(isOpen, Future.IsOpen(At(at)));
        Assert.Equal(SessionKnowledge.Published, Future.KnowledgeOf(At(at)));
    }

    [Theory]
    [InlineData("2025-05-22T21:30:00Z", "2025-05-22T22:00:00Z", "2025-05-23T21:00:00Z")]
    [InlineData("2025-05-23T21:00:00Z", "2025-05-25T22:00:00Z", "2025-05-26T17:00:00Z")]
    [InlineData("2025-05-23T12:00:00Z", "2025-05-25T22:00:00Z", "2025-05-23T21:00:00Z")]
    [InlineData("2025-05-25T22:00:00Z", "2025-05-26T22:00:00Z", "2025-05-26T17:00:00Z")]
    public void The_next_open_and_close_are_those_of_the_sessions(string at, string open, string close)
    {
        Assert.Equal(At(open), Future.NextOpen(At(at)));
        Assert.Equal(At(close), Future.NextClose(At(at)));
    }

    [Theory]
    [InlineData("2025-05-25T22:30:00Z", "2025-05-26")]
    [InlineData("2025-05-24T12:00:00Z", "2025-05-26")]
    [InlineData("2025-05-22T20:00:00Z", "2025-05-22")]
    [InlineData("2025-05-22T22:00:00Z", "2025-05-23")]
    public void A_Sunday_evening_belongs_to_Monday(string at, string day) => Assert.Equal(Day(day), Future.TradingDayOf(At(at)));

    [Fact]
    public void Sessions_of_a_day_are_those_that_count_for_it()
    {
        var session = Assert.Single(Future.SessionsOf(Day("2025-05-26")));
        Assert.Equal((At("2025-05-25T22:00:00Z"), At("2025-05-26T17:00:00Z"), false), (session.Start, session.End, session.IsExtrapolated));
        Assert.Empty(Future.SessionsOf(Day("2025-05-24")));
    }

    [Theory]
    [InlineData("2025-06-02T16:59:00Z", true)]
    [InlineData("2025-06-02T21:30:00Z", false)]
    [InlineData("2025-05-31T15:00:00Z", false)]
    [InlineData("2025-06-01T22:00:00Z", true)]
    [InlineData("2031-06-04T15:00:00Z", true)]
    [InlineData("2020-01-04T15:00:00Z", false)]
    public void Outside_the_list_the_weekly_pattern_goes_on_without_the_holiday_and_says_so(string at, bool isOpen)
    {
        Assert.Equal(isOpen, Future.IsOpen(At(at)));
        Assert.Equal(SessionKnowledge.Extrapolated, Future.KnowledgeOf(At(at)));
    }

    [Fact]
    public void A_week_with_a_holiday_and_a_half_day_gives_the_usual_week()
    {
        var thanksgiving = SessionCalendar.Create(
            "20261123:0930-20261123:1600;20261124:0930-20261124:1600;20261125:0930-20261125:1600;20261126:CLOSED;20261127:0930-20261127:1300;"
            + "20261128:CLOSED;20261129:CLOSED", "US/Eastern");
        Assert.False(thanksgiving.IsOpen(At("2026-11-26T16:00:00Z")));
        Assert.False(thanksgiving.IsOpen(At("2026-11-27T19:00:00Z")));
        Assert.True(thanksgiving.IsOpen(At("2026-12-03T16:00:00Z")));
        Assert.True(thanksgiving.IsOpen(At("2026-12-04T19:00:00Z")));
        Assert.False(thanksgiving.IsOpen(At("2026-12-05T16:00:00Z")));
    }

    /// <summary>Clocks go forward on Sunday 2026-03-08 and back on Sunday 2026-11-01 in the United States.</summary>
    [Theory]
    [InlineData("2026-03-06", "2026-03-05T23:00:00Z", 23.0)]
    [InlineData("2026-03-09", "2026-03-08T22:00:00Z", 23.0)]
    [InlineData("2026-10-30", "2026-10-29T22:00:00Z", 23.0)]
    [InlineData("2026-11-02", "2026-11-01T23:00:00Z", 23.0)]
    public void F_403_sessions_keep_their_wall_clock_over_both_clock_changes(string day, string start, double hours)
    {
        var session = Assert.Single(Future.SessionsOf(Day(day)));
        Assert.Equal(At(start), session.Start);
        Assert.Equal(TimeSpan.FromHours(hours), TimeSpan.FromTicks((session.End - session.Start) / 100));
    }

    [Theory]
    [InlineData("20260308:0000-20260309:0000", "2026-03-08", 23.0)]
    [InlineData("20261101:0000-20261102:0000", "2026-11-01", 25.0)]
    [InlineData("20261101:0000-2400", "2026-11-01", 25.0)]
    public void F_403_a_market_that_never_closes_has_days_of_23_and_25_hours(string hours, string day, double length)
    {
        var session = Assert.Single(SessionCalendar.Create(hours, "America/New_York").SessionsOf(Day(day)));
        Assert.Equal(TimeSpan.FromHours(length), TimeSpan.FromTicks((session.End - session.Start) / 100));
    }

    [Theory]
    [InlineData("Asia/Kolkata", "20260706:0915-20260706:1530", "2026-07-06T03:45:00Z", "2026-07-06T10:00:00Z")]
    [InlineData("Australia/Adelaide", "20261005:1000-20261005:1600", "2026-10-04T23:30:00Z", "2026-10-05T05:30:00Z")]
    [InlineData("Australia/Lord_Howe", "20261004:0100-20261004:0300", "2026-10-03T14:30:00Z", "2026-10-03T16:00:00Z")]
    [InlineData("Asia/Kathmandu", "20260706:1100-20260706:1500", "2026-07-06T05:15:00Z", "2026-07-06T09:15:00Z")]
    public void F_403_zones_of_half_and_quarter_hours_are_exact(string zone, string hours, string open, string close)
    {
        var calendar = SessionCalendar.Create(hours, zone);
        Assert.True(calendar.IsOpen(At(open)));
        Assert.False(calendar.IsOpen(At(open) - 1));
        Assert.True(calendar.IsOpen(At(close) - 1));
        Assert.False(calendar.IsOpen(At(close)));
    }

    [Fact]
    public void The_older_form_begins_the_evening_before_and_ends_the_night_after()
    {
        var forex = SessionCalendar.Create("20110621:1715-1700;20110622:1715-1700", "EST");
        Assert.Equal(At("2011-06-20T21:15:00Z"), Assert.Single(forex.SessionsOf(Day("2011-06-21"))).Start);
        var sessions = TradingHours.Parse("20170621:1700-1515,1530-1600,1715-0100")[0].Sessions;
        Assert.Equal(
            ["2017-06-20T17:00 2017-06-21T15:15", "2017-06-21T15:30 2017-06-21T16:00", "2017-06-21T17:15 2017-06-22T01:00"],
            sessions.Select(s => $"{s.Start:yyyy-MM-ddTHH:mm} {s.End:yyyy-MM-ddTHH:mm}"));
    }

    [Fact]
    public void Several_sessions_a_day_have_a_pause_and_sessions_that_touch_have_none()
    {
        var hongKong = SessionCalendar.Create("20261120:0915-20261120:1200,20261120:1300-20261120:1630,20261120:1630-20261120:1700", "Hongkong");
        Assert.False(hongKong.IsOpen(At("2026-11-20T04:30:00Z")));
        Assert.Equal(At("2026-11-20T09:00:00Z"), hongKong.NextClose(At("2026-11-20T05:30:00Z")));
        Assert.Equal(3, hongKong.SessionsOf(Day("2026-11-20")).Length);
    }

    [Fact]
    public void A_night_session_that_ends_on_a_Saturday_morning_counts_for_Monday()
    {
        var nights = SessionCalendar.Create(
            "20261119:1715-20261120:0300;20261120:0915-20261120:1630;20261120:1715-20261121:0300;20261121:CLOSED;20261122:CLOSED;"
            + "20261123:0915-20261123:1630", "Asia/Hong_Kong");
        Assert.Equal(Day("2026-11-23"), nights.TradingDayOf(At("2026-11-20T12:00:00Z")));
        Assert.True(nights.IsOpen(At("2026-11-20T12:00:00Z")));
        Assert.Equal(2, nights.SessionsOf(Day("2026-11-23")).Length);
    }

    [Theory]
    [InlineData("", "US/Eastern")]
    [InlineData("nonsense;20261399:0930-1600;20261120;20261120:0930", "US/Eastern")]
    [InlineData(Es, "Mars/Olympus")]
    public void Without_knowledge_a_market_is_open_and_nothing_else_is_said(string hours, string zone)
    {
        var unknown = SessionCalendar.Create(hours, zone);
        Assert.Equal(new SessionState(true, SessionKnowledge.None, null, null), unknown.StateAt(At("2025-05-24T12:00:00Z")));
        Assert.Empty(unknown.SessionsOf(Day("2025-05-22")));
        Assert.Empty(unknown.ClosedBetween(At("2025-05-24T00:00:00Z"), At("2025-05-25T00:00:00Z")));
    }

    [Fact]
    public void A_calendar_that_lists_closed_days_only_never_opens()
    {
        var closed = SessionCalendar.Create("20261120:CLOSED;20261121:CLOSED", "US/Eastern");
        Assert.Equal(new SessionState(false, SessionKnowledge.Published, null, null), closed.StateAt(At("2026-11-20T16:00:00Z")));
        Assert.False(closed.IsOpen(At("2026-11-30T16:00:00Z")));
    }

    [Fact]
    public void Closed_times_of_a_range_are_what_the_sessions_leave() => Assert.Equal(
        [
            (At("2025-12-16T05:00:00Z"), At("2025-12-16T09:00:00Z")),
            (At("2025-12-17T01:00:00Z"), At("2025-12-17T09:00:00Z")),
            (At("2025-12-18T01:00:00Z"), At("2025-12-18T05:00:00Z")),
        ],
        Equity.ClosedBetween(At("2025-12-16T05:00:00Z"), At("2025-12-18T05:00:00Z")));

    /// <summary>A Friday reaches to Monday's first session, or to Sunday evening where that is Monday's.</summary>
    [Theory]
    [InlineData("2025-12-19", "2025-12-19T09:00:00Z", "2025-12-22T09:00:00Z")]
    [InlineData("2025-12-16", "2025-12-16T09:00:00Z", "2025-12-17T09:00:00Z")]
    public void The_spans_of_trading_days_leave_nothing_out(string day, string from, string to) =>
        Assert.Equal((At(from), At(to)), Equity.SpanOf(Day(day)));

    [Fact]
    public void A_closed_day_has_no_span()
    {
        Assert.Null(Equity.SpanOf(Day("2025-12-20")));
        Assert.Null(SessionCalendar.Create("", "UTC").SpanOf(Day("2025-12-20")));
    }

    [Theory]
    [InlineData("2026-03-08", 23.0)]
    [InlineData("2026-03-07", 24.0)]
    [InlineData("2026-11-01", 25.0)]
    public void F_403_the_span_of_a_local_day_has_23_24_or_25_hours(string day, double hours)
    {
        var week = string.Join(';', Enumerable.Range(0, 8).Select(i => $"202611{i + 1:00}:0000-202611{i + 2:00}:0000"));
        var (from, to) = SessionCalendar.Create(week, "America/New_York").SpanOf(Day(day))!.Value;
        Assert.Equal(TimeSpan.FromHours(hours), TimeSpan.FromTicks((to - from) / 100));
    }

    [Fact]
    public void The_ends_of_time_have_an_answer()
    {
        Assert.NotNull(Equity.NextOpen(UnixNanos.Zero));
        Assert.False(Equity.IsOpen(UnixNanos.MaxValue));
        Assert.Equal(SessionKnowledge.Extrapolated, Equity.StateAt(UnixNanos.MaxValue).Knowledge);
    }

    [Fact]
    public void Asking_near_the_listed_days_allocates_nothing()
    {
        var at = At("2025-05-22T21:30:00Z");
        var isOpen = Future.IsOpen(at);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++) isOpen |= Future.IsOpen(at + i * UnixNanos.PerMinute);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(isOpen);
    }

    private static UnixNanos At(string iso) => UnixNanos.TryParse(iso, out var at) == TimeParse.Ok ? at : throw new FormatException(iso);

    private static DateOnly Day(string iso) => DateOnly.ParseExact(iso, "yyyy-MM-dd", null);
}
