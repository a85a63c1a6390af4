using System.Collections.Immutable;
using Argonaut.Catalog.Layout;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Parquet;

namespace Argonaut.Catalog.Reading;

/// <summary>The files of one kind and instrument (bars: bar type), in order of time.</summary>
public sealed record ImportSeries(CatalogType Type, string InstrumentId, string? BarType, ImmutableArray<ImportFile> Files)
{
    public long Rows => Files.Sum(f => f.Rows);

    /// <summary>Of bars.</summary>
    public Timeframe? Timeframe => BarType is null ? null : TimeframeOf(BarType);

    /// <summary>Of bars: <c>LAST</c>, <c>MID</c> and so on.</summary>
    public string? PriceType => BarType is null ? null : PriceTypeOf(BarType);

    /// <summary>Trades or quotes ordered by <c>ts_init</c>.</summary>
    /// <param name="refused">Takes a sentence a row that cannot be used.</param>
    /// <param name="onRounded">Hears how many values of a file were rounded to its precision.</param>
    /// <exception cref="CatalogRefusedException">A page is damaged, or a file reaches back before the end of the one before it: the rows before it were given.</exception>
    public IEnumerable<MarketEvent> ReadTicks(InstrumentKey key, int priceScale, int sizeScale, Action<string> refused, Action<long> onRounded) =>
        Guarded(Ticks(key, priceScale, sizeScale, refused, onRounded));

    /// <summary>Bars in file order.</summary>
    /// <inheritdoc cref="ReadTicks" path="/param"/>
    /// <exception cref="CatalogRefusedException">A page is damaged: the rows before it were given.</exception>
    public IEnumerable<Bar> ReadBars(InstrumentKey key, int priceScale, int sizeScale, Action<string> refused, Action<long> onRounded) =>
        Guarded(Bars(key, priceScale, sizeScale, refused, onRounded));

    private IEnumerable<MarketEvent> Ticks(InstrumentKey key, int priceScale, int sizeScale, Action<string> refused, Action<long> onRounded)
    {
        var last = UnixNanos.Zero;
        foreach (var one in Files)
        {
            using var file = CatalogFile.Open(one.Path);
            var decoder = new TickDecoder(file, key, priceScale, sizeScale);
            foreach (var tick in TickFileRows.Read(file, decoder, new FileInterval(UnixNanos.Zero, UnixNanos.MaxValue), refused))
            {
                if (tick.TsInit < last) throw new ParquetFormatException("The file overlaps the one before it.", file: one.Relative);
                last = tick.TsInit;
                yield return tick;
            }

            onRounded(decoder.Rounded);
        }
    }

    private IEnumerable<Bar> Bars(InstrumentKey key, int priceScale, int sizeScale, Action<string> refused, Action<long> onRounded)
    {
        foreach (var one in Files)
        {
            using var file = CatalogFile.Open(one.Path);
            var decoder = new BarDecoder(file, key, Timeframe!.Value, priceScale, sizeScale);
            foreach (var bar in decoder.Read(refused)) yield return bar;
            onRounded(decoder.Rounded);
        }
    }

    private static IEnumerable<T> Guarded<T>(IEnumerable<T> rows)
    {
        using var row = rows.GetEnumerator();
        while (true)
        {
            try
            {
                if (!row.MoveNext()) break;
            }
            catch (ParquetFormatException e)
            {
                throw new CatalogRefusedException("validation_failed", e.Message);
            }

            yield return row.Current;
        }
    }

    internal static string? PriceTypeOf(string barType) =>
        Identifiers.TrySplitBarType(barType, out _, out var specification) ? specification.Split('-')[2] : null;

    internal static Timeframe? TimeframeOf(string barType)
    {
        if (!Identifiers.TrySplitBarType(barType, out _, out var specification)) return null;
        var parts = specification.Split('-');
        foreach (var timeframe in Domain.Bars.Timeframe.All)
            if (timeframe.BarTypePart == $"{parts[0]}-{parts[1]}") return timeframe;
        return null;
    }
}
