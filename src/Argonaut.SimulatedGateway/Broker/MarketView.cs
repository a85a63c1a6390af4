using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Market;

namespace Argonaut.SimulatedGateway.Broker;

/// <summary>What the broker knows of one contract's market, in wire prices. Changes with each tick.</summary>
internal sealed class MarketView(SimulatedContract contract)
{
    public SimulatedContract Contract => contract;

    public decimal? Bid { get; private set; }

    public decimal? Ask { get; private set; }

    public decimal BidSize { get; private set; }

    public decimal AskSize { get; private set; }

    public decimal? Last { get; private set; }

    public decimal? PreviousLast { get; private set; }

    /// <summary>Size of the trade that was just reported and that nobody has taken yet; 0 at any other moment.</summary>
    public decimal TradeSize { get; private set; }

    /// <summary>Traded since the UTC day began.</summary>
    public decimal DayVolume { get; private set; }

    /// <summary>The last price (of pairs: the last bid) of the day before; null when it is not known.</summary>
    public decimal? PreviousClose { get; private set; }

    private DateOnly Date { get; set; }

    /// <summary>The middle of the quote, else the last trade; null when nothing is known.</summary>
    public decimal? Mark => Bid is { } bid && Ask is { } ask ? (bid + ask) / 2 : Last;

    /// <summary>What is known of the day before the first tick is applied.</summary>
    /// <param name="volume">Mantissa at the contract's size scale.</param>
    /// <param name="previousClose">Mantissa at the contract's wire scale.</param>
    public void StartDay(DateOnly date, long volume, long? previousClose)
    {
        (Date, DayVolume) = (date, Size(volume));
        if (previousClose is { } close) PreviousClose = Price(close);
    }

    public void Apply(in MarketTick tick)
    {
        if (tick.TsEvent.UtcDate is var date && date != Date) (Date, DayVolume, PreviousClose) = (date, 0, Last ?? Bid ?? PreviousClose);
        if (tick.IsTrade)
        {
            PreviousLast = Last;
            Last = Price(tick.A);
            TradeSize = Size(tick.B);
            DayVolume += TradeSize;
            return;
        }

        Bid = Price(tick.A);
        Ask = Price(tick.B);
        BidSize = Size(tick.C);
        AskSize = Size(tick.D);
    }

    /// <summary>Shares of a quote can be taken once.</summary>
    public void TakeAsk(decimal quantity) => AskSize -= quantity;

    /// <inheritdoc cref="TakeAsk"/>
    public void TakeBid(decimal quantity) => BidSize -= quantity;

    /// <inheritdoc cref="TakeAsk"/>
    public void TakeTrade(decimal quantity) => TradeSize -= quantity;

    /// <summary>Everybody has seen the trade.</summary>
    public void ForgetTrade() => TradeSize = 0;

    /// <summary>The market of a combo, made of its legs' quotes: it has no trades.</summary>
    public static MarketView OfCombo(SimulatedContract combo, decimal? bid, decimal? ask, decimal bidSize, decimal askSize) =>
        new(combo) { Bid = bid, Ask = ask, BidSize = bidSize, AskSize = askSize };

    private decimal Price(long mantissa) => Scaled(mantissa, contract.WirePriceScale);

    private decimal Size(long mantissa) => Scaled(mantissa, contract.SizeScale);

    private static decimal Scaled(long mantissa, byte scale) =>
        new((int)(Math.Abs(mantissa) & 0xFFFF_FFFF), (int)(Math.Abs(mantissa) >> 32), 0, mantissa < 0, scale);
}
