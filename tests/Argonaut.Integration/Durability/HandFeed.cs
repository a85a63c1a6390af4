using System.Collections.Immutable;
using System.Threading.Channels;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;

namespace Argonaut.Integration.Durability;

/// <summary>A source whose ticks a test sends by hand; its history is empty.</summary>
internal sealed class HandFeed : IMarketFeed
{
    private readonly TaskCompletionSource<ChannelWriter<MarketEvent>> _sink = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Source => "IB";

    public FeedStatus Status { get; private set; } = new() { State = FeedState.Connecting, Since = UnixNanos.Zero };

    public async Task RunAsync(ChannelWriter<MarketEvent> sink, IFeedListener listener, CancellationToken ct)
    {
        Status = Status with { State = FeedState.Ready };
        listener.OnStatusChanged(Status);
        _sink.TrySetResult(sink);
        var stopped = new TaskCompletionSource();
        await using var stop = ct.Register(() => stopped.TrySetResult());
        await stopped.Task;
    }

    /// <summary>Sends as fast as they are taken.</summary>
    public async Task SendAsync(int ticks, Func<int, MarketEvent> make, CancellationToken ct)
    {
        var sink = await _sink.Task.WaitAsync(ct);
        for (var i = 0; i < ticks; i++) await sink.WriteAsync(make(i), ct);
    }

    public ValueTask SubscribeAsync(Instrument instrument, KindSet kinds, UnixNanos since, CancellationToken ct) => ValueTask.CompletedTask;

    public ValueTask UnsubscribeAsync(InstrumentKey instrument, CancellationToken ct) => ValueTask.CompletedTask;

    public ValueTask ResubscribeAsync(InstrumentKey instrument, MarketEventKind kind, string reason, CancellationToken ct) => ValueTask.CompletedTask;

    public Task<ImmutableArray<Instrument>> ResolveAsync(string idOrSymbol, CancellationToken ct) => Task.FromResult<ImmutableArray<Instrument>>([]);

    public Task<ImmutableArray<Bar>> RequestBarsAsync(BarHistoryRequest request, CancellationToken ct) => Task.FromResult<ImmutableArray<Bar>>([]);

    public Task<TickPage> RequestTicksAsync(TickHistoryRequest request, CancellationToken ct) => throw new FeedUnavailableException("It has no history.");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
