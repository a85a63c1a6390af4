using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;
using Argonaut.Domain;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Market;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.SimulatedGateway.Protocol;

/// <summary>Writes the ticks of one contract (ib-tws-protocol.md 8.3, 8.5, 8.8): numbers and bytes only, nothing is allocated for a tick.</summary>
public sealed class TickEncoder(SimulatedContract contract)
{
    private const int Ver = 6;

    private readonly byte _scale = contract.WirePriceScale;
    private readonly byte _decimals = contract.PriceDecimals;
    private readonly byte _sizeScale = contract.SizeScale;
    private readonly ImmutableArray<byte[]> _exchanges = [.. contract.TradeExchanges.Select(Encoding.ASCII.GetBytes)];

    /// <param name="kind">1 Last, 2 AllLast.</param>
    /// <param name="withNanos">The extension for exact replays; only of ticks that have a <c>ts_init</c>.</param>
    public void Trade(IbFrameWriter to, int requestId, int kind, in MarketTick tick, bool withNanos)
    {
        to.Begin(IbAnswer.TickByTick).Int(requestId).Int(kind);
        Time(to, tick, withNanos);
        Price(to, tick.A);
        to.Mantissa(tick.B, _sizeScale).Int(tick.Mask).Bytes(_exchanges[tick.Exchange]).Empty();
        if (withNanos) to.Int(tick.TsInit.Value);
        to.End();
    }

    /// <inheritdoc cref="Trade"/>
    public void Quote(IbFrameWriter to, int requestId, in MarketTick tick, bool withNanos)
    {
        to.Begin(IbAnswer.TickByTick).Int(requestId).Int(3);
        Time(to, tick, withNanos);
        Price(to, tick.A);
        Price(to, tick.B);
        to.Mantissa(tick.C, _sizeScale).Mantissa(tick.D, _sizeScale).Int(tick.Mask);
        if (withNanos) to.Int(tick.TsInit.Value);
        to.End();
    }

    /// <inheritdoc cref="Trade"/>
    public void MidPoint(IbFrameWriter to, int requestId, in MarketTick quote, bool withNanos)
    {
        to.Begin(IbAnswer.TickByTick).Int(requestId).Int(4);
        Time(to, quote, withNanos);
        to.Mantissa(Middle(quote), _scale + 1, _decimals);
        if (withNanos) to.Int(quote.TsInit.Value);
        to.End();
    }

    /// <summary>The middle of a quote, at one decimal more than the price scale.</summary>
    public static long Middle(in MarketTick quote) => (quote.A + quote.B) * 5;

    /// <param name="field">1 bid, 2 ask, 4 last, 6 high, 7 low, 9 close, 14 open.</param>
    public void Price(IbFrameWriter to, int requestId, int field, long price, long size, int attributes)
    {
        to.Begin(IbAnswer.TickPrice).Int(Ver).Int(requestId).Int(field);
        Price(to, price);
        to.Mantissa(size, _sizeScale).Int(attributes).End();
    }

    /// <param name="field">0 bid size, 3 ask size, 5 last size, 8 volume.</param>
    public void Size(IbFrameWriter to, int requestId, int field, long size) =>
        to.Begin(IbAnswer.TickSize).Int(Ver).Int(requestId).Int(field).Mantissa(size, _sizeScale).End();

    /// <summary>Answer 12, or 13 with a maker.</summary>
    /// <param name="side">0 ask, 1 bid.</param>
    /// <param name="maker">Index in the trade exchanges of a smart book; -1: no smart book.</param>
    public void Depth(IbFrameWriter to, int requestId, int position, int operation, int side, long price, long size, int maker)
    {
        if (maker < 0) to.Begin(IbAnswer.MarketDepth).Int(1).Int(requestId).Int(position);
        else to.Begin(IbAnswer.MarketDepthL2).Int(1).Int(requestId).Int(position).Bytes(_exchanges[maker]);
        to.Int(operation).Int(side).Mantissa(price, _scale, _decimals).Mantissa(size, _sizeScale);
        if (maker >= 0) to.Bool(true);
        to.End();
    }

    /// <summary>Tick string 48: <c>price;size;timeMs;totalVolume;vwap;singleTrade</c>.</summary>
    public void RealTimeVolume(IbFrameWriter to, int requestId, in MarketTick trade, long volume, long average)
    {
        Span<byte> text = stackalloc byte[192];
        var at = Domain.Numbers.FixedPoint.Format(trade.A, _scale, _decimals, text);
        text[at++] = (byte)';';
        at += Domain.Numbers.FixedPoint.Format(trade.B, _sizeScale, 0, text[at..]);
        text[at++] = (byte)';';
        Utf8Formatter.TryFormat(trade.TsEvent.Value / UnixNanos.PerMillisecond, text[at..], out var written);
        at += written;
        text[at++] = (byte)';';
        at += Domain.Numbers.FixedPoint.Format(volume, _sizeScale, 0, text[at..]);
        text[at++] = (byte)';';
        at += Domain.Numbers.FixedPoint.Format(average, _scale, _decimals, text[at..]);
        ";true"u8.CopyTo(text[at..]);
        to.Begin(IbAnswer.TickString).Int(Ver).Int(requestId).Int(48).Bytes(text[..(at + 5)]).End();
    }

    /// <summary>Answer 89: volume by price.</summary>
    public void Histogram(IbFrameWriter to, int requestId, IReadOnlyDictionary<long, long> volumes)
    {
        to.Begin(IbAnswer.Histogram).Int(requestId).Int(volumes.Count);
        foreach (var (price, volume) in volumes) to.Mantissa(price, _scale, _decimals).Mantissa(volume, _sizeScale);
        to.End();
    }

    /// <summary>Answer 98.</summary>
    public void HistoricalTrades(IbFrameWriter to, int requestId, IReadOnlyCollection<MarketTick> ticks, bool isDone)
    {
        to.Begin(IbAnswer.HistoricalTicksLast).Int(requestId).Int(ticks.Count);
        foreach (var tick in ticks)
            to.Int(tick.EventSecond).Int(tick.Mask).Mantissa(tick.A, _scale, _decimals).Mantissa(tick.B, _sizeScale)
                .Bytes(_exchanges[tick.Exchange]).Empty();
        to.Bool(isDone).End();
    }

    /// <summary>Answer 97.</summary>
    public void HistoricalQuotes(IbFrameWriter to, int requestId, IReadOnlyCollection<MarketTick> ticks, bool isDone)
    {
        to.Begin(IbAnswer.HistoricalTicksBidAsk).Int(requestId).Int(ticks.Count);
        foreach (var tick in ticks)
            to.Int(tick.EventSecond).Int(tick.Mask).Mantissa(tick.A, _scale, _decimals).Mantissa(tick.B, _scale, _decimals)
                .Mantissa(tick.C, _sizeScale).Mantissa(tick.D, _sizeScale);
        to.Bool(isDone).End();
    }

    /// <summary>Answer 96.</summary>
    public void HistoricalMidpoints(IbFrameWriter to, int requestId, IReadOnlyCollection<MarketTick> quotes, bool isDone)
    {
        to.Begin(IbAnswer.HistoricalTicks).Int(requestId).Int(quotes.Count);
        foreach (var quote in quotes)
            to.Int(quote.EventSecond).Int(0).Mantissa(Middle(quote), _scale + 1, _decimals).Int(0);
        to.Bool(isDone).End();
    }

    private void Price(IbFrameWriter to, long price)
    {
        if (price == MarketTick.MaxDouble) to.Bytes("1.7976931348623157E308"u8);
        else to.Mantissa(price, _scale, _decimals);
    }

    private static void Time(IbFrameWriter to, in MarketTick tick, bool withNanos)
    {
        if (!withNanos)
        {
            to.Int(tick.EventSecond);
            return;
        }

        Span<byte> text = stackalloc byte[32];
        var (second, nanos) = Math.DivRem(tick.TsEvent.Value, UnixNanos.PerSecond);
        Utf8Formatter.TryFormat(second, text, out var at);
        text[at++] = (byte)'.';
        Utf8Formatter.TryFormat(nanos, text[at..], out var written, new System.Buffers.StandardFormat('D', 9));
        to.Bytes(text[..(at + written)]);
    }
}
