using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Postgres.Store;
using Argonaut.Trading.Lines;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Argonaut.Postgres;

/// <summary>Gaps, backfilled ticks and the rates of lines in PostgreSQL. The database must be migrated.</summary>
public sealed class PostgresLineLedger : ILineLedger, IAsyncDisposable
{
    private readonly ReadSessions _sessions;
    private readonly TickWriter _writer;
    private readonly TimeProvider _time;

    /// <param name="dataSource">From <see cref="PostgresDataSource.Create"/>. The caller disposes of it.</param>
    public PostgresLineLedger(NpgsqlDataSource dataSource, TimeProvider time, ILogger log)
    {
        _sessions = new ReadSessions(dataSource);
        _time = time;
        _writer = new TickWriter(dataSource, time, log, TimeSpan.FromSeconds(5), isOfLines: false);
    }

    public Task<int> ReopenAsync(CancellationToken ct) => ExecuteAsync(
        "update gaps set state = 'open', retry_ns = 0, changed_ns = $1 where state = 'filling'", [Long(HybridClock.Now(_time).Value)], ct);

    public Task<ImmutableArray<Gap>> DueAsync(string source, UnixNanos now, int limit, CancellationToken ct) => ReadAsync(
        "where source = $1 and state = 'open' and retry_ns <= $2 order by from_ns, id limit $3", [Text(source), Long(now.Value), Int(limit)], ct);

    public async Task<UnixNanos?> NextDueAsync(string source, CancellationToken ct) =>
        await ScalarAsync("select min(retry_ns) from gaps where source = $1 and state = 'open'", [Text(source)], ct) is long at ? new UnixNanos(at) : null;

    public async Task<Gap?> FindAsync(long gapId, CancellationToken ct) =>
        await ReadAsync("where id = $1", [Long(gapId)], ct) is [var gap] ? gap : null;

    public async Task<UnixNanos?> LastEndAsync(InstrumentKey instrument, MarketEventKind kind, CancellationToken ct) =>
        await ScalarAsync("select max(to_ns) from gaps where instrument = $1 and kind = $2", [Int(instrument.Value), Short((short)kind)], ct) is long at
            ? new UnixNanos(at) : null;

    public async Task<Gap> AddAsync(Gap gap, CancellationToken ct)
    {
        var now = HybridClock.Now(_time);
        var id = await ScalarAsync(GapRows.Insert + " returning id", GapRows.Values(gap, now), ct);
        return gap with { Id = (long)id!, NotedAt = now };
    }

    public async Task<bool> UpdateAsync(Gap gap, CancellationToken ct) => await ExecuteAsync(GapRows.Update, GapRows.Changes(gap, HybridClock.Now(_time)), ct) == 1;

    public Task FillAsync(Gap gap, ReadOnlyMemory<MarketEvent> ticks, CancellationToken ct) => _writer.CommitAsync(
        gap.Kind == MarketEventKind.Trade ? new StoreBatch { Trades = ticks, FilledGap = gap }
            : gap.Kind == MarketEventKind.Quote ? new StoreBatch { Quotes = ticks, FilledGap = gap }
            : throw new ArgumentException($"Expected a gap of trades or quotes, found {gap.Kind}: no source has others.", nameof(gap)),
        ct);

    public Task<ImmutableArray<StoredRate>> LoadRatesAsync(CancellationToken ct) => _sessions.RunAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand("select instrument, kind, bucket, weeks, mean_ns, longest_ns from line_rates", connection);
            await using var reader = await command.ExecuteReaderAsync(token);
            var rates = ImmutableArray.CreateBuilder<StoredRate>();
            while (await reader.ReadAsync(token))
                rates.Add(new StoredRate(new InstrumentKey(reader.GetInt32(0)), (MarketEventKind)reader.GetInt16(1),
                    new LineRate(reader.GetInt16(2), reader.GetInt16(3), reader.GetInt64(4), reader.GetInt64(5))));
            return rates.DrainToImmutable();
        },
        ct);

    public Task SaveRatesAsync(IReadOnlyCollection<StoredRate> rates, CancellationToken ct) => ExecuteAsync(
        """
        insert into line_rates (instrument, kind, bucket, weeks, mean_ns, longest_ns)
        select * from unnest($1::integer[], $2::smallint[], $3::smallint[], $4::smallint[], $5::bigint[], $6::bigint[])
        on conflict (instrument, kind, bucket) do update set weeks = excluded.weeks, mean_ns = excluded.mean_ns, longest_ns = excluded.longest_ns
        """,
        [
            new NpgsqlParameter<int[]> { TypedValue = [.. rates.Select(r => r.Instrument.Value)] },
            new NpgsqlParameter<short[]> { TypedValue = [.. rates.Select(r => (short)r.Kind)] },
            new NpgsqlParameter<short[]> { TypedValue = [.. rates.Select(r => (short)r.Rate.Bucket)] },
            new NpgsqlParameter<short[]> { TypedValue = [.. rates.Select(r => (short)r.Rate.Weeks)] },
            new NpgsqlParameter<long[]> { TypedValue = [.. rates.Select(r => r.Rate.MeanNanos)] },
            new NpgsqlParameter<long[]> { TypedValue = [.. rates.Select(r => r.Rate.LongestNanos)] },
        ],
        ct);

    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private Task<ImmutableArray<Gap>> ReadAsync(string rest, NpgsqlParameter[] parameters, CancellationToken ct) => _sessions.RunAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand($"{GapRows.Select} {rest}", connection);
            command.Parameters.AddRange(Copies(parameters));
            await using var reader = await command.ExecuteReaderAsync(token);
            var gaps = ImmutableArray.CreateBuilder<Gap>();
            while (await reader.ReadAsync(token)) gaps.Add(GapRows.Read(reader));
            return gaps.ToImmutable();
        },
        ct);

    private Task<object?> ScalarAsync(string sql, NpgsqlParameter[] parameters, CancellationToken ct) => _sessions.RunAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(sql, connection);
            command.Parameters.AddRange(Copies(parameters));
            return await command.ExecuteScalarAsync(token);
        },
        ct);

    private Task<int> ExecuteAsync(string sql, NpgsqlParameter[] parameters, CancellationToken ct) => _sessions.RunAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(sql, connection);
            command.Parameters.AddRange(Copies(parameters));
            return await command.ExecuteNonQueryAsync(token);
        },
        ct);

    /// <summary>A parameter belongs to one command, and a read may be made twice.</summary>
    private static NpgsqlParameter[] Copies(NpgsqlParameter[] parameters) => [.. parameters.Select(p => p.Clone())];

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value };

    private static NpgsqlParameter<long> Long(long value) => new() { TypedValue = value };

    private static NpgsqlParameter<int> Int(int value) => new() { TypedValue = value };

    private static NpgsqlParameter<short> Short(short value) => new() { TypedValue = value };
}
