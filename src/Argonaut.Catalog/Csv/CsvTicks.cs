using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Numbers;

namespace Argonaut.Catalog.Csv;

/// <summary>
/// Ticks of one instrument from CSV text with a header. Quotes have <c>bid</c> and <c>ask</c> (or <c>bid_price</c>, <c>ask_price</c>) and may
/// have <c>bid_size</c>, <c>ask_size</c>; trades have <c>price</c> and <c>size</c> and may have <c>side</c>. The time column is
/// <c>timestamp</c>, <c>time</c> or <c>ts_event</c>, with an offset or as nanoseconds; <c>ts_init</c> may stand beside it. Mantissas are
/// at scale 8. No field is quoted.
/// </summary>
public sealed class CsvTicks
{
    /// <summary>The size of quotes without sizes: what NautilusTrader's own quote wrangler assumes.</summary>
    public const long DefaultQuoteSize = 1_000_000;

    private readonly string _path;
    private readonly CsvColumns _columns;

    private CsvTicks(string path, CsvColumns columns, byte pricePrecision, byte sizePrecision)
    {
        _path = path;
        _columns = columns;
        PricePrecision = pricePrecision;
        SizePrecision = sizePrecision;
    }

    public MarketEventKind Kind => _columns.IsQuote ? MarketEventKind.Quote : MarketEventKind.Trade;

    /// <summary>The most decimals that a price of the file has.</summary>
    public byte PricePrecision { get; }

    public byte SizePrecision { get; }

    /// <summary>Reads the file once: header, decimals, and whether every row can be used.</summary>
    /// <exception cref="CatalogRefusedException">Columns are missing, or a row cannot be read; the message names file and line.</exception>
    public static CsvTicks Open(string path)
    {
        using var reader = new StreamReader(path);
        var columns = CsvColumns.Parse(reader.ReadLine() ?? "", path);
        int price = 0, size = 0, line = 1;
        var last = 0L;
        while (reader.ReadLine() is { } text)
        {
            line++;
            if (text.Length == 0) continue;
            var tick = Parse(columns, text, path, line, ref price, ref size);
            if (tick.TsInit.Value < last)
                throw new CatalogRefusedException("unsorted", $"{Path.GetFileName(path)}, line {line}: the time goes back. Sort the file by time.", path);
            last = tick.TsInit.Value;
        }

        return new CsvTicks(path, columns, (byte)price, (byte)size);
    }

    public IEnumerable<MarketEvent> Read()
    {
        using var reader = new StreamReader(_path);
        reader.ReadLine();
        int price = 0, size = 0, line = 1;
        while (reader.ReadLine() is { } text)
        {
            line++;
            if (text.Length > 0) yield return Parse(_columns, text, _path, line, ref price, ref size);
        }
    }

    private static MarketEvent Parse(CsvColumns columns, string text, string path, int line, ref int pricePrecision, ref int sizePrecision)
    {
        var fields = text.Split(',');
        if (fields.Length < columns.Count)
            throw new CatalogRefusedException("malformed", $"{Path.GetFileName(path)}, line {line}: expected {columns.Count} fields, found {fields.Length}.", path);

        var tsEvent = Time(columns.Time);
        var tsInit = columns.TsInit is { } init ? Time(init) : tsEvent;
        if (columns.IsQuote)
        {
            return new MarketEvent(MarketEventKind.Quote, new InstrumentKey(1), Number(columns.A, ref pricePrecision), Number(columns.B, ref pricePrecision),
                columns.C is { } c ? Number(c, ref sizePrecision) : DefaultQuoteSize * FixedPoint.PowerOfTen(FixedPoint.DefaultScale),
                columns.D is { } d ? Number(d, ref sizePrecision) : DefaultQuoteSize * FixedPoint.PowerOfTen(FixedPoint.DefaultScale),
                TickFlags.None, tsEvent, tsInit);
        }

        var side = columns.Side is { } s ? fields[s].Trim().ToUpperInvariant() : "";
        var flags = side switch { "BUY" or "BUYER" or "1" => TickFlags.Buyer, "SELL" or "SELLER" or "2" => TickFlags.Seller, _ => TickFlags.None };
        return new MarketEvent(MarketEventKind.Trade, new InstrumentKey(1), Number(columns.A, ref pricePrecision), Number(columns.B, ref sizePrecision), 0, 0,
            flags, tsEvent, tsInit);

        UnixNanos Time(int column) => UnixNanos.TryParse(fields[column], out var at) == TimeParse.Ok
            ? at
            : throw new CatalogRefusedException("malformed", $"{Path.GetFileName(path)}, line {line}: expected a time with an offset or nanoseconds, found '{fields[column]}'.", path);

        long Number(int column, ref int precision)
        {
            var field = fields[column].AsSpan().Trim();
            if (FixedPoint.TryParse(field, FixedPoint.DefaultScale, out var mantissa) != NumberParse.Ok)
                throw new CatalogRefusedException("malformed", $"{Path.GetFileName(path)}, line {line}: expected a decimal with at most 8 decimals, found '{fields[column]}'.", path);
            precision = Math.Max(precision, DecimalText.CountDecimals(field));
            return mantissa;
        }
    }
}
