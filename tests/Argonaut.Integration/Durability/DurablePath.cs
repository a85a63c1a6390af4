using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Integration.Postgres;
using Argonaut.Integration.Walks;
using Argonaut.Live;
using Argonaut.Ports;
using Argonaut.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Argonaut.Integration.Durability;

/// <summary>The recorder with a spool on the disk and a real PostgreSQL; trades and the book of one instrument are recorded.</summary>
internal sealed class DurablePath : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly NpgsqlDataSource _source;
    private readonly PostgresMarketStore _store;
    private readonly PostgresLineLedger _ledger;
    private readonly bool _ownsSpool;
    private readonly Task _running;
    private readonly InstrumentKey _instrument;
    private long _sent;

    private DurablePath(NpgsqlDataSource source, PostgresMarketStore store, InstrumentKey instrument, TemporarySpool spool, bool ownsSpool, LiveOptions options)
    {
        _source = source;
        _store = store;
        _instrument = instrument;
        _ownsSpool = ownsSpool;
        Spool = spool;
        _ledger = new PostgresLineLedger(source, TimeProvider.System, NullLogger.Instance);
        Recorder = new MarketRecorder(Feed, store, _ledger, spool, options, TimeProvider.System, NullLogger<MarketRecorder>.Instance);
        _running = Recorder.RunAsync(_stop.Token);
    }

    public static LiveOptions Options { get; } = new() { KeepsGaps = false, RetryDelay = TimeSpan.FromMilliseconds(50), MaxRetryDelay = TimeSpan.FromMilliseconds(400) };

    public HandFeed Feed { get; } = new();

    public TemporarySpool Spool { get; }

    public MarketRecorder Recorder { get; }

    public IngestCounters Counters => Recorder.Counters;

    public static async Task<DurablePath> StartAsync(string connectionString, CancellationToken ct, TemporarySpool? spool = null, LiveOptions? options = null)
    {
        var source = PostgresDataSource.Create(connectionString);
        var store = new PostgresMarketStore(source, TimeProvider.System, NullLogger.Instance);
        var instrument = await store.SaveInstrumentAsync(Make.Equity(), ct);
        await store.SaveSubscriptionAsync(new Recording(instrument.Key, KindSet.Ticks), ct);
        return await StartAsync(source, store, instrument.Key, spool, options, ct);
    }

    /// <summary>The database may be away; the spool's notes say what is recorded.</summary>
    public static Task<DurablePath> StartWithoutDatabaseAsync(string connectionString, TemporarySpool spool, CancellationToken ct)
    {
        var source = PostgresDataSource.Create(connectionString);
        return StartAsync(source, new PostgresMarketStore(source, TimeProvider.System, NullLogger.Instance), spool.LoadNotes()!.Recorded[0].Instrument, spool, null, ct);
    }

    /// <summary>Sends ticks of now: two trades and a change of the book, again and again.</summary>
    public async Task SendAsync(int ticks, CancellationToken ct)
    {
        await Feed.SendAsync(ticks, _ =>
        {
            var now = HybridClock.Now(TimeProvider.System);
            var price = 15_000_000_000 + _sent % 100;
            return _sent++ % 3 < 2
                ? new MarketEvent(MarketEventKind.Trade, _instrument, price, 100_000_000, 0, 0, TickFlags.None, now, now)
                : MarketEvent.From(new BookDelta(_instrument, BookAction.Update, OrderSide.Buy, price, 100_000_000, RecordFlags.Last, now, now));
        }, ct);
    }

    /// <summary>Sends on, a little at a time, until something is so.</summary>
    public async Task SendUntilAsync(Func<IngestCounters, bool> condition, CancellationToken ct)
    {
        while (!condition(Counters))
        {
            await SendAsync(20, ct);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, ct);
            if (_running.IsCompleted) await _running;
        }
    }

    /// <summary>All that was sent has arrived and is durable, in the database or in the spool.</summary>
    public Task UntilDurableAsync(CancellationToken ct) => UntilAsync(c => c.Received == _sent && c.InFlight == 0, ct);

    public async Task UntilAsync(Func<IngestCounters, bool> condition, CancellationToken ct)
    {
        while (!condition(Counters))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, ct);
            if (_running.IsCompleted) await _running;
        }
    }

    /// <summary>Everything that was sent is in the database, once, without a hole, and the watermark says the same.</summary>
    public async Task AssertAllStoredAsync(CancellationToken ct)
    {
        await UntilAsync(c => c.Received == _sent && c is { InFlight: 0, Spooled: 0, StoreProblem: null }, ct);
        Assert.True(Counters.IsBalanced);
        Assert.Equal((_sent, 0L), (Counters.Acknowledged, Counters.Rejected));
        await AssertStoredAsync("trade_ticks", MarketEventKind.Trade, ct);
        await AssertStoredAsync("book_deltas", MarketEventKind.BookDelta, ct);
    }

    private async Task AssertStoredAsync(string table, MarketEventKind kind, CancellationToken ct)
    {
        await using var command = _source.CreateCommand(
            $"select count(*), count(distinct (stream, seq)), (select coalesce(sum(last_seq), 0)::bigint from ingest_watermark w join streams s on s.id = w.stream where s.kind = {(int)kind}), (select count(*) from gaps) from {table}");
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var (rows, sent) = (reader.GetInt64(0), Counters.Of(kind).Received);
        Assert.True(sent > 0 && rows >= sent, $"{sent} of {kind} were acknowledged, {rows} are stored.");
        Assert.Equal((rows, rows, 0L), (reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3)));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        Recorder.Dispose();
        await _ledger.DisposeAsync();
        await _store.DisposeAsync();
        await _source.DisposeAsync();
        if (_ownsSpool) Spool.Dispose();
        _stop.Dispose();
    }

    private static async Task<DurablePath> StartAsync(
        NpgsqlDataSource source, PostgresMarketStore store, InstrumentKey instrument, TemporarySpool? spool, LiveOptions? options, CancellationToken ct)
    {
        var path = new DurablePath(source, store, instrument, spool ?? new TemporarySpool(), spool is null, options ?? Options);
        await path.Recorder.Started.WaitAsync(ct);
        return path;
    }
}
