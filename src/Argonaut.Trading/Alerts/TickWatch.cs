using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Trading.Bars;

namespace Argonaut.Trading.Alerts;

/// <summary>
/// One rule on one instrument, fed by its ticks in order. Ticks that are late or look wrong are not looked at. One thread at a time;
/// nothing is allocated until it fires.
/// </summary>
public abstract class TickWatch(AlertRule rule, Instrument instrument)
{
    private const TickFlags Doubtful = TickFlags.Outlier | TickFlags.Late | TickFlags.OutOfOrder | TickFlags.Ahead;

    public AlertRule Rule { get; } = rule;

    public Instrument Instrument { get; } = instrument;

    /// <exception cref="ArgumentException">The rule is not fed by ticks.</exception>
    public static TickWatch Of(AlertRule rule, Instrument instrument) => rule.Kind switch
    {
        AlertKind.PriceCross => new PriceWatch(rule, instrument),
        AlertKind.PercentMove => new MoveWatch(rule, instrument),
        AlertKind.Spread => new SpreadWatch(rule, instrument),
        AlertKind.Volume => new VolumeWatch(rule, instrument),
        _ => throw new ArgumentException($"Expected a rule that reads ticks, found {rule.Kind}.", nameof(rule)),
    };

    /// <summary>What happened, when this tick makes the rule true; null otherwise, also as long as it stays true.</summary>
    public string? OnTick(in MarketEvent tick) => (tick.Flags & Doubtful) != 0 ? null : Look(tick);

    protected abstract string? Look(in MarketEvent tick);

    /// <summary>The price that bars of the instrument are made of; false for a tick that has none.</summary>
    protected bool TryPrice(in MarketEvent tick, out long price)
    {
        price = 0;
        if (Instrument.BarPriceType == PriceType.Last)
        {
            if (tick.Kind != MarketEventKind.Trade) return false;
            price = tick.A;
            return true;
        }

        if (tick.Kind != MarketEventKind.Quote || tick.A <= 0 || tick.B <= 0) return false;
        price = MidPrice.Of(tick.A, tick.B);
        return true;
    }
}
