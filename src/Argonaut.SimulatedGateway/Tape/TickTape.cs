using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Market;

namespace Argonaut.SimulatedGateway.Tape;

/// <summary>
/// The one record of everything that happens in an instrument, as a function of seed and second (ib-tws-protocol.md 12.1, rule 7).
/// Live ticks, historical ticks and bars of every size are read from it, so they agree by construction. A second holds its quotes
/// in order and each trade after the quote whose bid or ask it takes.
/// </summary>
internal sealed class TickTape : ITickHistory
{
    private const int HoursPerDay = 24;
    private const int SecondsPerHour = 3600;

    private readonly ulong _seed;
    private readonly PricePath _path;
    private readonly TapeStyle _style;
    private readonly TradingCalendar _calendar;
    private readonly double _tickSize;
    private readonly long _tick;
    private readonly int _exchanges;
    private readonly double _rate;
    private readonly ConcurrentBag<TapeReader> _readers = [];
    private readonly ConcurrentDictionary<(long Day, BarBasis Basis), TickBar[]> _days = [];

    public TickTape(ulong seed, PricePath path, TapeStyle style, SimulatedContract contract, TradingCalendar calendar, double rate, long firstSecond)
    {
        _seed = seed;
        _path = path;
        _style = style;
        _calendar = calendar;
        _rate = rate;
        _tick = contract.TickMantissa;
        _tickSize = contract.TickMantissa / Math.Pow(10, contract.WirePriceScale) / contract.PriceMagnifier;
        _exchanges = contract.TradeExchanges.Length;
        FirstSecond = firstSecond;
    }

    public long FirstSecond { get; }

    public void ReadSecond(long second, List<MarketTick> into)
    {
        var minute = second / 60;
        if (second < FirstSecond || !_calendar.IsOpen(minute, liquidOnly: false)) return;
        var reader = Rent();
        var plan = PlanAt(second, reader.Load(minute), reader.Activity);
        Return(reader);
        var trade = 0;
        for (var quote = 0; quote < plan.Quotes; quote++)
        {
            var (bid, spread, hash) = QuoteAt(plan, quote);
            if (_style.HasQuotes)
                into.Add(new MarketTick(
                    MarketEventKind.Quote, bid * _tick, (bid + spread) * _tick, Size(_style.QuoteSizes, hash >> 24), Size(_style.QuoteSizes, hash >> 36),
                    0, 0, At(second, quote * 4 + 1, plan.Quotes * 4)));
            if (trade == plan.Trades || QuoteOfTrade(plan, trade) != quote) continue;
            into.Add(TradeAt(plan, trade, bid, spread, At(second, quote * 4 + 3, plan.Quotes * 4)));
            trade++;
        }
    }

    public TickBar ReadBar(long from, long to, BarBasis basis, bool liquidOnly)
    {
        from = Math.Max(from, FirstSecond);
        liquidOnly &= !_calendar.IsAroundTheClock;
        var bar = new TickBar();
        var reader = Rent();
        while (from < to)
        {
            if (!liquidOnly && from % UnixSeconds.PerDay == 0 && to - from >= UnixSeconds.PerDay)
            {
                bar.Append(Day(from / UnixSeconds.PerDay, basis)[HoursPerDay]);
                from += UnixSeconds.PerDay;
            }
            else if (!liquidOnly && from % SecondsPerHour == 0 && to - from >= SecondsPerHour)
            {
                bar.Append(HourOf(from / SecondsPerHour, basis, reader));
                from += SecondsPerHour;
            }
            else
            {
                var end = Math.Min(to, from - from % 60 + 60);
                AddPartOfMinute(from, end, basis, liquidOnly, reader, ref bar);
                from = end;
            }
        }

        Return(reader);
        return basis == BarBasis.BidAsk ? bar.WithMeans() : bar;
    }

    /// <summary>The 24 hours of a day and, last, the day; filled hour by hour, all of it when the day is asked for.</summary>
    private TickBar[] Day(long day, BarBasis basis)
    {
        var hours = _days.GetOrAdd((day, basis), static _ => new TickBar[HoursPerDay + 1]);
        lock (hours)
        {
            if (!hours[HoursPerDay].IsEmpty) return hours;
            var reader = Rent();
            var sum = new TickBar();
            for (var h = 0; h < HoursPerDay; h++) sum.Append(Hour(hours, day * HoursPerDay + h, basis, reader));
            hours[HoursPerDay] = sum;
            Return(reader);
        }

        return hours;
    }

    private TickBar HourOf(long hour, BarBasis basis, TapeReader reader)
    {
        var hours = _days.GetOrAdd((hour / HoursPerDay, basis), static _ => new TickBar[HoursPerDay + 1]);
        lock (hours) return Hour(hours, hour, basis, reader);
    }

    private TickBar Hour(TickBar[] hours, long hour, BarBasis basis, TapeReader reader)
    {
        ref var bar = ref hours[hour % HoursPerDay];
        if (bar.IsEmpty)
            for (var minute = hour * 60; minute < hour * 60 + 60; minute++)
                AddPartOfMinute(Math.Max(minute * 60, FirstSecond), minute * 60 + 60, basis, liquidOnly: false, reader, ref bar);
        return bar;
    }

    private void AddPartOfMinute(long from, long to, BarBasis basis, bool liquidOnly, TapeReader reader, ref TickBar bar)
    {
        var minute = from / 60;
        if (from >= to || (basis != BarBasis.Trades && !_style.HasQuotes)) return;
        if (!_calendar.IsOpen(minute, liquidOnly)) return;
        var seconds = reader.Load(minute);
        var activity = reader.Activity;
        if (basis == BarBasis.Trades) AddTrades(from, to, seconds, activity, ref bar);
        else AddQuotes(from, to, basis, seconds, activity, ref bar);
    }

    private void AddTrades(long from, long to, ReadOnlySpan<double> seconds, double activity, ref TickBar bar)
    {
        for (var second = from; second < to; second++)
        {
            if (TradesIn(Noise.At(_seed, second), activity) == 0) continue;
            var plan = PlanAt(second, seconds, activity);
            for (var trade = 0; trade < plan.Trades; trade++)
            {
                var (bid, spread, _) = QuoteAt(plan, QuoteOfTrade(plan, trade));
                var hash = TradeHash(plan, trade);
                bar.Add(TradePrice(hash, bid, spread) * _tick, Size(_style.TradeSizes, hash >> 24));
            }
        }
    }

    private void AddQuotes(long from, long to, BarBasis basis, ReadOnlySpan<double> seconds, double activity, ref TickBar bar)
    {
        for (var second = from; second < to; second++)
        {
            var plan = PlanAt(second, seconds, activity);
            for (var quote = 0; quote < plan.Quotes; quote++)
            {
                var (bid, spread, _) = QuoteAt(plan, quote);
                if (basis == BarBasis.Midpoint) bar.Add((bid + bid + spread) * _tick * 5, 0);
                else if (basis == BarBasis.Bid) bar.Add(bid * _tick, 0);
                else if (basis == BarBasis.Ask) bar.Add((bid + spread) * _tick, 0);
                else bar.AddSpread(bid * _tick, (bid + spread) * _tick);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private SecondPlan PlanAt(long second, ReadOnlySpan<double> borders, double activity)
    {
        var hash = Noise.At(_seed, second);
        var s = (int)(second % 60);
        var trades = TradesIn(hash, activity);
        var extra = _style.HasQuotes ? Draw(_style.ExtraQuotesPerSecond * activity * _rate, hash >> 32) : 0;
        return new SecondPlan(hash, trades, 3 * trades + extra, borders[s], borders[s + 1]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int TradesIn(ulong hash, double activity) => Draw(_style.TradesPerSecond * activity * _rate, hash);

    /// <summary>A count with this mean, scattered between 0 and twice the mean.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Draw(double mean, ulong hash) =>
        (int)(mean * 2 * ((hash & 0xFFFF) * (1.0 / 65_536)) + ((hash >> 16) & 0xFFFF) * (1.0 / 65_536));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int QuoteOfTrade(in SecondPlan plan, int trade) => (trade + 1) * plan.Quotes / (plan.Trades + 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (long Bid, long Spread, ulong Hash) QuoteAt(in SecondPlan plan, int quote)
    {
        var hash = Noise.Mix(plan.Hash ^ (ulong)(quote + 1) * Noise.Golden);
        var fair = plan.From + (plan.To - plan.From) * (quote + (hash & 0xFFFF) * (1.0 / 65_536)) / plan.Quotes;
        var r = (hash >> 16) & 0xFF;
        var spread = r < 170 ? 1L : r < 232 ? 2L : 3L;
        return ((long)(fair - (spread - 1) * 0.5), spread, hash);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong TradeHash(in SecondPlan plan, int trade) => Noise.Mix(plan.Hash + (ulong)(trade + 1) * Noise.Golden);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long TradePrice(ulong hash, long bid, long spread) => (hash & 1) == 0 ? bid : bid + spread;

    private MarketTick TradeAt(in SecondPlan plan, int trade, long bid, long spread, UnixNanos at)
    {
        var hash = TradeHash(plan, trade);
        var isUnreported = (int)((hash >> 1) & 0xFF) < _style.UnreportedPer256;
        return new MarketTick(
            MarketEventKind.Trade, TradePrice(hash, bid, spread) * _tick, Size(_style.TradeSizes, hash >> 24), 0, 0,
            (byte)(isUnreported || _exchanges == 1 ? _exchanges - 1 : (int)((hash >> 48) % (ulong)(_exchanges - 1))), isUnreported ? MarketTick.UnreportedMask : (byte)0, at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Size(long[] sizes, ulong hash) => sizes[(int)hash & (sizes.Length - 1)];

    private static UnixNanos At(long second, int part, int parts) =>
        new(second * UnixNanos.PerSecond + UnixNanos.PerSecond * part / parts);

    private TapeReader Rent() => _readers.TryTake(out var reader) ? reader : new TapeReader(_path, _style, _tickSize);

    private void Return(TapeReader reader) => _readers.Add(reader);

    private readonly record struct SecondPlan(ulong Hash, int Trades, int Quotes, double From, double To);
}
