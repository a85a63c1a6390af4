using System.Text;

namespace Argonaut.Catalog.Writing;

/// <summary>Sizes of the CSV of the flat columns, the yardstick of the size goal (S4-59).</summary>
internal static class CsvLine
{
    public const string Trades = "venue,instrument_id,ts_event,ts_init,price,size,aggressor_side,trade_id\n";
    public const string Quotes = "venue,instrument_id,ts_event,ts_init,bid_price,ask_price,bid_size,ask_size\n";
    public const string Bars = "venue,instrument_id,timeframe,ts_event,ts_init,open,high,low,close,volume\n";
    public const string Deltas = "venue,instrument_id,ts_event,ts_init,action,side,price,size,order_id,flags,sequence\n";

    public static readonly string Depths =
        $"venue,instrument_id,ts_event,ts_init,{string.Join(',', Levels("bid_price"))},{string.Join(',', Levels("ask_price"))},"
        + $"{string.Join(',', Levels("bid_size"))},{string.Join(',', Levels("ask_size"))},flags,sequence\n";

    /// <summary>Bytes of a line that are the same in each: source, id, separators and the line's end.</summary>
    public static int Fixed(string source, string identifier, int columns) =>
        Encoding.UTF8.GetByteCount(source) + Encoding.UTF8.GetByteCount(identifier) + columns;

    private static IEnumerable<string> Levels(string name) => Enumerable.Range(0, OrderBookDepthRow.Levels).Select(i => $"{name}_{i}");
}
