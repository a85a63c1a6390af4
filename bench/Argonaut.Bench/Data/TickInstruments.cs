using System.Collections.Immutable;
using System.Globalization;
using Argonaut.Domain;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;

namespace Argonaut.Bench.Data;

/// <summary>Stocks for ticks that never saw a wire.</summary>
internal static class TickInstruments
{
    /// <summary>Saves <c>BENCH0001.NASDAQ</c> and up and returns them with their keys.</summary>
    public static async Task<ImmutableArray<Instrument>> SaveAsync(IMarketStore store, int count, CancellationToken ct)
    {
        var saved = ImmutableArray.CreateBuilder<Instrument>(count);
        for (var i = 1; i <= count; i++)
        {
            var symbol = string.Create(CultureInfo.InvariantCulture, $"BENCH{i:0000}");
            saved.Add(await store.SaveInstrumentAsync(
                new Instrument
                {
                    Id = InstrumentId.Parse(symbol + ".NASDAQ"),
                    Source = "IB",
                    Class = InstrumentClass.Equity,
                    AssetClass = AssetClass.Equity,
                    RawSymbol = symbol,
                    QuoteCurrency = "USD",
                    PriceIncrement = Price.Parse("0.01"),
                    SizeIncrement = Quantity.Parse("1"),
                    Description = "Benchmark instrument",
                },
                ct));
        }

        return saved.MoveToImmutable();
    }
}
