using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Sessions;
using Argonaut.Trading.Bars;
using Xunit;

namespace Argonaut.Unit.Trading;

public sealed class ExchangeBarsTests
{
    private static readonly InstrumentKey Key = new(1);
    private static readonly ExchangeDays Days = new(SessionCalendar.Create(
        "20261115:1700-20261116:1600;20261116:1700-20261117:1600;20261117:1700-20261118:1600;20261118:1700-20261119:1600;20261119:1700-20261120:1600", "US/Central"));

    private static readonly Dictionary<UnixNanos, Bar> None = [];

    [Fact]
    public void U_051_A_day_of_the_exchange_is_made_of_the_hours_from_the_evening_before()
    {
        // Monday begins on Sunday at 23:00 UTC.
        Bar[] hours = [Hour("2026-11-15T22", 90, 5), Hour("2026-11-15T23", 100, 1), Hour("2026-11-16T21", 130, 2), Hour("2026-11-16T22", 110, 4), Hour("2026-11-16T23", 200, 8)];

        var made = ExchangeBars.Days(Days, Day(16), Day(18), [.. hours], None, At("2026-11-17T00")).ToArray();

        Assert.Equal(2, made.Length);
        Assert.Equal((At("2026-11-16T00"), 100L, 131L, 99L, 110L, 7L, true), Figures(made[0]));
        Assert.Equal((At("2026-11-17T00"), 200L, 201L, 199L, 200L, 8L, false), Figures(made[1]));
        Assert.Equal(Timeframe.Day1, made[0].Timeframe);
    }

    [Fact]
    public void A_daily_bar_of_the_broker_stands_for_a_day_without_hours_and_one_of_utc_for_none()
    {
        var broker = Hour("2026-11-12T00", 70, 9) with { Timeframe = Timeframe.Day1, Source = BarSource.BrokerHistory };
        var utc = Hour("2026-11-13T00", 80, 9) with { Timeframe = Timeframe.Day1 };
        // Of the UTC day of Friday the 13th there is an hour, which is of Thursday.
        Bar[] hours = [Hour("2026-11-13T00", 80, 9) with { TsOpen = At("2026-11-13T23"), OpenTsInit = At("2026-11-13T23"), CloseTsInit = At("2026-11-13T23") }];

        var made = ExchangeBars.Days(Days, Day(11), Day(17), [.. hours], new Dictionary<UnixNanos, Bar> { [broker.TsOpen] = broker, [utc.TsOpen] = utc }, At("2026-11-20T00")).ToArray();

        Assert.Equal([At("2026-11-12T00"), At("2026-11-13T00")], made.Select(b => b.TsOpen));
        Assert.Equal(broker, made[0]);
        Assert.Equal(80L, made[1].Open);
    }

    [Fact]
    public void Where_hours_begin_with_a_days_last_ones_the_day_is_that_of_the_broker()
    {
        // At midnight in New York, hours are known from midnight UTC on.
        var days = new ExchangeDays(SessionCalendar.Create("20261111:0000-20261111:2400;20261112:0000-20261112:2400;20261113:0000-20261113:2400", "America/New_York"));
        var broker = Hour("2026-11-11T00", 70, 900) with { Timeframe = Timeframe.Day1, Source = BarSource.BrokerHistory };
        Bar[] hours = [Hour("2026-11-12T00", 71, 1), Hour("2026-11-12T04", 72, 1), Hour("2026-11-12T05", 73, 2), Hour("2026-11-13T04", 74, 3)];

        var made = ExchangeBars.Days(days, Day(11), Day(13), [.. hours], new Dictionary<UnixNanos, Bar> { [broker.TsOpen] = broker }, At("2026-11-20T00")).ToArray();

        Assert.Equal([(At("2026-11-11T00"), 900L), (At("2026-11-12T00"), 5L)], made.Select(b => (b.TsOpen, b.Volume)));
    }

    [Fact]
    public void U_051_Weeks_and_months_are_those_of_their_days()
    {
        Bar[] days = [.. new[] { 26, 27, 30 }.Select(d => Hour($"2026-10-{d}T00", d, 1)), .. new[] { 2, 3 }.Select(d => Hour($"2026-11-0{d}T00", d, 1))];

        var weeks = ExchangeBars.Longer(days, Timeframe.Week1, name => name < At("2026-11-02T00")).ToArray();
        var months = ExchangeBars.Longer(days, Timeframe.Month1, _ => false).ToArray();

        Assert.Equal([(At("2026-10-26T00"), 26L, 31L, 25L, 30L, 3L, true), (At("2026-11-02T00"), 2L, 4L, 1L, 3L, 2L, false)], weeks.Select(Figures));
        Assert.Equal([(At("2026-10-01T00"), 26L, 31L, 25L, 30L, 3L, false), (At("2026-11-01T00"), 2L, 4L, 1L, 3L, 2L, false)], months.Select(Figures));
    }

    [Fact]
    public void Its_revision_rises_with_those_of_its_parts()
    {
        Bar[] hours = [Hour("2026-11-16T10", 100, 1) with { Revision = 2 }, Hour("2026-11-16T11", 100, 1) with { Revision = 1 }];
        Assert.Equal(3, ExchangeBars.Days(Days, Day(16), Day(17), [.. hours], None, At("2026-11-20T00")).Single().Revision);
    }

    private static (UnixNanos, long, long, long, long, long, bool) Figures(Bar b) => (b.TsOpen, b.Open, b.High, b.Low, b.Close, b.Volume, b.IsClosed);

    private static Bar Hour(string open, long price, long volume) => new(
        Key, Timeframe.Hour1, At(open), price, price + 1, price - 1, price, volume, 1, price * volume, At(open), At(open), BarSource.Ticks, IsClosed: true, Revision: 0);

    private static DateOnly Day(int day) => new(2026, 11, day);

    private static UnixNanos At(string hour) => UnixNanos.FromDateTimeOffset(DateTimeOffset.Parse($"{hour}:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
}
