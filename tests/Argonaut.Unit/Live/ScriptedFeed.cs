using System.Collections.Immutable;
using System.Threading.Channels;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;

namespace Argonaut.Unit.Live;

/// <summary>A feed whose every word comes from the test.</summary>
internal sealed class ScriptedFeed(TimeProvider time) : IMarketFeed
{
    private readonly TaskCompletionSource<(ChannelWriter<MarketEvent> Sink, IFeedListener Listener)> _running = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Source => "IB";

    public FeedStatus Status { get; private set; } = new() { State = FeedState.Connecting, Since = UnixNanos.Zero };

    /// <summary>Until where the test says that it has sent everything.</summary>
    public UnixNanos CompleteUntil { get; set; } = UnixNanos.MaxValue;

    public List<InstrumentKey> Subscribed { get; } = [];

    /// <summary>What was asked for last, of each.</summary>
    public Dictionary<InstrumentKey, KindSet> Kinds { get; } = [];

    public List<BarHistoryRequest> Requests { get; } = [];

    public ImmutableArray<Instrument> Known { get; set; } = [];

    /// <summary>Answers or throws, as a source would.</summary>
    public Func<BarHistoryRequest, IEnumerable<Bar>> History { get; set; } = _ => [];

    /// <summary>Lines that the recorder asked for again.</summary>
    public List<(InstrumentKey Instrument, MarketEventKind Kind)> AskedAgain { get; } = [];

    /// <summary>Why, of each.</summary>
    public List<string> AskedAgainBecause { get; } = [];

    /// <summary>Told when a line is asked for again.</summary>
    public Action<InstrumentKey, MarketEventKind> OnAskedAgain { get; set; } = (_, _) => { };

    public List<TickHistoryRequest> TickRequests { get; } = [];

    /// <summary>Answers or throws, as a source would.</summary>
    public Func<TickHistoryRequest, TickPage> Ticks { get; set; } = _ => new TickPage([], null);

    public async Task RunAsync(ChannelWriter<MarketEvent> sink, IFeedListener listener, CancellationToken ct)
    {
        _running.TrySetResult((sink, listener));
        var stopped = new TaskCompletionSource();
        await using var stop = ct.Register(() => stopped.TrySetResult());
        await stopped.Task;
    }

    public async Task SendAsync(MarketEvent tick)
    {
        var (sink, _) = await _running.Task;
        await sink.WriteAsync(tick);
    }

    public async Task BecomeAsync(FeedState state)
    {
        var (_, listener) = await _running.Task;
        var now = HybridClock.Now(time);
        Status = Status with { State = state, Since = now, LastMessage = now };
        listener.OnStatusChanged(Status);
    }

    /// <summary>Tells its time.</summary>
    public async Task TellTimeAsync(TimeSpan offset)
    {
        var (_, listener) = await _running.Task;
        Status = Status with { ClockOffset = offset };
        listener.OnStatusChanged(Status);
    }

    /// <summary>Says something of lines.</summary>
    public async Task SayAsync(FeedState state, params LineStatus[] lines)
    {
        var (_, listener) = await _running.Task;
        var now = HybridClock.Now(time);
        Status = Status with { State = state, Since = now, LastMessage = now, Lines = [.. lines] };
        listener.OnStatusChanged(Status);
    }

    public ValueTask SubscribeAsync(Instrument instrument, KindSet kinds, UnixNanos since, CancellationToken ct)
    {
        lock (Subscribed)
        {
            Subscribed.Add(instrument.Key);
            Kinds[instrument.Key] = kinds;
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask UnsubscribeAsync(InstrumentKey instrument, CancellationToken ct)
    {
        lock (Subscribed) Subscribed.Remove(instrument);
        return ValueTask.CompletedTask;
    }

    public ValueTask ResubscribeAsync(InstrumentKey instrument, MarketEventKind kind, string reason, CancellationToken ct)
    {
        lock (AskedAgain)
        {
            AskedAgain.Add((instrument, kind));
            AskedAgainBecause.Add(reason);
        }

        OnAskedAgain(instrument, kind);
        return ValueTask.CompletedTask;
    }

    public Task<TickPage> RequestTicksAsync(TickHistoryRequest request, CancellationToken ct)
    {
        lock (TickRequests) TickRequests.Add(request);
        try
        {
            return Task.FromResult(Ticks(request));
        }
        catch (Exception e) when (e is FeedUnavailableException or FeedRequestException)
        {
            return Task.FromException<TickPage>(e);
        }
    }

    public Task<ImmutableArray<Instrument>> ResolveAsync(string idOrSymbol, CancellationToken ct) =>
        Task.FromResult(Known.Where(i => i.Id.Value == idOrSymbol || i.RawSymbol == idOrSymbol).ToImmutableArray());

    public Task<ImmutableArray<Bar>> RequestBarsAsync(BarHistoryRequest request, CancellationToken ct)
    {
        lock (Requests) Requests.Add(request);
        try
        {
            return Task.FromResult(History(request).ToImmutableArray());
        }
        catch (Exception e) when (e is FeedUnavailableException or FeedRequestException)
        {
            return Task.FromException<ImmutableArray<Bar>>(e);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
