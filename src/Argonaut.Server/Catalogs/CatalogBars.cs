using System.Collections.Immutable;
using Argonaut.Catalog;
using Argonaut.Catalog.Layout;
using Argonaut.Catalog.Reading;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Numbers;
using Argonaut.Server.Endpoints;
using Argonaut.Trading.Bars;

namespace Argonaut.Server.Catalogs;

/// <param name="Bars">In the order that was asked for.</param>
/// <param name="Next">The place behind which the next page begins, going up after this open, going down before it; null at the end.</param>
/// <param name="Refused">Rows of what was read that could not be used.</param>
/// <param name="Refusal">Why the first of them could not.</param>
/// <param name="Dense">The interval that alone has more rows than are read; there are no bars then.</param>
internal sealed record CatalogBarRead(ImmutableArray<Bar> Bars, UnixNanos? Next, long Refused, string? Refusal, UnixNanos? Dense);

/// <summary>
/// Bars out of the files of a catalog, made when they are asked for with what the recorder's own bars are made with. A bounded number of rows is read
/// for a request, one row group at a time; no part of an interval is told as a whole bar. Safe from any thread.
/// </summary>
internal static class CatalogBars
{
    /// <summary>Rows that one request reads; what it does not reach is behind the cursor.</summary>
    public const int MostRows = 2_000_000;

    private static readonly UnixNanos After = UnixNanos.FromDate(new DateOnly(2262, 1, 1));

    /// <summary>How numbers of its bars are written. A mid price has one decimal more than the prices it lies between.</summary>
    public static Decimals DecimalsOf(CatalogSource source) => new(
        Math.Max(FixedPoint.DefaultScale, Math.Min(source.Item.PricePrecision + 1, FixedPoint.MaxScale)), source.Item.PricePrecision,
        source.Item.SizePrecision, source.Item.SizePrecision);

    /// <param name="root">Of the catalog.</param>
    /// <param name="source">Without a problem, and able to make <paramref name="timeframe"/>.</param>
    /// <param name="priceType">Of quotes: which price.</param>
    /// <param name="timeframe">The length of the bars.</param>
    /// <param name="from">First open.</param>
    /// <param name="to">After the last open.</param>
    /// <param name="limit">Most bars.</param>
    /// <param name="isDescending">Newest first.</param>
    /// <param name="mostRows">See <see cref="MostRows"/>.</param>
    /// <exception cref="CatalogRefusedException">A file cannot be read (<c>validation_failed</c>).</exception>
    public static CatalogBarRead Read(
        string root, CatalogSource source, PriceType priceType, Timeframe timeframe, UnixNanos from, UnixNanos to, int limit, bool isDescending, int mostRows,
        CancellationToken ct)
    {
        // No row is later; an interval that ends after it has an end all the same.
        if (to > After) to = After;
        if (from >= to) return new CatalogBarRead([], null, 0, null, null);
        var first = timeframe.OpenOf(from) is var open && open < from ? timeframe.CloseOf(open) : open;
        var end = timeframe.CloseOf(timeframe.OpenOf(to - 1));
        if (first >= end) return new CatalogBarRead([], null, 0, null, null);
        var decimals = DecimalsOf(source);
        var making = new Making(source.Item.Timeframe is not null, priceType, timeframe, first, end);
        // A bar of a file is named by its close.
        var range = making.IsOfBars ? new FileInterval(first + 1, end) : new FileInterval(first, end - 1);
        using var sweep = new RowSweep(root, source.Item, (decimals.PriceScale, decimals.SizeScale), range, isDescending);
        while (sweep.Next())
        {
            ct.ThrowIfCancellationRequested();
            making.Add(sweep);
            if (sweep.Rest is not { } rest) break;
            if (rest > end) rest = end;
            var isEnough = sweep.Rows >= mostRows;
            if (!isEnough && making.Count <= limit) continue;
            // Rows that are still to be read are of this interval at the nearest.
            var near = timeframe.OpenOf(making.IsOfBars && rest.Value > 0 ? rest - 1 : rest);
            var cut = isDescending ? timeframe.CloseOf(near) : near;
            var whole = making.Bars.Where(bar => isDescending ? bar.TsOpen >= cut : bar.TsOpen < cut).ToList();
            if (whole.Count >= limit || (isEnough && whole.Count > 0)) return Told(whole, cut);
            if (isEnough) return new CatalogBarRead([], null, sweep.Refused, sweep.Refusal, near);
        }

        return Told(making.Bars.ToList(), null);

        CatalogBarRead Told(List<Bar> bars, UnixNanos? cut)
        {
            if (isDescending) bars.Reverse();
            UnixNanos? next = bars.Count > limit ? bars[limit - 1].TsOpen : isDescending ? cut : cut - 1;
            return new CatalogBarRead([.. bars.Take(limit)], next, sweep.Refused, sweep.Refusal, null);
        }
    }

    /// <summary>What the rows so far give.</summary>
    private sealed class Making(bool isOfBars, PriceType priceType, Timeframe timeframe, UnixNanos first, UnixNanos end)
    {
        private readonly TickBars _ofTicks = new(default, priceType, timeframe, first);
        private readonly SortedDictionary<long, Bar> _ofBars = [];

        public bool IsOfBars => isOfBars;

        public int Count => isOfBars ? _ofBars.Count : _ofTicks.Count;

        /// <summary>Oldest first. All are closed: nothing follows what is in a file.</summary>
        public IEnumerable<Bar> Bars => isOfBars ? _ofBars.Values : _ofTicks.Bars.Select(bar => bar with { IsClosed = true });

        public void Add(RowSweep sweep)
        {
            foreach (var tick in sweep.Ticks)
                if (tick.TsEvent < end) _ofTicks.Add(tick);
            foreach (var bar in sweep.Bars)
            {
                var open = timeframe.OpenOf(bar.TsOpen);
                if (open < first || open >= end) continue;
                _ofBars[open.Value] = _ofBars.TryGetValue(open.Value, out var known) ? BarMerge.Merge(known, bar, timeframe) : bar with { Timeframe = timeframe, TsOpen = open };
            }
        }
    }
}
