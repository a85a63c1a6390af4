using System.Runtime.CompilerServices;
using Argonaut.Domain;
using Argonaut.SimulatedGateway.Market;

namespace Argonaut.SimulatedGateway.Tape;

/// <summary>
/// What happens in one minute, apart from where its price begins and ends: quotes and trades with times, sizes and the noise around the
/// straight line between both ends. A tape draws from a few hundred of them, so that a year of bars needs no second to be looked at.
/// </summary>
internal sealed class MinutePattern
{
    private const int Seconds = 60;

    private readonly Event[] _events;
    private readonly int[] _firstOfSecond = new int[Seconds + 1];

    /// <param name="activity">Multiplies the rates of the style.</param>
    /// <param name="secondNoise">Standard deviation of one second's noise, in ticks.</param>
    /// <param name="maxNoise">Noise stays within this many ticks.</param>
    public MinutePattern(ulong seed, TapeStyle style, double activity, double secondNoise, double maxNoise, int exchanges)
    {
        var noise = Noises(seed, secondNoise, maxNoise);
        var events = new List<Event>();
        for (var second = 0; second < Seconds; second++)
        {
            _firstOfSecond[second] = events.Count;
            var hash = Noise.At(seed, second);
            var trades = Draw(style.TradesPerSecond * activity, hash);
            var extra = style.HasQuotes ? Draw(style.ExtraQuotesPerSecond * activity, hash >> 32) : 0;
            AddSecond(events, style, second, hash, trades, 3 * trades + extra, noise[second], noise[second + 1], exchanges);
        }

        _firstOfSecond[Seconds] = events.Count;
        _events = [.. events];
    }

    public ReadOnlySpan<Event> Of(int fromSecond, int toSecond) => _events.AsSpan(_firstOfSecond[fromSecond].._firstOfSecond[toSecond]);

    /// <summary>A bar of some seconds with prices in ticks relative to the start of the minute; midpoints in half ticks.</summary>
    /// <param name="rise">Ticks by which the price rises over the minute.</param>
    public TickBar Bar(int fromSecond, int toSecond, long rise, BarBasis basis)
    {
        var bar = new TickBar();
        foreach (ref readonly var e in Of(fromSecond, toSecond))
        {
            if (e.IsTrade != (basis == BarBasis.Trades) || (!e.IsTrade && e.IsHidden)) continue;
            var bid = e.Bid(rise);
            switch (basis)
            {
                case BarBasis.Trades:
                    bar.Add(e.TakesAsk ? bid + e.Spread : bid, e.Size);
                    break;
                case BarBasis.Midpoint:
                    bar.Add(2 * bid + e.Spread, 0);
                    break;
                case BarBasis.Bid:
                    bar.Add(bid, 0);
                    break;
                case BarBasis.Ask:
                    bar.Add(bid + e.Spread, 0);
                    break;
                default:
                    bar.AddSpread(bid, bid + e.Spread);
                    break;
            }
        }

        return bar;
    }

    private static void AddSecond(
        List<Event> events, TapeStyle style, int second, ulong hash, int trades, int quotes, double from, double to, int exchanges)
    {
        var trade = 0;
        for (var quote = 0; quote < quotes; quote++)
        {
            var q = Noise.Mix(hash ^ (ulong)(quote + 1) * Noise.Golden);
            var within = (quote + (q & 0xFFFF) * (1.0 / 65_536)) / quotes;
            var r = (q >> 16) & 0xFF;
            var made = new Event
            {
                Nanos = At(second, quote * 4 + 1, quotes * 4),
                Line = (second + within) / Seconds,
                Noise = from + (to - from) * within,
                Spread = r < 170 ? 1 : r < 232 ? 2 : 3,
                Size = Size(style.QuoteSizes, q >> 24),
                AskSize = Size(style.QuoteSizes, q >> 36),
                IsHidden = !style.HasQuotes,
            };
            events.Add(made);
            if (trade == trades || (trade + 1) * quotes / (trades + 1) != quote) continue;
            var t = Noise.Mix(hash + (ulong)(++trade) * Noise.Golden);
            var isUnreported = (int)((t >> 1) & 0xFF) < style.UnreportedPer256;
            events.Add(made with
            {
                IsTrade = true,
                Nanos = At(second, quote * 4 + 3, quotes * 4),
                TakesAsk = (t & 1) == 1,
                Size = Size(style.TradeSizes, t >> 24),
                Exchange = (byte)(isUnreported || exchanges == 1 ? exchanges - 1 : (int)((t >> 48) % (ulong)(exchanges - 1))),
                Mask = isUnreported ? MarketTick.UnreportedMask : (byte)0,
            });
        }
    }

    /// <summary>A random bridge from 0 to 0 over the borders of the seconds.</summary>
    private static double[] Noises(ulong seed, double deviation, double limit)
    {
        var noise = new double[Seconds + 1];
        for (var s = 0; s < Seconds; s++) noise[s + 1] = noise[s] + deviation * Noise.Normal(Noise.At(seed ^ 0x5E, s));
        var drift = noise[Seconds] / Seconds;
        for (var s = 0; s <= Seconds; s++) noise[s] = Math.Clamp(noise[s] - drift * s, -limit, limit);
        return noise;
    }

    /// <summary>A count with this mean, scattered between 0 and twice the mean.</summary>
    private static int Draw(double mean, ulong hash) =>
        (int)(mean * 2 * ((hash & 0xFFFF) * (1.0 / 65_536)) + ((hash >> 16) & 0xFFFF) * (1.0 / 65_536));

    private static long Size(long[] sizes, ulong hash) => sizes[(int)hash & (sizes.Length - 1)];

    private static long At(int second, int part, int parts) => second * UnixNanos.PerSecond + UnixNanos.PerSecond * part / parts;

    internal readonly record struct Event
    {
        /// <summary>From the start of the minute.</summary>
        public long Nanos { get; init; }

        /// <summary>Share of the minute's rise that has happened: 0 to 1.</summary>
        public double Line { get; init; }

        /// <summary>Ticks off the straight line.</summary>
        public double Noise { get; init; }

        public int Spread { get; init; }

        public bool IsTrade { get; init; }

        /// <summary>A quote that nobody sees: of an index.</summary>
        public bool IsHidden { get; init; }

        public bool TakesAsk { get; init; }

        /// <summary>Of a trade, or at the bid.</summary>
        public long Size { get; init; }

        public long AskSize { get; init; }

        public byte Exchange { get; init; }

        public byte Mask { get; init; }

        /// <summary>Ticks above the start of the minute.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public long Bid(long rise) => (long)Math.Floor(rise * Line + Noise - (Spread - 1) * 0.5);
    }
}
