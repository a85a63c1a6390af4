using Argonaut.Domain;
using Argonaut.Domain.Bars;

namespace Argonaut.Trading.Bars;

/// <summary>
/// A copy of what an open bar is made of. Taking it touches nothing and cannot fail, so a reader on another thread may take one, find
/// out that the builder moved meanwhile, and throw it away.
/// </summary>
public readonly struct OpenBar
{
    private readonly BarPart _closedSeconds;
    private readonly BarPart _second;
    private readonly InstrumentKey _instrument;
    private readonly Timeframe _timeframe;
    private readonly long _open;

    internal OpenBar(InstrumentKey instrument, Timeframe timeframe, long open, in BarPart closedSeconds, in BarPart second)
    {
        _instrument = instrument;
        _timeframe = timeframe;
        _open = open;
        _closedSeconds = closedSeconds;
        _second = second;
    }

    /// <summary>False when the interval has no tick.</summary>
    public bool TryGet(out Bar bar)
    {
        bar = default;
        var part = _closedSeconds;
        part.Add(_second);
        if (part.IsEmpty) return false;
        bar = part.ToBar(_instrument, _timeframe, _open, isClosed: false, revision: 0);
        return true;
    }
}
