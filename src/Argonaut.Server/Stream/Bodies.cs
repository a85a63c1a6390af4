using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Domain.Sessions;
using Argonaut.Domain.Numbers;
using Argonaut.Server.Endpoints;

namespace Argonaut.Server.Stream;

/// <summary>Writes ticks and bars as the REST objects without their ISO twins, straight from mantissas.</summary>
internal static class Bodies
{
    public static StreamBody Quote(Instrument instrument, in MarketEvent quote)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartArray();
        json.WriteStartObject();
        Number(json, "bid_price"u8, quote.A, instrument.PriceScale, instrument.PricePrecision);
        Number(json, "ask_price"u8, quote.B, instrument.PriceScale, instrument.PricePrecision);
        Number(json, "bid_size"u8, quote.C, instrument.SizeScale, instrument.SizePrecision);
        Number(json, "ask_size"u8, quote.D, instrument.SizeScale, instrument.SizePrecision);
        Time(json, "ts_event"u8, quote.TsEvent);
        Time(json, "ts_init"u8, quote.TsInit);
        json.WriteEndObject();
        json.WriteEndArray();
        json.Flush();
        return new StreamBody(output.WrittenSpan.ToArray(), quote.TsInit);
    }

    /// <summary>A quote, or a trade alone.</summary>
    public static StreamBody Newest(Instrument instrument, in MarketEvent tick) =>
        tick.Kind == MarketEventKind.Quote ? Quote(instrument, tick) : Trades(instrument, [tick]);

    public static StreamBody Trades(Instrument instrument, ReadOnlySpan<MarketEvent> trades)
    {
        var output = new ArrayBufferWriter<byte>(64 + 192 * trades.Length);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartArray();
        var newest = UnixNanos.Zero;
        Span<byte> id = stackalloc byte[40];
        foreach (ref readonly var trade in trades)
        {
            json.WriteStartObject();
            Number(json, "price"u8, trade.A, instrument.PriceScale, instrument.PricePrecision);
            Number(json, "size"u8, trade.B, instrument.SizeScale, instrument.SizePrecision);
            json.WriteString("aggressor_side"u8, Words.Of(trade.Trade.AggressorSide));
            System.Text.Unicode.Utf8.TryWrite(id, CultureInfo.InvariantCulture, $"{trade.Stream}-{trade.Sequence}", out var length);
            json.WriteString("trade_id"u8, id[..length]);
            Time(json, "ts_event"u8, trade.TsEvent);
            Time(json, "ts_init"u8, trade.TsInit);
            json.WriteEndObject();
            if (trade.TsInit > newest) newest = trade.TsInit;
        }

        json.WriteEndArray();
        json.Flush();
        return new StreamBody(output.WrittenSpan.ToArray(), newest);
    }

    /// <param name="instrument">Whose bars.</param>
    /// <param name="bars">Oldest first.</param>
    /// <param name="days">Of bars of the exchange's days: the time of each is told.</param>
    public static StreamBody Bars(Instrument instrument, ReadOnlySpan<Bar> bars, ExchangeDays? days = null)
    {
        var output = new ArrayBufferWriter<byte>(64 + 400 * bars.Length);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartArray();
        foreach (ref readonly var bar in bars)
        {
            json.WriteStartObject();
            Time(json, "ts_open"u8, bar.TsOpen);
            Time(json, "ts_event"u8, bar.TsEvent);
            if (days?.SpanOf(bar.Timeframe, bar.TsOpen) is var (from, to))
            {
                Time(json, "session_open"u8, from);
                Time(json, "session_close"u8, to);
            }

            Number(json, "open"u8, bar.Open, instrument.PriceScale, instrument.PricePrecision);
            Number(json, "high"u8, bar.High, instrument.PriceScale, instrument.PricePrecision);
            Number(json, "low"u8, bar.Low, instrument.PriceScale, instrument.PricePrecision);
            Number(json, "close"u8, bar.Close, instrument.PriceScale, instrument.PricePrecision);
            Number(json, "volume"u8, bar.Volume, instrument.SizeScale, instrument.SizePrecision);
            if (bar.TradeCount is { } count) json.WriteNumber("trade_count"u8, count);
            else json.WriteNull("trade_count"u8);
            if (bar.Vwap is { } vwap) Number(json, "vwap"u8, vwap, instrument.PriceScale, instrument.PricePrecision);
            else json.WriteNull("vwap"u8);
            json.WriteBoolean("is_closed"u8, bar.IsClosed);
            json.WriteNumber("revision"u8, bar.Revision);
            json.WriteString("source"u8, Words.Of(bar.Source));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Flush();
        return new StreamBody(output.WrittenSpan.ToArray(), UnixNanos.Zero);
    }

    /// <summary>Objects that are serialised already, as a list.</summary>
    public static StreamBody Objects(params IReadOnlyList<byte[]> objects)
    {
        var output = new ArrayBufferWriter<byte>(2 + objects.Sum(o => o.Length + 1));
        output.Write("["u8);
        for (var i = 0; i < objects.Count; i++)
        {
            if (i > 0) output.Write(","u8);
            output.Write(objects[i]);
        }

        output.Write("]"u8);
        return new StreamBody(output.WrittenSpan.ToArray(), UnixNanos.Zero);
    }

    private static void Number(Utf8JsonWriter json, ReadOnlySpan<byte> name, long mantissa, int scale, int decimals)
    {
        Span<byte> text = stackalloc byte[48];
        json.WriteString(name, text[..FixedPoint.Format(mantissa, scale, decimals, text)]);
    }

    private static void Time(Utf8JsonWriter json, ReadOnlySpan<byte> name, UnixNanos at)
    {
        Span<byte> text = stackalloc byte[20];
        at.Value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        json.WriteString(name, text[..length]);
    }
}
