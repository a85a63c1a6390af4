using Argonaut.Catalog.Layout;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Parquet;

namespace Argonaut.Catalog.Reading;

/// <summary>
/// Bars of a file as records at a store's scale. The close of a bar is its <c>ts_init</c> where that ends an interval, else its
/// <c>ts_event</c> (nautilus-catalog.md 5.3: some builds stamp the open, some the moment of receipt).
/// </summary>
public sealed class BarDecoder
{
    private readonly CatalogFile _file;
    private readonly InstrumentKey _key;
    private readonly Timeframe _timeframe;
    private readonly FixedValues _values;

    /// <exception cref="ParquetFormatException">The file holds no bars, or does not state its precisions.</exception>
    public BarDecoder(CatalogFile file, InstrumentKey key, Timeframe timeframe, int priceScale = 8, int sizeScale = 8)
    {
        if (file.Type != CatalogType.Bar) throw new ParquetFormatException($"Expected bars, found {file.Type}.", file: file.Parquet.Name);
        _file = file;
        _key = key;
        _timeframe = timeframe;
        _values = new FixedValues(file, priceScale, sizeScale);
    }

    /// <inheritdoc cref="TickDecoder.Rounded"/>
    public long Rounded => _values.Rounded;

    /// <summary>All rows in file order.</summary>
    /// <param name="refused">Takes a sentence a row that cannot be used.</param>
    /// <exception cref="ParquetFormatException">A page is damaged.</exception>
    public IEnumerable<Bar> Read(Action<string> refused)
    {
        foreach (var batch in _file.ReadBatches())
            foreach (var bar in Read(batch, refused)) yield return bar;
    }

    /// <summary>The rows of a batch in its order.</summary>
    /// <param name="batch">Holds until the last row was given.</param>
    /// <param name="refused">As of the other overload.</param>
    public IEnumerable<Bar> Read(CatalogBatch batch, Action<string> refused)
    {
        for (var row = 0; row < batch.Rows; row++)
            if (Decode(batch, row, refused) is { } bar) yield return bar;
    }

    private Bar? Decode(CatalogBatch batch, int row, Action<string> refused)
    {
        try
        {
            var tsEvent = _values.Time(batch, batch["ts_event"].Int64[row], row);
            var tsInit = _values.Time(batch, batch["ts_init"].Int64[row], row);
            if ((CloseOf(tsInit) ?? CloseOf(tsEvent)) is not { } close)
            {
                refused($"Row {batch.FirstRow + row}: neither ts_init {tsInit.ToIso()} nor ts_event {tsEvent.ToIso()} ends a bar of {_timeframe}.");
                return null;
            }

            var open = _timeframe.OpenOf(close - 1);
            var bar = new Bar(
                _key, _timeframe, open, _values.Price(batch, batch["open"], row), _values.Price(batch, batch["high"], row), _values.Price(batch, batch["low"], row),
                _values.Price(batch, batch["close"], row), _values.Size(batch, batch["volume"], row), null, null, open, close, BarSource.Import, true, 0);
            if (bar.High >= Math.Max(bar.Open, bar.Close) && bar.Low <= Math.Min(bar.Open, bar.Close)) return bar;
            refused($"Row {batch.FirstRow + row}: high and low do not enclose open and close.");
            return null;
        }
        catch (ParquetFormatException e)
        {
            refused(e.Message);
            return null;
        }
    }

    /// <summary>The instant itself where it ends an interval.</summary>
    private UnixNanos? CloseOf(UnixNanos at) => at.Value > 0 && _timeframe.CloseOf(_timeframe.OpenOf(at - 1)) == at ? at : null;
}
