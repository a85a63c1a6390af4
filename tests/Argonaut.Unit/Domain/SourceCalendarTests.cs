using Argonaut.Domain;
using Argonaut.Ports;
using Xunit;

namespace Argonaut.Unit.Domain;

/// <summary>When a source restarts and wants a login, by the clock of its own zone.</summary>
public sealed class SourceCalendarTests
{
    private static readonly SourceCalendar Broker = new(new TimeOnly(23, 40), DayOfWeek.Sunday, new TimeOnly(1, 0), "America/New_York");

    [Theory]
    [InlineData("2026-01-05T12:00:00Z", "2026-01-06T04:40:00Z")]
    [InlineData("2026-01-06T04:39:59Z", "2026-01-06T04:40:00Z")]
    [InlineData("2026-01-06T04:40:00Z", "2026-01-07T04:40:00Z")]
    [InlineData("2026-03-08T12:00:00Z", "2026-03-09T03:40:00Z")]
    public void U_193_The_next_restart_is_at_its_hour_of_the_zone_also_when_the_clocks_change(string now, string expected) =>
        Assert.Equal(expected, Text(Broker.NextRestart(At(now))));

    [Theory]
    [InlineData("2026-01-05T12:00:00Z", "2026-01-11T06:00:00Z")]
    [InlineData("2026-01-11T05:59:00Z", "2026-01-11T06:00:00Z")]
    [InlineData("2026-01-11T06:00:00Z", "2026-01-18T06:00:00Z")]
    [InlineData("2026-03-10T12:00:00Z", "2026-03-15T05:00:00Z")]
    public void U_193_The_next_forced_login_is_on_its_weekday(string now, string expected) =>
        Assert.Equal(expected, Text(Broker.NextLogin(At(now))));

    [Fact]
    public void An_hour_that_the_clocks_leave_out_comes_an_hour_later()
    {
        var calendar = Broker with { RestartAt = new TimeOnly(2, 30) };
        Assert.Equal("2026-03-08T07:30:00Z", Text(calendar.NextRestart(At("2026-03-08T00:00:00Z"))));
    }

    [Fact]
    public void A_zone_that_nobody_knows_has_no_calendar() =>
        Assert.Null((Broker with { Zone = "Mars/Olympus" }).NextRestart(At("2026-01-05T12:00:00Z")));

    private static UnixNanos At(string text) => UnixNanos.FromDateTimeOffset(DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture));

    private static string? Text(UnixNanos? at) => at?.ToDateTimeOffset().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
}
