using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Domain.Numbers;

namespace Argonaut.Trading.Quality;

/// <summary>What the values and times of one tick may be, by its instrument's definition alone. Allocates nothing per tick.</summary>
public sealed class InstrumentRules
{
    /// <summary>Times below this are not nanoseconds of our days (10^17 ns is in 1973), but may be right in another unit.</summary>
    private const long LeastPlausible = 100_000_000_000_000_000;

    private readonly PriceGrid _prices;
    private readonly ExactDivisor _lot;
    private readonly bool _allowsNonPositive;
    private readonly bool _allowsNoSize;

    public InstrumentRules(Instrument instrument)
    {
        Instrument = instrument;
        _prices = new PriceGrid(instrument);
        _lot = PriceGrid.StepOf(instrument.SizeIncrement.Mantissa, instrument.SizeIncrement.Precision, instrument.SizeScale);
        _allowsNonPositive = AllowsNonPositive(instrument);
        _allowsNoSize = instrument.Class == InstrumentClass.IndexInstrument;
    }

    /// <summary>The definition that the rules are made of.</summary>
    public Instrument Instrument { get; }

    /// <summary>
    /// True for futures of commodities: oil traded at -37.63 on 2020-04-20. Nothing else that a source of ours delivers has a price of
    /// zero or below.
    /// </summary>
    public static bool AllowsNonPositive(Instrument instrument) =>
        instrument is { Class: InstrumentClass.FuturesContract, AssetClass: AssetClass.Commodity };

    /// <summary>None, or why the tick must not be stored.</summary>
    /// <param name="tick">With <c>ts_init</c> of our clock.</param>
    /// <param name="maxDifference">Nanoseconds between <c>ts_event</c> and <c>ts_init</c>.</param>
    public QualityRule Check(in MarketEvent tick, long maxDifference)
    {
        var values = tick.Kind switch
        {
            MarketEventKind.Trade => CheckTrade(tick),
            MarketEventKind.Quote => CheckQuote(tick),
            MarketEventKind.BookDelta => CheckDelta(tick),
            _ => QualityRule.UnknownKind,
        };
        return values != QualityRule.None ? values : CheckTime(tick.TsEvent, tick.TsInit, maxDifference);
    }

    /// <summary>Which flags its values deserve, as a set of <see cref="QualityRules.Bit"/>.</summary>
    public uint Mark(in MarketEvent tick)
    {
        if (tick.Kind == MarketEventKind.Trade)
        {
            var marks = _prices.Holds(tick.A) ? 0 : QualityRules.Bit(QualityRule.OffTick);
            return PriceGrid.IsMultiple(tick.B, _lot) ? marks : marks | QualityRules.Bit(QualityRule.OffLot);
        }

        var quote = tick.A > tick.B ? QualityRules.Bit(QualityRule.Crossed) : tick.A == tick.B ? QualityRules.Bit(QualityRule.Locked) : 0;
        return _prices.Holds(tick.A) && _prices.Holds(tick.B) ? quote : quote | QualityRules.Bit(QualityRule.OffTick);
    }

    private static QualityRule CheckTime(UnixNanos tsEvent, UnixNanos tsInit, long maxDifference)
    {
        if (tsEvent.Value <= 0 || tsInit.Value <= 0) return QualityRule.TimeMissing;
        if (tsEvent.Value < LeastPlausible && tsInit.Value >= LeastPlausible) return QualityRule.TimeUnit;
        var difference = tsEvent.Value - tsInit.Value;
        return difference > maxDifference || difference < -maxDifference ? QualityRule.TimeSkew : QualityRule.None;
    }

    private QualityRule CheckTrade(in MarketEvent tick)
    {
        if (tick.A <= 0 && !_allowsNonPositive) return tick.A == 0 ? QualityRule.PriceZero : QualityRule.PriceNegative;
        if (tick.B < 0) return QualityRule.SizeNegative;
        return tick.B == 0 && !_allowsNoSize ? QualityRule.SizeZero : QualityRule.None;
    }

    /// <summary>A clear has neither price nor size, and a deleted level has no size.</summary>
    private QualityRule CheckDelta(in MarketEvent tick)
    {
        if (tick.A <= 0 && !_allowsNonPositive && tick.BookDelta.Action != BookAction.Clear)
            return tick.A == 0 ? QualityRule.PriceZero : QualityRule.PriceNegative;
        return tick.B < 0 ? QualityRule.SizeNegative : QualityRule.None;
    }

    private QualityRule CheckQuote(in MarketEvent tick)
    {
        if ((tick.A <= 0 || tick.B <= 0) && !_allowsNonPositive) return tick.A < 0 || tick.B < 0 ? QualityRule.PriceNegative : QualityRule.PriceZero;
        return tick.C < 0 || tick.D < 0 ? QualityRule.SizeNegative : QualityRule.None;
    }
}
