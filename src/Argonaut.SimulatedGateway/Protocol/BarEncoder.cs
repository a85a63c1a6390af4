using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Market;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.SimulatedGateway.Protocol;

/// <summary>Writes bars of one contract and price (ib-tws-protocol.md 8.6, 8.7). Only bars of real trades have volume, average and count; else -1.</summary>
public sealed class BarEncoder(SimulatedContract contract, BarBasis basis)
{
    private const int EndMessageVersion = 196;

    private readonly int _scale = contract.WirePriceScale + (basis == BarBasis.Midpoint ? 1 : 0);
    private readonly byte _decimals = contract.PriceDecimals;
    private readonly byte _sizeScale = contract.SizeScale;
    private readonly bool _hasVolume = basis == BarBasis.Trades && contract.SecType is not ("CASH" or "IND");

    /// <summary>Answer 17 and, from 196, 108.</summary>
    public void Historical(
        IbFrameWriter to, int serverVersion, int requestId, string start, string end, IReadOnlyList<(string Date, TickBar Bar)> bars)
    {
        to.Begin(IbAnswer.HistoricalData).Int(requestId);
        if (serverVersion < EndMessageVersion) to.Text(start).Text(end);
        to.Int(bars.Count);
        foreach (var (date, bar) in bars)
        {
            to.Text(date);
            Price(to, bar.Open);
            Price(to, bar.High);
            Price(to, bar.Low);
            Price(to, bar.Close);
            Volume(to, bar);
            Average(to, bar);
            Count(to, bar);
        }

        to.End();
        if (serverVersion >= EndMessageVersion) to.Begin(IbAnswer.HistoricalDataEnd).Int(requestId).Text(start).Text(end).End();
    }

    /// <summary>Answer 90: close before high and low, average before volume.</summary>
    public void Update(IbFrameWriter to, int requestId, string date, in TickBar bar)
    {
        to.Begin(IbAnswer.HistoricalDataUpdate).Int(requestId);
        Count(to, bar);
        to.Text(date);
        Price(to, bar.Open);
        Price(to, bar.Close);
        Price(to, bar.High);
        Price(to, bar.Low);
        Average(to, bar);
        Volume(to, bar);
        to.End();
    }

    /// <summary>Answer 50. An interval without ticks is <paramref name="flatPrice"/> with volume 0.</summary>
    /// <param name="time">Start of the interval, seconds since 1970.</param>
    public void RealTime(IbFrameWriter to, int requestId, long time, in TickBar bar, long flatPrice)
    {
        to.Begin(IbAnswer.RealTimeBar).Int(3).Int(requestId).Int(time);
        Price(to, bar.IsEmpty ? flatPrice : bar.Open);
        Price(to, bar.IsEmpty ? flatPrice : bar.High);
        Price(to, bar.IsEmpty ? flatPrice : bar.Low);
        Price(to, bar.IsEmpty ? flatPrice : bar.Close);
        Volume(to, bar);
        if (_hasVolume && bar.IsEmpty) Price(to, flatPrice);
        else Average(to, bar);
        Count(to, bar);
        to.End();
    }

    private void Price(IbFrameWriter to, long price) => to.Mantissa(price, _scale, _decimals);

    private void Volume(IbFrameWriter to, in TickBar bar)
    {
        if (_hasVolume) to.Mantissa(bar.Volume, _sizeScale);
        else to.Int(-1);
    }

    private void Average(IbFrameWriter to, in TickBar bar)
    {
        if (_hasVolume) Price(to, bar.Average);
        else to.Int(-1);
    }

    private void Count(IbFrameWriter to, in TickBar bar) => to.Int(_hasVolume ? bar.Count : -1);
}
