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

    /// <summary>The middle of the quote, else the last trade; null when nothing is known.</summary>
    public decimal? Mark => Bid is { } bid && Ask is { } ask ? (bid + ask) / 2 : Last;

    public void Apply(in MarketTick tick)
    {
        if (tick.IsTrade)
        {
            PreviousLast = Last;
            Last = Price(tick.A);
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

    private decimal Price(long mantissa) => Scaled(mantissa, contract.WirePriceScale);

    private decimal Size(long mantissa) => Scaled(mantissa, contract.SizeScale);

    private static decimal Scaled(long mantissa, byte scale) =>
        new((int)(Math.Abs(mantissa) & 0xFFFF_FFFF), (int)(Math.Abs(mantissa) >> 32), 0, mantissa < 0, scale);
}
