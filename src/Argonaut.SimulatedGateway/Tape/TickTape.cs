using System.Collections.Concurrent;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Market;

namespace Argonaut.SimulatedGateway.Tape;

/// <summary>
/// The one record of everything that happens in an instrument, as a function of seed and second (ib-tws-protocol.md 12.1, rule 7):
/// the path gives the price at the ends of a minute, a pattern what happens in between. Live ticks, historical ticks and bars of every
/// size are read from it, so they agree by construction.
/// </summary>
internal sealed class TickTape : ITickHistory
{
    private const int HoursPerDay = 24;
    private const int SecondsPerHour = 3600;
    private const int Shapes = 16;

    /// <summary>Every level is this much busier than the one below.</summary>
    private const double LevelStep = 1.35;

    private const double LowestActivity = 0.2;
    private const int Levels = 12;

    private readonly ulong _seed;
    private readonly PricePath _path;
    private readonly TapeStyle _style;
    private readonly TradingCalendar _calendar;
    private readonly double _ticksPerUnit;
    private readonly double _secondNoise;
    private readonly double _maxNoise;
    private readonly long _grain;
    private readonly long _lowestGrains;
    private readonly long _tick;
    private readonly int _exchanges;
    private readonly double _rate;
    private readonly MinutePattern?[] _patterns = new MinutePattern?[Levels * Shapes];
    private readonly ConcurrentDictionary<(int Pattern, long Rise, BarBasis Basis), TickBar> _minutes = [];
    private readonly ConcurrentDictionary<(long Day, BarBasis Basis), TickBar> _days = [];
    private readonly ConcurrentBag<TapeReader> _readers = [];

    /// <param name="rate">Multiplies the style's rates.</param>
    public TickTape(ulong seed, PricePath path, TapeStyle style, SimulatedContract contract, TradingCalendar calendar, double rate, long firstSecond)
    {
        _seed = seed;
        _path = path;
        _style = style;
        _calendar = calendar;
        _rate = rate;
        _tick = contract.TickMantissa;
        _exchanges = contract.TradeExchanges.Length;
        _ticksPerUnit = style.Share * contract.PriceMagnifier * Math.Pow(10, contract.WirePriceScale) / contract.TickMantissa;
        _secondNoise = path.SecondDeviation * style.NoiseShare * _ticksPerUnit;
        _maxNoise = 16 * _secondNoise * Math.Sqrt(Activity(Levels - 1));
        // Minutes begin on multiples of a grain, so that even fast prices have few different rises and the bars of minutes can be kept.
        _grain = Math.Max(1, (long)_secondNoise);
        _lowestGrains = (long)(_maxNoise + 8) / _grain + 1;
        FirstSecond = firstSecond;
    }

    public long FirstSecond { get; }

    public void ReadSecond(long second, List<MarketTick> into)
    {
        var minute = second / 60;
        if (second < FirstSecond || !_calendar.IsOpen(minute, liquidOnly: false)) return;
        var reader = Rent();
        var frame = FrameOf(minute, reader);
        Return(reader);
        var ofMinute = (int)(second - minute * 60);
        foreach (ref readonly var e in Pattern(frame.Pattern).Of(ofMinute, ofMinute + 1))
        {
            if (e.IsHidden && !e.IsTrade) continue;
            var bid = frame.Start + e.Bid(frame.Rise);
            var at = new UnixNanos(minute * UnixNanos.PerMinute + e.Nanos);
            into.Add(e.IsTrade
                ? new MarketTick(MarketEventKind.Trade, (e.TakesAsk ? bid + e.Spread : bid) * _tick, e.Size, 0, 0, e.Exchange, e.Mask, at)
                : new MarketTick(MarketEventKind.Quote, bid * _tick, (bid + e.Spread) * _tick, e.Size, e.AskSize, 0, 0, at));
        }
    }

    public TickBar ReadBar(long from, long to, BarBasis basis, bool liquidOnly)
    {
        from = Math.Max(from, FirstSecond);
        liquidOnly &= !_calendar.IsAroundTheClock;
        var bar = new TickBar();
        if (basis != BarBasis.Trades && !_style.HasQuotes) return bar;
        var reader = Rent();
        while (from < to)
        {
            var isDay = !liquidOnly && from % UnixSeconds.PerDay == 0 && to - from >= UnixSeconds.PerDay;
            var end = isDay ? from + UnixSeconds.PerDay : Math.Min(to, from - from % 60 + 60);
            if (isDay) bar.Append(Day(from / UnixSeconds.PerDay, basis, reader));
            else if (_calendar.IsOpen(from / 60, liquidOnly)) bar.Append(PartOfMinute(from, end, basis, reader));
            from = end;
        }

        Return(reader);
        return basis == BarBasis.BidAsk ? bar.WithMeans() : bar;
    }

    private TickBar Day(long day, BarBasis basis, TapeReader reader)
    {
        if (_days.TryGetValue((day, basis), out var known)) return known;
        var bar = new TickBar();
        for (var minute = day * TradingCalendar.MinutesPerDay; minute < (day + 1) * TradingCalendar.MinutesPerDay; minute++)
            if (minute * 60 >= FirstSecond && _calendar.IsOpen(minute, liquidOnly: false))
                bar.Append(PartOfMinute(minute * 60, minute * 60 + 60, basis, reader));
        _days[(day, basis)] = bar;
        return bar;
    }

    private TickBar PartOfMinute(long from, long to, BarBasis basis, TapeReader reader)
    {
        var minute = from / 60;
        var frame = FrameOf(minute, reader);
        TickBar bar;
        if (to - from < 60)
        {
            bar = Pattern(frame.Pattern).Bar((int)(from - minute * 60), (int)(to - minute * 60), frame.Rise, basis);
        }
        else if (!_minutes.TryGetValue((frame.Pattern, frame.Rise, basis), out bar))
        {
            bar = Pattern(frame.Pattern).Bar(0, 60, frame.Rise, basis);
            _minutes[(frame.Pattern, frame.Rise, basis)] = bar;
        }

        return basis == BarBasis.Midpoint
            ? bar.Moved(2 * frame.Start, 5 * _tick, perTick: false)
            : bar.Moved(frame.Start, _tick, perTick: basis == BarBasis.BidAsk);
    }

    /// <summary>Where a minute begins and how far it rises, in ticks, and which pattern it follows.</summary>
    private (long Start, long Rise, int Pattern) FrameOf(long minute, TapeReader reader)
    {
        var (start, end, activity) = reader.Minute(minute);
        var first = Grains(start);
        var level = 0;
        for (var limit = LowestActivity * LevelStep; level < Levels - 1 && activity > limit; limit *= LevelStep) level++;
        var shape = (int)(Noise.At(_seed, minute) % Shapes);
        return (first * _grain, (Grains(end) - first) * _grain, level * Shapes + shape);
    }

    private long Grains(double underlying)
    {
        var price = _style.Curve is { } curve ? curve(underlying) : underlying;
        return Math.Max(_lowestGrains, (long)(price * _ticksPerUnit / _grain + 0.5));
    }

    private MinutePattern Pattern(int number)
    {
        if (_patterns[number] is { } known) return known;
        var activity = Activity(number / Shapes);
        return _patterns[number] = new MinutePattern(
            Noise.At(_seed ^ 0xFA, number), _style, activity * _rate, _secondNoise * Math.Sqrt(activity), _maxNoise, _exchanges);
    }

    /// <summary>The middle of a level, as a multiple of the mean.</summary>
    private static double Activity(int level)
    {
        var activity = LowestActivity * 1.16;
        for (var i = 0; i < level; i++) activity *= LevelStep;
        return activity;
    }

    private TapeReader Rent() => _readers.TryTake(out var reader) ? reader : new TapeReader(_path);

    private void Return(TapeReader reader) => _readers.Add(reader);
}
