using System.Text;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Domain.Numbers;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Venues.Ib.History;

/// <summary>Historical ticks of the wire as records, by the rules of the live ones (ib-tws-protocol.md 8.8, 8.14).</summary>
internal static class WireTicks
{
    private const int PastLimit = 1;
    private const int Unreported = 2;

    /// <summary>False for a tick that gives no record, and why.</summary>
    /// <param name="wire">As it came.</param>
    /// <param name="instrument">With its key and scales.</param>
    /// <param name="kind">Trades or quotes.</param>
    /// <param name="magnifier">Wire prices are this many times the real price.</param>
    /// <param name="at">Becomes <c>ts_event</c> and <c>ts_init</c>.</param>
    /// <param name="tick">Unnumbered.</param>
    /// <param name="skip">With false.</param>
    public static bool TryConvert(
        IbHistoricalTick wire, Instrument instrument, MarketEventKind kind, int magnifier, UnixNanos at, out MarketEvent tick, out IbSkip skip)
    {
        (tick, skip) = (default, IbSkip.Inexact);
        if (at.Value <= 0)
        {
            skip = IbSkip.BadTime;
            return false;
        }

        if (!TryPrice(wire.Price, instrument, magnifier, out var price) || !TrySize(wire.Size, instrument, out var size)) return false;
        if (kind == MarketEventKind.Trade)
        {
            skip = price == 0 && size == 0 && (wire.Mask & PastLimit) != 0 ? IbSkip.HaltMarker : IbSkip.NonPositive;
            if (price <= 0) return false;
            var flags = (wire.Mask & Unreported) != 0 ? TickFlags.Unreported : TickFlags.None;
            tick = new MarketEvent(MarketEventKind.Trade, instrument.Key, price, size, 0, 0, flags, at, at);
            return true;
        }

        if (!TryPrice(wire.AskPrice, instrument, magnifier, out var ask) || !TrySize(wire.AskSize, instrument, out var askSize)) return false;
        skip = IsNoQuote(wire.Price, price, size) || IsNoQuote(wire.AskPrice, ask, askSize) ? IbSkip.OneSided : IbSkip.NonPositive;
        if (price <= 0 || ask <= 0) return false;
        tick = new MarketEvent(
            MarketEventKind.Quote, instrument.Key, price, ask, size, askSize, price > ask ? TickFlags.Crossed : TickFlags.None, at, at);
        return true;
    }

    private static bool IsNoQuote(string text, long price, long size) => text is "-1" or "-1.0" || (price == 0 && size == 0);

    private static bool TryPrice(string text, Instrument instrument, int magnifier, out long mantissa)
    {
        if (!TryNumber(text, instrument.PriceScale, out mantissa)) return false;
        (mantissa, var rest) = Math.DivRem(mantissa, magnifier);
        return rest == 0;
    }

    private static bool TrySize(string text, Instrument instrument, out long mantissa)
    {
        if (!TryNumber(text, instrument.SizeScale, out mantissa)) return false;
        mantissa = Math.Max(0, mantissa);
        return true;
    }

    private static bool TryNumber(string text, int scale, out long mantissa)
    {
        mantissa = 0;
        return IbFieldReader.IsUnsetDecimal(Encoding.UTF8.GetBytes(text)) || FixedPoint.TryParse(text.AsSpan(), scale, out mantissa) == NumberParse.Ok;
    }
}
