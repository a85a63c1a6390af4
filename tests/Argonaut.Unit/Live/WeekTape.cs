using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Domain.Sessions;

namespace Argonaut.Unit.Live;

/// <summary>Everything that one line ticks in a week, by its market's hours; each tick has values of its own.</summary>
internal sealed class WeekTape
{
    public WeekTape(Instrument instrument, MarketEventKind kind, UnixNanos from, UnixNanos to, int longestPause, int seed)
    {
        (Instrument, Kind, Calendar) = (instrument, kind, SessionCalendar.Of(instrument));
        var random = new Random(seed);
        for (var at = from + UnixNanos.PerSecond; at < to; at += random.Next(3, longestPause) * UnixNanos.PerSecond)
        {
            if (!Calendar.IsOpen(at)) continue;
            var n = Ticks.Count + 1;
            Ticks.Add(kind == MarketEventKind.Trade
                ? new MarketEvent(kind, instrument.Key, 10_000 + n, 100 + n % 7, 0, 0, TickFlags.None, at, at + 1_000)
                : new MarketEvent(kind, instrument.Key, 10_000 + n, 10_001 + n, 1, 2, TickFlags.None, at, at + 2_000));
        }
    }

    public Instrument Instrument { get; }

    public MarketEventKind Kind { get; }

    public SessionCalendar Calendar { get; }

    /// <summary>In order of time; <c>ts_event</c> is a whole second.</summary>
    public List<MarketEvent> Ticks { get; } = [];

    /// <summary>Ticks that the recorder received.</summary>
    public HashSet<int> Received { get; } = [];

    /// <summary>The next tick that is due.</summary>
    public int Next { get; set; }

    /// <summary>The source sends nothing, whatever it says.</summary>
    public bool IsDead { get; set; }

    /// <summary>A request before this does not bring a dead stream back.</summary>
    public UnixNanos DeafUntil { get; set; }

    /// <summary>The stream was asked for anew.</summary>
    public void Request(UnixNanos now)
    {
        if (now >= DeafUntil) IsDead = false;
    }

    public IEnumerable<MarketEvent> Between(UnixNanos from, UnixNanos to)
    {
        var (low, high) = (0, Ticks.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Ticks[middle].TsEvent < from) low = middle + 1;
            else high = middle;
        }

        for (; low < Ticks.Count && Ticks[low].TsEvent < to; low++) yield return Ticks[low];
    }
}
