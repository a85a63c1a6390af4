using Argonaut.Domain;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Xunit;

namespace Argonaut.Unit.Domain;

public sealed class DefinitionChangeTests
{
    private static readonly Instrument Future = new()
    {
        Id = InstrumentId.Parse("ESZ6.CME"), Source = "IB", Class = InstrumentClass.FuturesContract, AssetClass = AssetClass.Index, RawSymbol = "ESZ6",
        QuoteCurrency = "USD", PriceIncrement = Price.Parse("0.25"), SizeIncrement = Quantity.Parse("1"), Multiplier = Quantity.Parse("50"),
        Underlying = "ES", Expiration = UnixNanos.FromSeconds(1_797_604_200), TradingHours = "20261120:CLOSED",
    };

    public static TheoryData<string, string, string, Func<Instrument, Instrument>> Changes => new()
    {
        { "price_increment", "0.25", "0.05", i => i with { PriceIncrement = Price.Parse("0.05") } },
        { "multiplier", "50", "5", i => i with { Multiplier = Quantity.Parse("5") } },
        { "raw_symbol", "ESZ6", "XESZ6", i => i with { RawSymbol = "XESZ6" } },
        { "expiration", "2026-12-18T14:30:00.000000000Z", "2026-12-18T15:30:00.000000000Z", i => i with { Expiration = i.Expiration + UnixNanos.PerHour } },
        { "price_bands", "", "0:0.01 1:0.05", i => i with { PriceBands = [new(Price.Parse("0"), Price.Parse("0.01")), new(Price.Parse("1"), Price.Parse("0.05"))] } },
        { "isin", "", "US0000000001", i => i with { Isin = "US0000000001" } },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_field_that_decides_how_data_is_read_makes_a_change(string field, string old, string now, Func<Instrument, Instrument> change) =>
        Assert.Equal(new DefinitionChange(field, old, now), Assert.Single(DefinitionChange.Between(Future, change(Future))));

    [Fact]
    public void Hours_keys_and_scales_make_none() => Assert.Empty(DefinitionChange.Between(
        Future, Future with { TradingHours = "20261121:CLOSED", LiquidHours = "x", Key = new InstrumentKey(7), PriceScale = 9 }));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(99, 1)]
    [InlineData(100, 2)]
    [InlineData(150, 2)]
    public void The_version_of_a_time_is_the_last_that_had_begun(long at, int number) => Assert.Equal(
        number, InstrumentVersion.At([new(1, UnixNanos.Zero, Future, []), new(2, new UnixNanos(100), Future, [])], new UnixNanos(at)).Number);
}
