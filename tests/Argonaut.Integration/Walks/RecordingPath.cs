using System.Collections.Immutable;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Integration.Postgres;
using Argonaut.Live;
using Argonaut.Ports;
using Argonaut.Postgres;
using Argonaut.SimulatedGateway;
using Argonaut.SimulatedGateway.Market;
using Argonaut.Venues.Ib;
using Microsoft.Extensions.Logging.Abstractions;

namespace Argonaut.Integration.Walks;

/// <summary>The product's path in one process: simulated gateway on a real socket, our client, ingestion, real PostgreSQL.</summary>
internal sealed class RecordingPath : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly GatewayServer _gateway;
    private readonly IbFeed _feed;
    private readonly PostgresLineLedger _ledger;
    private readonly TemporarySpool _spool;
    private readonly Task _running;

    private RecordingPath(GatewayServer gateway, IbFeed feed, PostgresMarketStore store, PostgresLineLedger ledger, TemporarySpool spool, MarketRecorder recorder)
    {
        _gateway = gateway;
        _feed = feed;
        _ledger = ledger;
        _spool = spool;
        Store = store;
        Recorder = recorder;
        _running = recorder.RunAsync(_stop.Token);
    }

    public PostgresMarketStore Store { get; }

    public MarketRecorder Recorder { get; }

    public IMarketFeed Feed => _feed;

    public IInstrumentSource Instruments => _feed.Instruments;

    public static async Task<RecordingPath> StartAsync(PostgresDatabase database, ISimulatedMarket market, CancellationToken ct)
    {
        var gateway = new GatewayServer(new GatewayOptions { Port = 0, Limits = GatewayLimits.Relaxed }, market, TimeProvider.System, NullLogger<GatewayServer>.Instance);
        var port = await gateway.StartAsync(ct);
        var feed = new IbFeed(
            new IbOptions { Host = "127.0.0.1", Port = port, TickByTickBudget = int.MaxValue, AcceptNanoseconds = true }, NoFrames.Instance, TimeProvider.System, NullLogger<IbFeed>.Instance);
        var store = new PostgresMarketStore(database.DataSource, TimeProvider.System, NullLogger<PostgresMarketStore>.Instance);
        var ledger = new PostgresLineLedger(database.DataSource, TimeProvider.System, NullLogger<PostgresLineLedger>.Instance);
        var spool = new TemporarySpool();
        // A recording has the times at which it was made: it has no gaps.
        var recorder = new MarketRecorder(feed, store, ledger, spool, new LiveOptions { KeepsGaps = false }, TimeProvider.System, NullLogger<MarketRecorder>.Instance);
        var path = new RecordingPath(gateway, feed, store, ledger, spool, recorder);
        await recorder.Started.WaitAsync(ct);
        return path;
    }

    /// <summary>Resolves an id at the gateway, waiting for the connection, and switches its recording on.</summary>
    public async Task<Instrument> RecordAsync(string id, CancellationToken ct, KindSet? kinds = null)
    {
        while (true)
        {
            try
            {
                var found = await Recorder.ResolveAsync(id, ct);
                await Recorder.StartRecordingAsync(found.Single().Key, kinds ?? KindSet.TradesAndQuotes, ct);
                return found.Single();
            }
            catch (FeedUnavailableException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, ct);
            }
        }
    }

    /// <summary>Returns when this many ticks are acknowledged.</summary>
    public Task AcknowledgedAsync(long ticks, CancellationToken ct) =>
        UntilAsync(() => Recorder.Counters.Acknowledged >= ticks, ct);

    /// <summary>Returns when something is so.</summary>
    public async Task UntilAsync(Func<bool> condition, CancellationToken ct)
    {
        while (!condition())
            await Task.WhenAny(_running, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, ct));
    }

    /// <summary>Everything that is stored of one instrument and kind, in export order.</summary>
    public async Task<ImmutableArray<MarketEvent>> StoredAsync(MarketEventKind kind, Instrument instrument, CancellationToken ct)
    {
        var rows = ImmutableArray.CreateBuilder<MarketEvent>();
        await foreach (var chunk in Store.StreamTicksAsync(kind, instrument.Key, default, Domain.UnixNanos.MaxValue, ct)) rows.AddRange(chunk.Span);
        return rows.ToImmutable();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        Recorder.Dispose();
        _spool.Dispose();
        await _feed.DisposeAsync();
        await _ledger.DisposeAsync();
        await Store.DisposeAsync();
        await _gateway.DisposeAsync();
        _stop.Dispose();
    }
}
