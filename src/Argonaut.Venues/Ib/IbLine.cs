using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Trading.Lines;

namespace Argonaut.Venues.Ib;

/// <summary>Trades, quotes or the book of one instrument, over all connections. Owned by the feed's loop.</summary>
public sealed class IbLine(Instrument instrument, MarketEventKind kind)
{
    public Instrument Instrument { get; } = instrument;

    public MarketEventKind Kind { get; } = kind;

    public LineState State { get; private set; } = LineState.Interrupted;

    public string Detail { get; private set; } = "not connected";

    /// <summary>Of the time without data that the state goes with.</summary>
    public GapCause Cause { get; private set; }

    /// <summary>Of this connection; 0 before the first.</summary>
    public UnixNanos LastTick { get; private set; }

    /// <summary>The request that carries it now.</summary>
    internal IbStream? Stream { get; set; }

    /// <summary>Not requested again before this monotonic time.</summary>
    internal TimeSpan NotBefore { get; set; }

    /// <summary>Requested again at this monotonic time when no tick has come until then.</summary>
    internal TimeSpan? AgainAt { get; set; }

    /// <summary>Tick-by-tick was refused on this connection.</summary>
    internal bool NeedsLevel1 { get; set; }

    /// <summary>It was not requested, or was given up, because all lines of the gateway are in use; it is requested when there is one.</summary>
    internal bool AwaitsRoom { get; set; }

    /// <summary>The instrument that its stream was given up for, because somebody looks at that one.</summary>
    internal InstrumentKey? GivenTo { get; set; }

    /// <summary>When its book was found broken the last time on this connection, monotonic, and how often in a row.</summary>
    internal (TimeSpan At, int Times) Broken { get; set; }

    internal bool HasTriedDelayed { get; set; }

    internal bool HasRetried { get; set; }

    internal void Set(LineState state, string detail, GapCause cause = GapCause.None) => (State, Detail, Cause) = (state, detail, cause);

    /// <summary>Forgets what belonged to the connection before.</summary>
    internal void Renew(LineState state, string detail, GapCause cause)
    {
        Set(state, detail, cause);
        Stream = null;
        LastTick = default;
        NotBefore = default;
        AgainAt = null;
        GivenTo = null;
        Broken = default;
        NeedsLevel1 = HasTriedDelayed = HasRetried = AwaitsRoom = false;
    }

    /// <summary>A tick has come. True when that changed the state.</summary>
    internal bool Tick(UnixNanos at, bool isDelayed, string detail)
    {
        LastTick = at;
        var state = isDelayed ? LineState.Delayed : LineState.Flowing;
        if (State == state) return false;
        Set(state, detail);
        AgainAt = null;
        return true;
    }

    /// <summary>Goes on as a recording did; its stream is attached by the caller.</summary>
    internal void Restore(
        LineState state, string detail, GapCause cause, UnixNanos lastTick, TimeSpan notBefore, TimeSpan? againAt, (bool Level1, bool Delayed, bool Retried) tried)
    {
        Set(state, detail, cause);
        (Stream, LastTick, NotBefore, AgainAt) = (null, lastTick, notBefore, againAt);
        (NeedsLevel1, HasTriedDelayed, HasRetried) = tried;
    }

    internal LineStatus Snapshot() => new(Instrument.Key, Kind, State, Detail, LastTick, Cause);
}
