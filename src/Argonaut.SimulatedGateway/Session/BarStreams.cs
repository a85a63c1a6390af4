using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Market;
using Argonaut.SimulatedGateway.Protocol;

namespace Argonaut.SimulatedGateway.Session;

/// <summary>Sends the 5-second bar right after each interval, flat when nothing happened (ib-tws-protocol.md 8.6).</summary>
internal sealed class RealTimeBarStream(
    int requestId, SimulatedContract contract, BarBasis basis, bool liquidOnly, ITickHistory history, MarketClock clock, ClientOutput output)
    : ITimedStream
{
    public const int Seconds = 5;

    /// <summary>How far to look back for the price of a flat bar.</summary>
    private const int LookBack = 900;

    private readonly BarEncoder _encoder = new(contract, basis);
    private long _next = clock.NowSeconds / Seconds * Seconds;
    private long _close;

    public void OnTime()
    {
        for (; _next + Seconds <= clock.NowSeconds; _next += Seconds)
        {
            var bar = history.ReadBar(_next, _next + Seconds, basis, liquidOnly);
            if (bar.IsEmpty && _close == 0) _close = history.ReadBar(_next - LookBack, _next, basis, liquidOnly: false).Close;
            if (!bar.IsEmpty) _close = bar.Close;
            if (_close == 0) continue;
            using var append = output.Append();
            _encoder.RealTime(append.Frames, requestId, _next, bar, _close);
        }
    }
}

/// <summary>Sends the forming bar every five seconds; at a bar's end its final state (ib-tws-protocol.md 8.7, keepUpToDate).</summary>
internal sealed class LiveBarStream(
    int requestId, SimulatedContract contract, BarBasis basis, BarSize size, int formatDate, bool liquidOnly, ITickHistory history,
    MarketClock clock, ClientOutput output) : ITimedStream
{
    private const int Seconds = 5;

    private readonly BarEncoder _encoder = new(contract, basis);
    private long _next = clock.NowSeconds / Seconds * Seconds + Seconds;

    public void OnTime()
    {
        for (; _next <= clock.NowSeconds; _next += Seconds)
        {
            var open = size.OpenOf(_next - 1);
            var bar = history.ReadBar(open, _next, basis, liquidOnly);
            if (bar.IsEmpty) continue;
            using var append = output.Append();
            _encoder.Update(append.Frames, requestId, size.DateText(open, _next, formatDate), bar);
        }
    }
}
