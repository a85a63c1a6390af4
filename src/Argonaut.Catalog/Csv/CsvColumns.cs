namespace Argonaut.Catalog.Csv;

/// <summary>Where the columns of a tick file are. A and B: bid and ask, or price and size; C and D: bid and ask size.</summary>
internal sealed record CsvColumns(bool IsQuote, int Time, int? TsInit, int A, int B, int? C, int? D, int? Side, int Count)
{
    /// <exception cref="CatalogRefusedException">A column that is needed is not there.</exception>
    public static CsvColumns Parse(string header, string path)
    {
        var names = header.TrimStart('\uFEFF').Split(',').Select(n => n.Trim().ToLowerInvariant()).ToList();
        int? Find(params string[] wanted) => wanted.Select(w => names.IndexOf(w)).Where(i => i >= 0).Select(i => (int?)i).FirstOrDefault();

        var time = Find("ts_event", "timestamp", "time", "timestamp_ns");
        var (bid, ask) = (Find("bid", "bid_price"), Find("ask", "ask_price"));
        var (price, size) = (Find("price"), Find("size", "quantity", "volume"));
        if (time is { } t && bid is { } b && ask is { } a)
            return new CsvColumns(true, t, Find("ts_init"), b, a, Find("bid_size"), Find("ask_size"), null, names.Count);
        if (time is { } at && price is { } p && size is { } s)
            return new CsvColumns(false, at, Find("ts_init"), p, s, null, null, Find("side", "aggressor_side"), names.Count);
        throw new CatalogRefusedException("unknown_columns",
            $"{Path.GetFileName(path)}: expected a header with timestamp, bid, ask or with timestamp, price, size; found '{header}'.", path);
    }
}
