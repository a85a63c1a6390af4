using System.Collections.Immutable;
using System.Globalization;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Server.Contracts;

namespace Argonaut.Server.Endpoints;

/// <summary>Domain records as JSON objects.</summary>
internal static class Rows
{
    public static InstrumentItem Instrument(Instrument i, bool isRecorded) => new()
    {
        InstrumentId = i.Id.Value,
        Source = i.Source,
        Simulated = i.IsSimulated,
        InstrumentClass = Words.Of(i.Class),
        AssetClass = i.AssetClass.ToString().ToUpperInvariant(),
        Description = i.Description,
        RawSymbol = i.RawSymbol,
        BaseCurrency = i.BaseCurrency,
        QuoteCurrency = i.QuoteCurrency,
        PricePrecision = i.PricePrecision,
        SizePrecision = i.SizePrecision,
        PriceIncrement = i.PriceIncrement.ToString(),
        SizeIncrement = i.SizeIncrement.ToString(),
        Multiplier = i.Multiplier.ToString(),
        BarPriceType = i.BarPriceType.ToString().ToUpperInvariant(),
        Recording = isRecorded,
        TimeZone = i.TimeZone.Length == 0 ? null : i.TimeZone,
        TradingHours = i.TradingHours.Length == 0 ? null : i.TradingHours,
        LiquidHours = i.LiquidHours.Length == 0 ? null : i.LiquidHours,
        LotSize = i.LotSize.ToString(),
        PriceBands = [.. i.PriceBands.Select(b => new PriceBandItem(b.LowEdge.ToString(), b.Increment.ToString()))],
        Isin = i.Isin,
        Underlying = i.Underlying,
        Exchange = i.ExchangeMic,
        Activation = i.Activation.Value == 0 ? null : i.Activation.ToString(),
        ActivationIso = i.Activation.Value == 0 ? null : i.Activation.ToIso(),
        Expiration = i.Expiration.Value == 0 ? null : i.Expiration.ToString(),
        ExpirationIso = i.Expiration.Value == 0 ? null : i.Expiration.ToIso(),
        OptionKind = i.OptionKind?.ToString().ToUpperInvariant(),
        StrikePrice = i.StrikePrice?.ToString(),
    };

    public static TradeItem Trade(Instrument i, in MarketEvent e, TimeForm form, UnixNanos? now = null) => new()
    {
        Price = i.FormatPrice(e.A),
        Size = i.FormatSize(e.B),
        AggressorSide = Words.Of(e.Trade.AggressorSide),
        TradeId = $"{e.Stream}-{e.Sequence}",
        TsEvent = form.Nanos(e.TsEvent),
        TsEventIso = form.Iso(e.TsEvent),
        TsInit = form.Nanos(e.TsInit),
        TsInitIso = form.Iso(e.TsInit),
        AgeMs = Age(e.TsInit, now),
    };

    public static QuoteItem Quote(Instrument i, in MarketEvent e, TimeForm form, UnixNanos? now = null) => new()
    {
        BidPrice = i.FormatPrice(e.A),
        AskPrice = i.FormatPrice(e.B),
        BidSize = i.FormatSize(e.C),
        AskSize = i.FormatSize(e.D),
        TsEvent = form.Nanos(e.TsEvent),
        TsEventIso = form.Iso(e.TsEvent),
        TsInit = form.Nanos(e.TsInit),
        TsInitIso = form.Iso(e.TsInit),
        AgeMs = Age(e.TsInit, now),
    };

    /// <param name="i">Whose bar.</param>
    /// <param name="b">The bar.</param>
    /// <param name="form">Of its times.</param>
    /// <param name="isSynthetic">It was filled in.</param>
    /// <param name="session">The time of a bar of the exchange's days.</param>
    public static BarItem Bar(Instrument i, in Bar b, TimeForm form, bool isSynthetic = false, (UnixNanos From, UnixNanos To)? session = null) =>
        Bar(new Decimals(i.PriceScale, i.PricePrecision, i.SizeScale, i.SizePrecision), b, form) with
        {
            SessionOpen = session is { } begun ? form.Nanos(begun.From) : null,
            SessionOpenIso = session is { } since ? form.Iso(since.From) : null,
            SessionClose = session is { } ending ? form.Nanos(ending.To) : null,
            SessionCloseIso = session is { } until ? form.Iso(until.To) : null,
            Synthetic = isSynthetic ? true : null,
        };

    public static BarItem Bar(Decimals decimals, in Bar b, TimeForm form) => new()
    {
        TsOpen = form.Nanos(b.TsOpen),
        TsOpenIso = form.Iso(b.TsOpen),
        TsEvent = form.Nanos(b.TsEvent),
        TsEventIso = form.Iso(b.TsEvent),
        Open = decimals.Price(b.Open),
        High = decimals.Price(b.High),
        Low = decimals.Price(b.Low),
        Close = decimals.Price(b.Close),
        Volume = decimals.Size(b.Volume),
        TradeCount = b.TradeCount,
        Vwap = b.Vwap is { } vwap ? decimals.Price(vwap) : null,
        IsClosed = b.IsClosed,
        Revision = b.Revision,
        Source = Words.Of(b.Source),
    };

    /// <summary>Today's bar against the close of the one before; without one there is no change.</summary>
    public static DayItem Day(Instrument i, in Bar b, in Bar? before)
    {
        var form = TimeForm.Of(null);
        var change = before is { } previous ? b.Close - previous.Close : (long?)null;
        return new DayItem
        {
            TsOpen = form.Nanos(b.TsOpen),
            TsOpenIso = form.Iso(b.TsOpen),
            TsEvent = form.Nanos(b.TsEvent),
            TsEventIso = form.Iso(b.TsEvent),
            Open = i.FormatPrice(b.Open),
            High = i.FormatPrice(b.High),
            Low = i.FormatPrice(b.Low),
            Close = i.FormatPrice(b.Close),
            Volume = i.FormatSize(b.Volume),
            TradeCount = b.TradeCount,
            Vwap = b.Vwap is { } vwap ? i.FormatPrice(vwap) : null,
            IsClosed = b.IsClosed,
            Revision = b.Revision,
            Source = Words.Of(b.Source),
            Change = change is { } difference ? i.FormatPrice(difference) : null,
            // A ratio, not a price: a double is enough (api.md A-017).
            ChangePct = change is { } d && before is { Close: not 0 } p ? Math.Round(100.0 * d / p.Close, 4) : null,
        };
    }

    public static DepthItem Depth(Instrument i, OrderBook? book, LineView? line, UnixNanos now) => new()
    {
        InstrumentId = i.Id.Value,
        Source = i.Source,
        Simulated = i.IsSimulated,
        State = line is null ? null : Words.Of(line.State),
        Stale = DepthStates.IsStale(line),
        Reason = line?.Reason,
        Bids = Levels(i, book?.Bids ?? []),
        Asks = Levels(i, book?.Asks ?? []),
        Sequence = book?.Sequence.ToString(CultureInfo.InvariantCulture),
        TsEvent = book?.TsEvent.ToString(),
        TsEventIso = book?.TsEvent.ToIso(),
        TsInit = book?.TsInit.ToString(),
        TsInitIso = book?.TsInit.ToIso(),
        AgeMs = book is null ? null : Age(book.TsInit, now),
        AsOf = now.ToString(),
        AsOfIso = now.ToIso(),
    };

    private static ImmutableArray<LevelItem> Levels(Instrument i, ImmutableArray<BookLevel> levels) =>
        [.. levels.Select(level => new LevelItem(i.FormatPrice(level.Price), i.FormatSize(level.Size)))];

    private static long? Age(UnixNanos at, UnixNanos? now) => now is { } n ? Math.Max(0, (n - at) / UnixNanos.PerMillisecond) : null;
}
