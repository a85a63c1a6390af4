using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Market;
using Argonaut.SimulatedGateway.Protocol;

namespace Argonaut.SimulatedGateway.Session;

/// <summary>Sends the 5-second bar right after each interval, flat when nothing happened (ib-tws-protocol.md 8.6).</summary>
internal sealed class RealTimeBarStream(
    int requestId, SimulatedContract contract, BarBasis basis, bool liquidOnly, ITickHistory history, StreamContext context)
    : ITimedStream, IBarStream
{
    public const int Seconds = 5;

    /// <summary>How far to look back for the price of a flat bar.</summary>
    private const int LookBack = 900;

    private readonly BarEncoder _encoder = new(contract, basis);
    private long _next = context.Clock.NowSeconds / Seconds * Seconds;
    private long _close;
    private volatile bool _isDead;

    public int RequestId => requestId;

    public SimulatedContract Contract => contract;

    public void Kill() => _isDead = true;

    public void OnTime()
    {
        for (; _next + Seconds <= context.Clock.NowSeconds; _next += Seconds)
        {
            if (_isDead) continue;
            var bar = history.ReadBar(_next, _next + Seconds, basis, liquidOnly);
            if (bar.IsEmpty && _close == 0) _close = history.ReadBar(_next - LookBack, _next, basis, liquidOnly: false).Close;
            if (!bar.IsEmpty) _close = bar.Close;
            if (_close == 0) continue;
            using var append = context.Output.Append();
            if (context.IsSilent(contract)) continue;
            _encoder.RealTime(append.Frames, requestId, _next, bar, _close);
        }
    }
}

/// <summary>Sends the forming bar every five seconds; at a bar's end its final state (ib-tws-protocol.md 8.7, keepUpToDate).</summary>
internal sealed class LiveBarStream(
    int requestId, SimulatedContract contract, BarBasis basis, BarSize size, int formatDate, bool liquidOnly, ITickHistory history,
    StreamContext context) : ITimedStream, IBarStream
{
    private const int Seconds = 5;

    private readonly BarEncoder _encoder = new(contract, basis);
    private long _next = context.Clock.NowSeconds / Seconds * Seconds + Seconds;
    private volatile bool _isDead;

    public int RequestId => requestId;

    public SimulatedContract Contract => contract;

    public void Kill() => _isDead = true;

    public void OnTime()
    {
        for (; _next <= context.Clock.NowSeconds; _next += Seconds)
        {
            if (_isDead) continue;
            var open = size.OpenOf(_next - 1);
            var bar = history.ReadBar(open, _next, basis, liquidOnly);
            if (bar.IsEmpty) continue;
            using var append = context.Output.Append();
            if (context.IsSilent(contract)) continue;
            _encoder.Update(append.Frames, requestId, size.DateText(open, _next, formatDate), bar);
        }
    }
}
