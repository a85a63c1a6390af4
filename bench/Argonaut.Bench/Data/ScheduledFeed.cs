using System.Collections.Immutable;
using System.Diagnostics;
using System.Threading.Channels;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Processes;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;

namespace Argonaut.Bench.Data;

/// <summary>A feed without a wire, whose ticks come by a schedule.</summary>
internal sealed class ScheduledFeed : IMarketFeed
{
    private readonly TaskCompletionSource<ChannelWriter<MarketEvent>> _sink = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Source => "IB";

    public FeedStatus Status { get; } = new() { State = FeedState.Ready, Since = UnixNanos.Zero };

    /// <summary>Where ticks go, once the recorder has asked for them.</summary>
    public Task<ChannelWriter<MarketEvent>> Sink => _sink.Task;

    public async Task RunAsync(ChannelWriter<MarketEvent> sink, IFeedListener listener, CancellationToken ct)
    {
        listener.OnStatusChanged(Status);
        _sink.TrySetResult(sink);
        var stopped = new TaskCompletionSource();
        await using var stop = ct.Register(() => stopped.TrySetResult());
        await stopped.Task;
    }

    /// <summary>
    /// Sends ticks on threads of their own at fixed times, a thousand times a second. Both times of a tick are the one at which it was due,
    /// so that a lag counts from there.
    /// </summary>
    /// <returns>What makes the run invalid: the sends were late.</returns>
    public static async Task<string?> SendAsync(MarketEvent[] ticks, int ticksPerSecond, TimeProvider time, Action<MarketEvent> send)
    {
        const int SendsPerSecond = 1_000;
        var each = ticksPerSecond / SendsPerSecond;
        var length = TimeSpan.FromSeconds(ticks.Length / each / (double)SendsPerSecond);
        var schedule = new SendSchedule(SendsPerSecond, length, Stopwatch.GetTimestamp() + Stopwatch.Frequency / 20, Stopwatch.Frequency);
        var start = HybridClock.Now(time) + (long)(Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), schedule.Start).TotalMicroseconds * UnixNanos.PerMicrosecond);
        await PacedSends.RunAsync(
            schedule,
            index =>
            {
                var due = start + index * (UnixNanos.PerSecond / SendsPerSecond);
                for (var n = 0; n < each; n++) send(ticks[index * each + n] with { TsEvent = due + n, TsInit = due + n });
            },
            CancellationToken.None);
        return schedule.Problem;
    }

    public ValueTask SubscribeAsync(Instrument instrument, KindSet kinds, UnixNanos since, CancellationToken ct) => ValueTask.CompletedTask;

    public ValueTask UnsubscribeAsync(InstrumentKey instrument, CancellationToken ct) => ValueTask.CompletedTask;

    public ValueTask ResubscribeAsync(InstrumentKey instrument, MarketEventKind kind, string reason, CancellationToken ct) => ValueTask.CompletedTask;

    public Task<ImmutableArray<Instrument>> ResolveAsync(string idOrSymbol, CancellationToken ct) => Task.FromResult(ImmutableArray<Instrument>.Empty);

    public Task<ImmutableArray<Bar>> RequestBarsAsync(BarHistoryRequest request, CancellationToken ct) => Task.FromResult(ImmutableArray<Bar>.Empty);

    public Task<TickPage> RequestTicksAsync(TickHistoryRequest request, CancellationToken ct) => Task.FromResult(new TickPage([], null));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
