using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Faults;
using Argonaut.SimulatedGateway.Market;

namespace Argonaut.SimulatedGateway.Session;

/// <summary>The faults <c>outOfOrderTicks</c> and <c>crossedOrNegative</c>: ticks as no market makes them.</summary>
internal static class TickFaults
{
    private const long HugeSize = 9_000_000_000;

    public static MarketTick Apply(in MarketTick tick, SimulatedContract contract, StreamContext context)
    {
        var sent = tick;
        if (context.TryTake(FaultCatalog.OutOfOrderTicks, out var late, contract.Symbol))
        {
            var by = 1 + (late.Hits - 1) % Math.Max(1, late.Int("seconds"));
            sent = sent with { TsEvent = new UnixNanos(sent.TsEvent.Value - by * UnixNanos.PerSecond) };
            context.Log(late, $"{contract.Symbol}: tick time {by} s back");
        }

        if (!context.TryTake(FaultCatalog.CrossedOrNegative, out var wrong, contract.Symbol)) return sent;
        var kind = wrong.Text("kind");
        context.Log(wrong, $"{contract.Symbol}: {kind}");
        return Wrong(sent, kind, contract);
    }

    private static MarketTick Wrong(in MarketTick tick, string kind, SimulatedContract contract)
    {
        var isTrade = tick.Kind == MarketEventKind.Trade;
        // -1 on the wire, whatever the scale.
        var minusOne = -Domain.Numbers.FixedPoint.PowerOfTen(contract.WirePriceScale);
        return kind switch
        {
            "negative" => isTrade ? tick with { A = minusOne } : tick with { A = minusOne, C = 0 },
            "zero" => isTrade ? tick with { B = 0 } : tick with { C = 0, D = 0 },
            "huge" => isTrade ? tick with { B = HugeSize } : tick with { C = HugeSize },
            "max" => isTrade ? tick with { A = MarketTick.MaxDouble } : tick with { B = MarketTick.MaxDouble },
            _ => isTrade ? tick with { A = minusOne } : tick with { A = tick.B + 2 * contract.TickMantissa },
        };
    }
}
