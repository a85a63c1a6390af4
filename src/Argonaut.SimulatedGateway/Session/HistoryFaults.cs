using Argonaut.SimulatedGateway.Faults;
using Argonaut.SimulatedGateway.Market;
using Argonaut.SimulatedGateway.Protocol;

namespace Argonaut.SimulatedGateway.Session;

/// <summary>The fault <c>histGapsAndDuplicates</c>: every seventh is missing, every fifth comes twice, and a page reaches into the one before.</summary>
internal static class HistoryFaults
{
    private const int Missing = 7;
    private const int Repeated = 5;
    private const int Overlap = 3;

    public static List<(string Date, TickBar Bar)> Tear(
        List<(string Date, TickBar Bar)> bars, StreamContext context, ArmedFault fault, HistoryReader reader, long start, BarSize size, BarBasis basis,
        HistoricalDataRequest request)
    {
        var before = start;
        for (var i = 0; i < Overlap; i++) before = size.OpenOf(before - 1);
        List<(string, TickBar)> torn = [.. reader.Bars(before, start, size, basis, request.UseRth, request.FormatDate), .. Torn(bars)];
        context.Log(fault, $"{bars.Count} bars became {torn.Count}");
        return torn;
    }

    public static List<MarketTick> Tear(List<MarketTick> ticks, StreamContext context, ArmedFault fault)
    {
        List<MarketTick> torn = [.. Torn(ticks)];
        context.Log(fault, $"{ticks.Count} ticks became {torn.Count}");
        return torn;
    }

    private static IEnumerable<T> Torn<T>(List<T> all)
    {
        for (var i = 0; i < all.Count; i++)
        {
            if (i % Missing == Missing - 1) continue;
            yield return all[i];
            if (i % Repeated == Repeated - 1) yield return all[i];
        }
    }
}
