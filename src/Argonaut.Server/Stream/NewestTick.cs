using Argonaut.Domain.Data;

namespace Argonaut.Server.Stream;

/// <summary>The newest tick of a kind, and how it is written, made once for all who need it. Guarded by its slot.</summary>
internal sealed class NewestTick
{
    private MarketEvent _tick;
    private (long Version, StreamBody Body) _body;

    /// <summary>How many there were; 0 before the first.</summary>
    public long Version { get; private set; }

    public MarketEvent? Tick => Version == 0 ? null : _tick;

    public void Take(in MarketEvent tick)
    {
        _tick = tick;
        Version++;
    }

    /// <summary>Null before the first.</summary>
    public (long Version, StreamBody Body)? Body(Func<MarketEvent, StreamBody> make)
    {
        if (Version == 0) return null;
        if (_body.Version != Version) _body = (Version, make(_tick));
        return _body;
    }
}
