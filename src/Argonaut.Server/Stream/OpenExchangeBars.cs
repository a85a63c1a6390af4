using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading.Channels;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Instruments;
using Argonaut.Domain.Sessions;
using Argonaut.Ports;
using Argonaut.Server.Endpoints;
using Argonaut.Trading.Bars;

namespace Argonaut.Server.Stream;

/// <summary>
/// The exchange's day, week or month that is open, of the instruments somebody follows: what closed of it is read once, and moves with the
/// recorder's own bars from then on. Safe from any thread.
/// </summary>
internal sealed class OpenExchangeBars(ServerContext server, ExchangeBarReader reader, RecentBars recent)
{
    /// <summary>A bar that ended a moment ago may not be closed yet: it is not read with those that are.</summary>
    private const long Grace = 5 * UnixNanos.PerSecond;

    /// <summary>So long what has ended is told with what has begun.</summary>
    private const long ToldFor = 5 * UnixNanos.PerMinute;

    /// <summary>A bar that opened so long before an interval may be the last one before it.</summary>
    private const long Late = 2 * UnixNanos.PerHour;

    private static readonly TimeSpan BetweenReads = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<(InstrumentKey, int), Followed> _followed = new();
    private readonly ConcurrentQueue<Followed> _toRead = new();
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1)
    {
        FullMode = BoundedChannelFullMode.DropWrite, // one signal says: look at what is to be read
        SingleReader = true,
    });

    /// <summary>Reads what is to be read, one after another, until cancelled.</summary>
    /// <param name="changed">Called with an instrument that has something new.</param>
    /// <param name="ct">Ends it.</param>
    public async Task RunAsync(Action<InstrumentKey> changed, CancellationToken ct)
    {
        while (true)
        {
            await _signal.Reader.ReadAsync(ct);
            while (_toRead.TryDequeue(out var next))
            {
                try
                {
                    await ReadAsync(next, ct);
                    changed(next.Instrument.Key);
                }
                catch (StoreUnavailableException)
                {
                    _toRead.Enqueue(next);
                    await Task.Delay(BetweenReads, server.Parts.Time, ct);
                }
            }
        }
    }

    public ExchangeDays? DaysOf(Instrument instrument) => reader.DaysOf(instrument);

    /// <summary>It is followed from now on, until <see cref="Leave"/>.</summary>
    public void Join(Instrument instrument, Timeframe timeframe)
    {
        var days = reader.DaysOf(instrument) ?? throw new InvalidOperationException($"Expected the hours of {instrument.Id} to stay known.");
        lock (_gate)
        {
            var key = (instrument.Key, timeframe.Index);
            if (!_followed.TryGetValue(key, out var followed) || followed.Days != days)
            {
                _followed[key] = followed = new Followed(instrument, days, timeframe) { Users = followed?.Users ?? 0 };
                Read(followed);
            }

            followed.Users++;
        }
    }

    public void Leave(InstrumentKey instrument, Timeframe timeframe)
    {
        lock (_gate)
        {
            var key = (instrument, timeframe.Index);
            if (_followed.TryGetValue(key, out var followed) && --followed.Users == 0) _followed.TryRemove(key, out _);
        }
    }

    /// <summary>A bar closed, or was revised: what holds it already is read again.</summary>
    public void Take(in Bar closed)
    {
        foreach (var timeframe in Timeframe.All.AsSpan()[Timeframe.Day1.Index..])
            if (_followed.TryGetValue((closed.Instrument, timeframe.Index), out var followed)
                && (IsIn(closed, followed.Known?.Read) || IsIn(closed, followed.Reading) || IsLast(closed, followed.Known)))
                AskAgain(followed);
    }

    /// <summary>Time went on: what has ended is read to its end, and what begins is begun.</summary>
    public void Advance(UnixNanos now)
    {
        foreach (var followed in _followed.Values)
            if (followed.Known is { } known && known.To <= now) AskAgain(followed);
    }

    /// <summary>The bar as it is now, and before it the one that has just ended; null while it is not known.</summary>
    public (long Version, StreamBody Body)? Latest(Topic topic)
    {
        if (!_followed.TryGetValue((topic.Instrument, topic.Timeframe.Index), out var followed) || followed.Known is not { } known) return null;
        var (read, parts) = (known.Read, ImmutableArray.CreateBuilder<Bar>());
        if (known.Closed is { } closed) parts.Add(closed);
        var after = recent.Closed(topic.Instrument, read.Part).RemoveAll(bar => bar.TsOpen >= known.To);
        // Of those that closed since few are remembered.
        if (after.Length == RecentBars.Kept && after[1].TsOpen >= read.Until) AskAgain(followed);
        if (after.Length == RecentBars.Kept && after[0].TsOpen > read.Until) return null;
        parts.AddRange(after.Where(bar => bar.TsOpen >= read.Until));
        if (server.Market.TryGetOpenBar(topic.Instrument, read.Part, out var open) && open.TsOpen >= read.Until && open.TsOpen < known.To
            && !after.Any(bar => bar.TsOpen == open.TsOpen)) parts.Add(open);
        ImmutableArray<Bar> bars = known.Ended is { } before && server.Now < read.From + ToldFor ? [before] : [];
        if (parts.Count > 0) bars = bars.Add(ExchangeBars.Join(parts.ToArray(), topic.Timeframe, known.Name, isClosed: false));
        return bars.IsEmpty ? null : (followed.Reads, followed.BodyOf(bars));
    }

    private static bool IsIn(in Bar bar, Stretch? read) =>
        read is not null && (bar.Timeframe == read.Part || bar.Timeframe == Timeframe.Day1) && bar.TsOpen >= read.From && bar.TsOpen < read.Until;

    /// <summary>It is of the interval that has just ended: its ticks may have come late.</summary>
    private bool IsLast(in Bar bar, Known? known) =>
        known is { Ended: not null, Read: var read } && bar.Timeframe == read.Part && bar.TsOpen < read.From && bar.TsOpen + Late >= read.From && server.Now < read.From + ToldFor;

    private void AskAgain(Followed followed)
    {
        if (followed.TryAsk()) Read(followed);
    }

    private void Read(Followed followed)
    {
        _toRead.Enqueue(followed);
        _signal.Writer.TryWrite(true);
    }

    private async Task ReadAsync(Followed followed, CancellationToken ct)
    {
        var (instrument, days, timeframe) = (followed.Instrument, followed.Days, followed.Timeframe);
        var now = server.Now;
        var name = days.NameOf(timeframe, now);
        var (from, to) = days.SpanOf(timeframe, name);
        var part = ExchangeBarReader.PartOf(days, timeframe, name);
        var until = part.OpenOf(now - Grace);
        var stretch = new Stretch(part, from, until < from ? from : until);
        followed.Begin(stretch);
        var closed = await reader.ReadPartAsync(instrument, days, timeframe, name, stretch.Until, ct);
        Bar? ended = null;
        if (now < from + ToldFor && (followed.Known is { } before && before.Name < name ? before.Name : followed.Known?.Ended?.TsOpen) is { } last)
        {
            var read = await reader.ReadAsync(instrument, days, timeframe, last, timeframe.CloseOf(last), 1, isDescending: true, now, ct);
            ended = read.Bars.IsEmpty ? null : read.Bars[0].Bar;
        }

        followed.End(new Known(name, to, stretch, closed, ended));
    }

    /// <summary>Bars of one length that open in <c>[From, Until)</c>.</summary>
    private sealed record Stretch(Timeframe Part, UnixNanos From, UnixNanos Until);

    /// <param name="Name">Of the interval.</param>
    /// <param name="To">Its end.</param>
    /// <param name="Read">What is in <paramref name="Closed"/>.</param>
    /// <param name="Closed">Of the interval; null where nothing was.</param>
    /// <param name="Ended">The interval before, once it has ended while it was followed.</param>
    private sealed record Known(UnixNanos Name, UnixNanos To, Stretch Read, Bar? Closed, Bar? Ended);

    private sealed class Followed(Instrument instrument, ExchangeDays days, Timeframe timeframe)
    {
        private volatile Known? _known;
        private volatile Stretch? _reading;
        private volatile Told? _told;
        private int _isAsked = 1;
        private long _reads;

        public Instrument Instrument => instrument;

        public ExchangeDays Days => days;

        public Timeframe Timeframe => timeframe;

        /// <summary>How many follow it. The table's own.</summary>
        public int Users { get; set; }

        public Known? Known => _known;

        /// <summary>What is being read now.</summary>
        public Stretch? Reading => _reading;

        /// <summary>How often it was read.</summary>
        public long Reads => Interlocked.Read(ref _reads);

        /// <summary>True when nobody had asked since reading began.</summary>
        public bool TryAsk() => Interlocked.Exchange(ref _isAsked, 1) == 0;

        public void Begin(Stretch reading)
        {
            _reading = reading;
            Interlocked.Exchange(ref _isAsked, 0);
        }

        public void End(Known known)
        {
            _known = known;
            _reading = null;
            Interlocked.Increment(ref _reads);
        }

        /// <summary>Serialised by whoever needs it first.</summary>
        public StreamBody BodyOf(ImmutableArray<Bar> bars)
        {
            if (_told is { } told && told.Bars.SequenceEqual(bars)) return told.Body;
            var body = Bodies.Bars(instrument, bars.AsSpan(), days);
            _told = new Told(bars, body);
            return body;
        }

        private sealed record Told(ImmutableArray<Bar> Bars, StreamBody Body);
    }
}
