using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Live.Lines;
using Argonaut.Trading.Bars;
using Argonaut.Trading.Quality;

namespace Argonaut.Live.Ingestion;

/// <summary>
/// All that the ingestion loop keeps of an instrument. The loop alone writes, between <see cref="BeginWrite"/> and <see cref="EndWrite"/>;
/// readers on other threads copy and look at the version, so they never wait for the loop and the loop never for them.
/// </summary>
internal sealed class InstrumentState(Instrument instrument)
{
    private volatile Instrument _instrument = instrument;
    private volatile InstrumentLines? _lines;
    private volatile InstrumentBook? _book;
    private MarketEvent _trade;
    private MarketEvent _quote;
    private BarBuilder? _bars;
    private int _version;

    /// <summary>The newest definition.</summary>
    public Instrument Instrument
    {
        get => _instrument;
        set => _instrument = value;
    }

    /// <summary>What its ticks are judged by. The loop's.</summary>
    public InstrumentQuality Quality { get; } = new(instrument);

    /// <summary>Null until it was recorded for the first time in this process.</summary>
    public BarBuilder? Bars
    {
        get => _bars;
        set => Volatile.Write(ref _bars, value);
    }

    /// <summary>Bars take ticks from here on; what is earlier is late, or belongs to a hole.</summary>
    public UnixNanos TicksFrom { get; set; }

    /// <summary>Of this process, in order of time.</summary>
    public List<BarHole> Holes { get; } = [];

    /// <summary>The hole that began before this process (or before recording did) and whose end is not known yet.</summary>
    public BarHole? OpenHole { get; set; }

    /// <summary>Its watched lines; null while it is not recorded. Written by the loop.</summary>
    public InstrumentLines? Lines
    {
        get => _lines;
        set => _lines = value;
    }

    /// <summary>Null until its first delta, and while its book is not recorded. Written by the loop.</summary>
    public InstrumentBook? Book
    {
        get => _book;
        set => _book = value;
    }

    public MarketEvent? Latest(MarketEventKind kind)
    {
        var wait = new SpinWait();
        while (true)
        {
            var version = Volatile.Read(ref _version);
            if ((version & 1) == 0)
            {
                var copy = kind == MarketEventKind.Trade ? _trade : _quote;
                Interlocked.MemoryBarrier();
                if (Volatile.Read(ref _version) == version) return copy.Kind == 0 ? null : copy;
            }

            wait.SpinOnce(sleep1Threshold: -1);
        }
    }

    public bool TryGetOpenBar(Timeframe timeframe, out Bar bar)
    {
        var wait = new SpinWait();
        while (true)
        {
            var version = Volatile.Read(ref _version);
            if ((version & 1) == 0)
            {
                bar = default;
                if (Volatile.Read(ref _bars) is not { } bars) return false;
                var copy = bars.CopyOpen(timeframe);
                Interlocked.MemoryBarrier();
                if (Volatile.Read(ref _version) == version) return copy.TryGet(out bar);
            }

            wait.SpinOnce(sleep1Threshold: -1);
        }
    }

    public void BeginWrite() => Interlocked.Increment(ref _version);

    public void EndWrite() => Volatile.Write(ref _version, _version + 1);

    public void SetLatest(in MarketEvent tick)
    {
        if (tick.Kind == MarketEventKind.Trade) _trade = tick;
        else _quote = tick;
    }

    /// <summary>The newest tick, without a check: for the loop itself.</summary>
    public ref readonly MarketEvent Peek(MarketEventKind kind) => ref kind == MarketEventKind.Trade ? ref _trade : ref _quote;

    /// <summary>The hole of this time, if any; the newest first.</summary>
    public BarHole? HoleAt(UnixNanos at)
    {
        for (var i = Holes.Count - 1; i >= 0; i--)
            if (Holes[i].Contains(at)) return Holes[i];
        return null;
    }
}
