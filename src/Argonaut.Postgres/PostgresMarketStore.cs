using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Postgres.Store;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Argonaut.Postgres;

/// <summary>
/// The market store in PostgreSQL, schema of performance.md 5. The database must be migrated
/// (<see cref="Migrations.Migrator.ApplyAsync(NpgsqlDataSource, ILogger, CancellationToken)"/>).
/// </summary>
public sealed class PostgresMarketStore : IMarketStore, IInstrumentVersions, IAsyncDisposable
{
    private const int MaxBars = 100_000;

    private readonly TimeProvider _time;
    private readonly ReadSessions _sessions;
    private readonly InstrumentRows _instruments;
    private readonly InstrumentVersionRows _versions;
    private readonly TickWriter _writer;
    private readonly TickReader _ticks;
    private readonly RecentTicks _recent;
    private readonly TickStream _stream;
    private readonly CoverageReader _coverage;
    private readonly GapRows _gaps;
    private readonly ArrivalRows _arrivals;
    private readonly SubscriptionRows _subscriptions;

    /// <param name="dataSource">From <see cref="PostgresDataSource.Create"/>, which sets what the store relies on. The caller disposes of it.</param>
    public PostgresMarketStore(NpgsqlDataSource dataSource, TimeProvider time, ILogger log)
        : this(dataSource, time, log, TimeSpan.FromSeconds(5), CoverageReader.CountedRows)
    {
    }

    internal PostgresMarketStore(NpgsqlDataSource dataSource, TimeProvider time, ILogger log, TimeSpan commitLimit, long countedRows)
    {
        _time = time;
        _sessions = new ReadSessions(dataSource);
        _instruments = new InstrumentRows(_sessions, time, log);
        _versions = new InstrumentVersionRows(_sessions);
        _writer = new TickWriter(dataSource, time, log, commitLimit, isOfLines: true);
        _ticks = new TickReader(_sessions, time);
        _recent = new RecentTicks(time);
        _stream = new TickStream(dataSource);
        _coverage = new CoverageReader(_sessions, countedRows);
        _gaps = new GapRows(_sessions);
        _arrivals = new ArrivalRows(_sessions);
        _subscriptions = new SubscriptionRows(_sessions);
    }

    public Task<ImmutableArray<Instrument>> LoadInstrumentsAsync(CancellationToken ct) => _instruments.LoadAsync(ct);

    public Task<Instrument> SaveInstrumentAsync(Instrument instrument, CancellationToken ct) => _instruments.SaveAsync(instrument, ct);

    /// <inheritdoc/>
    public Task<ImmutableArray<InstrumentVersion>> ReadVersionsAsync(InstrumentKey instrument, CancellationToken ct) => _versions.ReadAsync(instrument, ct);

    /// <inheritdoc/>
    public Task AddVersionAsync(InstrumentKey instrument, UnixNanos validFrom, DefinitionChange change, CancellationToken ct) =>
        _versions.AddAsync(instrument, validFrom, change, ct);

    public Task<ImmutableArray<Recording>> LoadSubscriptionsAsync(CancellationToken ct) => _subscriptions.LoadAsync(ct);

    public Task SaveSubscriptionAsync(Recording recording, CancellationToken ct) => _subscriptions.SaveAsync(recording, ct);

    public async Task<StreamPosition> OpenStreamAsync(string source, MarketEventKind kind, CancellationToken ct)
    {
        var position = await ReadPositionAsync(source, kind, ct);
        await _writer.MakeReadyAsync(ct);
        return position;
    }

    /// <inheritdoc/>
    public Task PrepareAsync(StoreBatch batch) => _writer.PrepareAsync(batch);

    public async Task CommitAsync(StoreBatch batch, CancellationToken ct)
    {
        try
        {
            await _writer.CommitAsync(batch, ct);
        }
        catch
        {
            // It may have been stored all the same.
            _recent.Forget();
            throw;
        }

        _recent.Add(batch.Trades.Span);
        _recent.Add(batch.Quotes.Span);
        _recent.Add(batch.BookDeltas.Span);
    }

    public Task<ImmutableArray<MarketEvent>> ReadTicksAsync(TickQuery query, CancellationToken ct) =>
        _recent.PageAsync(query, page => _ticks.PageAsync(page, ct));

    public IAsyncEnumerable<ReadOnlyMemory<MarketEvent>> StreamTicksAsync(
        MarketEventKind kind, InstrumentKey instrument, UnixNanos from, UnixNanos to, CancellationToken ct) =>
        _stream.ReadAsync(kind, instrument, from, to, ct);

    public Task<MarketEvent?> LatestTickAsync(MarketEventKind kind, InstrumentKey instrument, CancellationToken ct) =>
        _ticks.LatestAsync(kind, instrument, ct);

    public Task<ImmutableArray<Bar>> ReadBarsAsync(BarQuery query, CancellationToken ct) => _sessions.RunAsync(
        async (connection, token) =>
        {
            var limit = Math.Clamp(query.Limit, 0, MaxBars);
            await using var command = BarTable.Page(connection, query.Instrument, query.Timeframe, query.From, query.To, limit, query.Descending);
            await using var reader = await command.ExecuteReaderAsync(token);
            var bars = ImmutableArray.CreateBuilder<Bar>(Math.Min(limit, 1_024));
            while (await reader.ReadAsync(token)) bars.Add(BarTable.Read(reader, query.Instrument, query.Timeframe));
            return bars.DrainToImmutable();
        },
        ct);

    public Task<ImmutableArray<CoverageRow>> CoverageAsync(CancellationToken ct) => _coverage.AllAsync(ct);

    public Task<ImmutableArray<CoverageRow>> CoverageAsync(UnixNanos from, UnixNanos to, CancellationToken ct) => _coverage.RangeAsync(from, to, ct);

    public Task<ImmutableArray<Gap>> ReadGapsAsync(InstrumentKey? instrument, UnixNanos from, UnixNanos to, int limit, CancellationToken ct) =>
        _gaps.ReadAsync(instrument, from, to, limit, ct);

    /// <inheritdoc/>
    public Task<ImmutableArray<Arrival>> ReadArrivalsAsync(InstrumentKey instrument, UnixNanos from, UnixNanos to, CancellationToken ct) =>
        _arrivals.ReadAsync(instrument, from, to, ct);

    public async Task<StoreHealth> CheckAsync(CancellationToken ct)
    {
        try
        {
            return await _sessions.RunAsync(
                async (connection, token) =>
                {
                    await using var command = new NpgsqlCommand(
                        "select split_part(current_setting('server_version'), ' ', 1), (select extversion from pg_extension where extname = 'timescaledb'), clock_timestamp()", connection)
                    {
                        CommandTimeout = 5,
                    };
                    await using var reader = await command.ExecuteReaderAsync(token);
                    await reader.ReadAsync(token);
                    var storage = reader.IsDBNull(1)
                        ? "plain tables (TimescaleDB not installed)"
                        : $"plain tables (TimescaleDB {reader.GetString(1)} is installed and not used)";
                    return new StoreHealth(true, $"PostgreSQL {reader.GetString(0)}, {storage}", null)
                    {
                        ClockOffset = reader.GetFieldValue<DateTimeOffset>(2) - _time.GetUtcNow(),
                    };
                },
                ct);
        }
        catch (StoreUnavailableException error)
        {
            return new StoreHealth(false, "PostgreSQL", error.Message);
        }
    }

    /// <summary>Gives the writing connection back. What was acknowledged is stored; nothing else is open.</summary>
    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private Task<StreamPosition> ReadPositionAsync(string source, MarketEventKind kind, CancellationToken ct) => _sessions.RunAsync(
        async (connection, token) =>
        {
            await using var batch = new NpgsqlBatch(connection)
            {
                Timeout = 5,                                // storing waits for it (F-207, F-220)
                BatchCommands =
                {
                    new("insert into streams (source, kind) select $1, $2 where not exists (select from streams where source = $1 and kind = $2) on conflict do nothing")
                    {
                        Parameters = { new NpgsqlParameter<string> { TypedValue = source }, new NpgsqlParameter<short> { TypedValue = (short)kind } },
                    },
                    new("select s.id, coalesce(w.last_seq, 0), coalesce(w.last_ts, 0) from streams s left join ingest_watermark w on w.stream = s.id where s.source = $1 and s.kind = $2")
                    {
                        Parameters = { new NpgsqlParameter<string> { TypedValue = source }, new NpgsqlParameter<short> { TypedValue = (short)kind } },
                    },
                },
            };
            await using var reader = await batch.ExecuteReaderAsync(token);
            if (!await reader.ReadAsync(token)) throw new InvalidOperationException($"Stream {source} {kind} was not made.");
            return new StreamPosition(reader.GetInt32(0), reader.GetInt64(1), new UnixNanos(reader.GetInt64(2)));
        },
        ct);
}
