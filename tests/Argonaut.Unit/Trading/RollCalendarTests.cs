using Argonaut.Domain;
using Argonaut.Domain.Instruments;
using Argonaut.Trading.Rolling;
using Xunit;

namespace Argonaut.Unit.Trading;

public sealed class RollCalendarTests
{
    /// <summary>Monday to Friday, each from 17:00 of the day before to 16:00, Chicago; one week is listed.</summary>
    private const string Hours =
        "20261115:1700-20261116:1600;20261116:1700-20261117:1600;20261117:1700-20261118:1600;20261118:1700-20261119:1600;20261119:1700-20261120:1600;20261121:CLOSED";

    private static readonly Instrument December = Contract("ESZ6", "2026-12-18T14:30:00Z");
    private static readonly Instrument March = Contract("ESH7", "2027-03-19T13:30:00Z");
    private static readonly Instrument June = Contract("ESM7", "2027-06-18T13:30:00Z");

    [Fact]
    public void A_contract_is_left_so_many_days_before_its_last_trade_date_at_the_first_session_of_that_day()
    {
        var periods = RollCalendar.Build([June, December, March], daysBeforeExpiry: 8);
        Assert.Equal(["ESZ6.CME", "ESH7.CME", "ESM7.CME"], periods.Select(p => p.Contract.Id.Value));
        Assert.Equal((new DateOnly(2026, 12, 18), new DateOnly(2026, 12, 10)), (periods[0].LastTradeDate, periods[0].RollDay));
        // The session of Thursday begins on Wednesday at 17:00 in Chicago.
        Assert.Equal(At("2026-12-09T23:00:00Z"), periods[0].To);
        Assert.Equal((periods[0].To, RollReason.Calendar), (periods[1].From, periods[0].Reason));
        Assert.Equal((June.Expiration, RollReason.Expiry, (DateOnly?)null), (periods[2].To, periods[2].Reason, periods[2].RollDay));
    }

    [Fact]
    public void A_roll_day_on_a_weekend_is_the_next_trading_day()
    {
        var periods = RollCalendar.Build([December, March], daysBeforeExpiry: 6);
        Assert.Equal(new DateOnly(2026, 12, 14), periods[0].RollDay);
        Assert.Equal(At("2026-12-13T23:00:00Z"), periods[0].To);
    }

    [Theory]
    [InlineData("2026-12-09T22:59:59Z", "ESZ6.CME")]
    [InlineData("2026-12-09T23:00:00Z", "ESH7.CME")]
    [InlineData("2020-01-01T00:00:00Z", "ESZ6.CME")]
    [InlineData("2027-06-18T13:30:00Z", null)]
    public void The_front_contract_of_a_moment_is_the_one_whose_period_holds_it(string at, string? front) =>
        Assert.Equal(front, RollCalendar.FrontAt(RollCalendar.Build([December, March, June], 8), At(at))?.Contract.Id.Value);

    [Fact]
    public void The_next_contract_takes_over_the_day_after_it_traded_more()
    {
        var volumes = new Dictionary<string, Dictionary<DateOnly, decimal>>
        {
            ["ESZ6.CME"] = new() { [new(2026, 12, 3)] = 900, [new(2026, 12, 4)] = 500, [new(2026, 12, 7)] = 100 },
            ["ESH7.CME"] = new() { [new(2026, 12, 3)] = 100, [new(2026, 12, 4)] = 501, [new(2026, 12, 7)] = 50 },
        };
        var periods = RollCalendar.Build([December, March], 8, c => volumes.GetValueOrDefault(c.Id.Value));
        // The day after Friday the 4th on which there is a session is Monday the 7th.
        Assert.Equal((RollReason.Volume, new DateOnly(2026, 12, 7)), (periods[0].Reason, periods[0].RollDay));
    }

    [Fact]
    public void Volumes_that_are_known_of_one_contract_only_decide_nothing() => Assert.Equal(
        RollReason.Calendar,
        RollCalendar.Build([December, March], 8, c => c.Id == March.Id ? new Dictionary<DateOnly, decimal> { [new(2026, 12, 1)] = 5 } : null)[0].Reason);

    [Fact]
    public void A_contract_without_a_calendar_rolls_at_midnight_UTC()
    {
        var periods = RollCalendar.Build([December with { TradingHours = "" }, March], 8);
        Assert.Equal(At("2026-12-10T00:00:00Z"), periods[0].To);
    }

    [Fact]
    public void Contracts_without_an_expiration_and_no_contracts_give_no_period()
    {
        Assert.Empty(RollCalendar.Build([December with { Expiration = default }], 8));
        Assert.Empty(RollCalendar.Build([], 8));
    }

    [Fact]
    public void Periods_have_no_holes_and_no_overlap_whatever_the_days()
    {
        for (var days = 0; days <= 60; days++)
        {
            var periods = RollCalendar.Build([December, March, June], days);
            for (var i = 1; i < periods.Length; i++) Assert.Equal(periods[i - 1].To, periods[i].From);
            Assert.All(periods, p => Assert.True(p.From < p.To && p.To <= p.Contract.Expiration));
        }
    }

    private static Instrument Contract(string symbol, string expiration) => new()
    {
        Id = InstrumentId.Parse($"{symbol}.CME"), Source = "IB", Class = InstrumentClass.FuturesContract, AssetClass = AssetClass.Index, RawSymbol = symbol,
        QuoteCurrency = "USD", PriceIncrement = Price.Parse("0.25"), SizeIncrement = Quantity.Parse("1"), Expiration = At(expiration),
        TimeZone = "America/Chicago", TradingHours = Hours,
    };

    private static UnixNanos At(string iso) => UnixNanos.TryParse(iso, out var at) == TimeParse.Ok ? at : throw new FormatException(iso);
}
