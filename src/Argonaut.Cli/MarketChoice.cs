using System.Collections.Immutable;
using System.Globalization;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Market;

namespace Argonaut.Cli;

/// <summary>What the simulated gateway is to offer, as the flags said it.</summary>
/// <param name="Speed">Positive infinity: as fast as it is taken.</param>
/// <param name="Rate">0: no load.</param>
/// <param name="Instruments">Of the load.</param>
internal sealed record MarketChoice(string? Replay, string? Instrument, double Speed, ulong Seed, int Rate, int Instruments, bool RealCalendar)
{
    /// <summary>What a first demo records of the seeded market; everything else it offers can be added by name.</summary>
    private static readonly ImmutableArray<string> Watched =
        ["AAPL", "MSFT", "AMZN", "GOOGL", "TSLA", "SPY", "QQQ", "EUR", "GBP", "USD", "ES", "NQ", "SPX", "BTC", "ETH"];

    public bool IsLoadOrReplay => Replay is not null || Rate > 0;

    /// <summary>The same choice as arguments of the gateway verb.</summary>
    public IEnumerable<string> ToArguments()
    {
        yield return "--seed";
        yield return Seed.ToString(CultureInfo.InvariantCulture);
        yield return "--speed";
        yield return double.IsPositiveInfinity(Speed) ? "max" : Speed.ToString("R", CultureInfo.InvariantCulture);
        if (Rate > 0)
        {
            yield return "--rate";
            yield return Rate.ToString(CultureInfo.InvariantCulture);
            yield return "--instruments";
            yield return Instruments.ToString(CultureInfo.InvariantCulture);
        }

        if (Replay is not null)
        {
            yield return "--replay";
            yield return Path.GetFullPath(Replay);
        }

        if (Instrument is not null)
        {
            yield return "--instrument";
            yield return Instrument;
        }

        if (RealCalendar) yield return "--real-calendar";
    }

    public OpenMarket Open(TimeProvider time)
    {
        if (Replay is not null)
        {
            var series = Recordings.Open(Replay, Instrument);
            return new OpenMarket(new ReplayMarket(series, Speed, time), [.. series.Select(s => s.Instrument.Value).Distinct(StringComparer.Ordinal)]);
        }

        if (Rate > 0)
        {
            var load = new LoadMarket(new LoadMarketOptions { TicksPerSecond = Rate, Instruments = Instruments, Seed = Seed }, time);
            return new OpenMarket(load, [.. load.Contracts.All.Select(IdOf)]);
        }

        var tape = new TapeMarket(new TapeMarketOptions { Seed = Seed, RealCalendar = RealCalendar }, time);
        var watched = tape.Contracts.All
            .Where(c => c.SecType is "STK" or "CASH" or "FUT" or "IND" or "CRYPTO" && Watched.Contains(c.Symbol))
            .OrderBy(c => Watched.IndexOf(c.Symbol)).ThenBy(c => c.LastTradeDate, StringComparer.Ordinal)
            .DistinctBy(c => (c.Symbol, c.Currency, c.SecType));
        return new OpenMarket(tape, [.. watched.Select(IdOf)]);
    }

    /// <summary>The id by NautilusTrader's simplified symbology (ib-tws-protocol.md 11.1).</summary>
    private static string IdOf(SimulatedContract contract) => contract.SecType switch
    {
        "STK" => $"{contract.LocalSymbol.Replace(' ', '-')}.{(contract.PrimaryExchange.Length > 0 ? contract.PrimaryExchange : contract.Exchange)}",
        "IND" => $"^{contract.LocalSymbol}.{contract.Exchange}",
        "CASH" or "CRYPTO" => $"{contract.LocalSymbol.Replace('.', '/')}.{contract.Exchange}",
        _ => $"{contract.LocalSymbol}.{contract.Exchange}",
    };
}

/// <param name="InstrumentIds">What a demo records at its first start.</param>
internal sealed record OpenMarket(ISimulatedMarket Market, ImmutableArray<string> InstrumentIds);
