using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Server.Http;

namespace Argonaut.Server.Stream;

/// <summary>The bars that are made because somebody follows them. Safe from any thread.</summary>
internal sealed class LiveBarsTable(ServerContext server)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Topic, LiveBars> _byTopic = [];
    private readonly ConcurrentQueue<LiveBars> _changed = new();
    private readonly ConcurrentQueue<LiveBars> _starting = new();
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1)
    {
        FullMode = BoundedChannelFullMode.DropWrite, // one signal says: look at what is to be started
        SingleReader = true,
    });

    private volatile ImmutableDictionary<InstrumentKey, ImmutableArray<LiveBars>> _byInstrument = ImmutableDictionary<InstrumentKey, ImmutableArray<LiveBars>>.Empty;

    /// <summary>Reads what new bars begin with, one after another, until cancelled.</summary>
    /// <param name="changed">Called when the dispatcher has to be told.</param>
    /// <param name="ct">Ends it.</param>
    public async Task RunAsync(Action changed, CancellationToken ct)
    {
        while (true)
        {
            await _signal.Reader.ReadAsync(ct);
            while (_starting.TryDequeue(out var bars))
            {
                if (!await bars.StartAsync(ct)) continue;
                _changed.Enqueue(bars);
                changed();
            }
        }
    }

    /// <summary>The subscription follows its bars from now on, until <see cref="Leave"/>. The answer: as that of <see cref="LiveBars.Join"/>.</summary>
    public (StreamBody? Open, Problem? Problem) Join(Subscription subscription, Instrument instrument)
    {
        var topic = subscription.Topic;
        lock (_gate)
        {
            if (!_byTopic.TryGetValue(topic, out var bars))
            {
                _byTopic[topic] = bars = new LiveBars(topic, instrument, server);
                _byInstrument = _byInstrument.SetItem(instrument.Key, _byInstrument.GetValueOrDefault(instrument.Key, []).Add(bars));
                Start(bars);
            }

            bars.Users++;
            return bars.Join(subscription);
        }
    }

    public void Leave(Subscription subscription)
    {
        var topic = subscription.Topic;
        lock (_gate)
        {
            if (!_byTopic.TryGetValue(topic, out var bars)) return;
            bars.Leave(subscription);
            if (--bars.Users > 0) return;
            _byTopic.Remove(topic);
            var left = _byInstrument.GetValueOrDefault(topic.Instrument, []).Remove(bars);
            _byInstrument = left.IsEmpty ? _byInstrument.Remove(topic.Instrument) : _byInstrument.SetItem(topic.Instrument, left);
        }
    }

    /// <summary>True when the dispatcher has to be told.</summary>
    public bool Take(in MarketEvent tick)
    {
        if (!_byInstrument.TryGetValue(tick.Instrument, out var all)) return false;
        var isChanged = false;
        foreach (var bars in all)
        {
            if (!bars.Take(tick)) continue;
            _changed.Enqueue(bars);
            isChanged = true;
        }

        return isChanged;
    }

    /// <summary>Closes what has ended. True when the dispatcher has to be told.</summary>
    public bool Advance(UnixNanos to)
    {
        var isChanged = false;
        foreach (var bars in _byInstrument.Values.SelectMany(all => all))
        {
            if (bars.TakeRetry(to)) Start(bars);
            if (!bars.Advance(to)) continue;
            _changed.Enqueue(bars);
            isChanged = true;
        }

        return isChanged;
    }

    /// <summary>Those that have something new, each once.</summary>
    public bool TryTakeChanged([NotNullWhen(true)] out LiveBars? bars) => _changed.TryDequeue(out bars);

    public (long Version, StreamBody Body)? Latest(Topic topic) => Find(topic)?.Latest();

    public bool TryGetOpen(Topic topic, out Bar bar)
    {
        bar = default;
        return Find(topic) is { } bars && bars.TryGetOpen(out bar);
    }

    private void Start(LiveBars bars)
    {
        _starting.Enqueue(bars);
        _signal.Writer.TryWrite(true);
    }

    private LiveBars? Find(Topic topic)
    {
        lock (_gate) return _byTopic.GetValueOrDefault(topic);
    }
}
