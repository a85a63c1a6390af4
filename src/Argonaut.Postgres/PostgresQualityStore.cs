using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Postgres.Store;
using Argonaut.Trading.Quality;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Argonaut.Postgres;

/// <summary>Counts and findings about the quality of data in PostgreSQL. The database must be migrated.</summary>
public sealed class PostgresQualityStore : IQualityStore, IDisposable
{
    private const string SaveCounts =
        """
        insert into quality_counts (hour_ns, instrument, kind, rule, run, part, count, kept, first_ns, last_ns)
        select c.hour_ns, c.instrument, c.kind, c.rule, $1, c.part, c.count, c.kept, c.first_ns, c.last_ns
        from unnest($2, $3, $4, $5, $6, $7, $8, $9, $10) as c(hour_ns, instrument, kind, rule, part, count, kept, first_ns, last_ns)
        on conflict (hour_ns, instrument, kind, rule, run, part) do update set
          count = excluded.count, kept = excluded.kept, first_ns = excluded.first_ns, last_ns = excluded.last_ns
        """;

    private const string SaveFindings =
        """
        insert into quality_findings (at_ns, run, number, instrument, kind, rule, action, ts_event, ts_init, a, b, c, d, flags, raw, detail)
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        on conflict (at_ns, run, number) do nothing
        """;

    private readonly NpgsqlDataSource _dataSource;
    private readonly ReadSessions _sessions;
    private readonly Partitions _partitions;
    private readonly SemaphoreSlim _saving = new(1, 1);

    /// <param name="dataSource">From <see cref="PostgresDataSource.Create"/>. The caller disposes of it.</param>
    public PostgresQualityStore(NpgsqlDataSource dataSource, TimeProvider time, ILogger log)
    {
        _dataSource = dataSource;
        _sessions = new ReadSessions(dataSource);
        _partitions = new Partitions(dataSource, time, log);
    }

    public async Task SaveAsync(QualityBatch batch, CancellationToken ct)
    {
        await _saving.WaitAsync(ct);
        try
        {
            try
            {
                await StoreAsync(batch, ct);
            }
            catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.CheckViolation)
            {
                _partitions.Forget();                     // retention dropped a day that is written to again
                await StoreAsync(batch, ct);
            }
        }
        catch (Exception error) when (StoreFaults.MayPass(error))
        {
            throw StoreFaults.Translate(error);
        }
        finally
        {
            _saving.Release();
        }
    }

    public Task<ImmutableArray<QualityTotal>> TotalsAsync(InstrumentKey? instrument, UnixNanos from, UnixNanos to, CancellationToken ct) => _sessions.RunAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(
                """
                select instrument, kind, rule, sum(count)::bigint, sum(kept)::bigint, min(first_ns), max(last_ns) from quality_counts
                where hour_ns > $2 and hour_ns < $3 and ($1 = -1 or instrument = $1)
                group by instrument, kind, rule order by instrument, kind, rule
                """, connection)
            {
                Parameters = { Int(instrument?.Value ?? -1), Long(from.Value - UnixNanos.PerHour), Long(to.Value) },
            };
            await using var reader = await command.ExecuteReaderAsync(token);
            var totals = ImmutableArray.CreateBuilder<QualityTotal>();
            while (await reader.ReadAsync(token))
                totals.Add(new QualityTotal(
                    new InstrumentKey(reader.GetInt32(0)), (MarketEventKind)reader.GetInt16(1), reader.GetString(2), reader.GetInt64(3), reader.GetInt64(4),
                    new UnixNanos(reader.GetInt64(5)), new UnixNanos(reader.GetInt64(6))));
            return totals.ToImmutable();
        },
        ct);

    public Task<ImmutableArray<QualityFinding>> ReadAsync(QualityQuery query, CancellationToken ct) => _sessions.RunAsync(
        async (connection, token) =>
        {
            var last = query.Before ?? new QualityPlace(UnixNanos.MaxValue, long.MaxValue, long.MaxValue);
            await using var command = new NpgsqlCommand(
                $"""
                select at_ns, run, number, instrument, kind, rule, action, ts_event, ts_init, a, b, c, d, flags, raw, detail from quality_findings
                where at_ns >= $1 and at_ns < $2 and at_ns <= $3 and (at_ns, run, number) < ($3, $4, $5)
                  and ($6 = -1 or instrument = $6) and (cardinality($7) = 0 or action = any($7)) and (cardinality($8) = 0 or rule = any($8))
                order by at_ns desc, run desc, number desc limit $9
                """, connection)
            {
                Parameters =
                {
                    Long(query.From.Value), Long(query.To.Value), Long(last.At.Value), Long(last.Run), Long(last.Number), Int(query.Instrument?.Value ?? -1),
                    new NpgsqlParameter<string[]> { TypedValue = [.. query.Actions.Select(TextOf)] },
                    new NpgsqlParameter<string[]> { TypedValue = [.. query.Rules] }, Int(query.Limit),
                },
            };
            await using var reader = await command.ExecuteReaderAsync(token);
            var found = ImmutableArray.CreateBuilder<QualityFinding>();
            while (await reader.ReadAsync(token)) found.Add(Read(reader));
            return found.ToImmutable();
        },
        ct);

    public void Dispose() => _saving.Dispose();

    private async Task StoreAsync(QualityBatch batch, CancellationToken ct)
    {
        await _partitions.EnsureAsync(DayTable.QualityCounts, [.. batch.Counts.Select(c => c.Hour)], ct);
        await _partitions.EnsureAsync(DayTable.QualityFindings, [.. batch.Findings.Select(f => f.At)], ct);
        await using var connection = await _dataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var work = new NpgsqlBatch(connection, transaction);
        if (!batch.Counts.IsEmpty) work.BatchCommands.Add(CountsOf(batch));
        if (!batch.Findings.IsEmpty) work.BatchCommands.Add(FindingsOf(batch.Findings));
        await work.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private static NpgsqlBatchCommand CountsOf(QualityBatch batch)
    {
        var counts = batch.Counts;
        return new NpgsqlBatchCommand(SaveCounts)
        {
            Parameters =
            {
                Long(batch.Run),
                Array(counts, c => c.Hour.Value, NpgsqlDbType.Bigint),
                Array(counts, c => c.Instrument.Value, NpgsqlDbType.Integer),
                Array(counts, c => (short)c.Kind, NpgsqlDbType.Smallint),
                Array(counts, c => QualityRules.IdOf(c.Rule), NpgsqlDbType.Text),
                Array(counts, c => c.Part, NpgsqlDbType.Bigint),
                Array(counts, c => c.Count, NpgsqlDbType.Bigint),
                Array(counts, c => c.Kept, NpgsqlDbType.Bigint),
                Array(counts, c => c.First.Value, NpgsqlDbType.Bigint),
                Array(counts, c => c.Last.Value, NpgsqlDbType.Bigint),
            },
        };
    }

    private static NpgsqlBatchCommand FindingsOf(ImmutableArray<QualityFinding> findings) => new(SaveFindings)
    {
        Parameters =
        {
            Array(findings, f => f.At.Value, NpgsqlDbType.Bigint),
            Array(findings, f => f.Run, NpgsqlDbType.Bigint),
            Array(findings, f => f.Number, NpgsqlDbType.Bigint),
            Array(findings, f => f.Instrument.Value, NpgsqlDbType.Integer),
            Array(findings, f => (short)f.Kind, NpgsqlDbType.Smallint),
            Array(findings, f => f.Rule, NpgsqlDbType.Text),
            Array(findings, f => TextOf(f.Action), NpgsqlDbType.Text),
            Array(findings, f => f.Tick?.TsEvent.Value, NpgsqlDbType.Bigint),
            Array(findings, f => f.Tick?.TsInit.Value, NpgsqlDbType.Bigint),
            Array(findings, f => f.Tick?.A, NpgsqlDbType.Bigint),
            Array(findings, f => f.Tick?.B, NpgsqlDbType.Bigint),
            Array(findings, f => f.Tick?.C, NpgsqlDbType.Bigint),
            Array(findings, f => f.Tick?.D, NpgsqlDbType.Bigint),
            Array(findings, f => (short?)f.Tick?.Flags, NpgsqlDbType.Smallint),
            Array(findings, f => f.Raw.ToArray(), NpgsqlDbType.Bytea),
            Array(findings, f => f.Detail, NpgsqlDbType.Text),
        },
    };

    private static QualityFinding Read(NpgsqlDataReader reader)
    {
        var (instrument, kind) = (new InstrumentKey(reader.GetInt32(3)), (MarketEventKind)reader.GetInt16(4));
        return new QualityFinding
        {
            At = new UnixNanos(reader.GetInt64(0)),
            Run = reader.GetInt64(1),
            Number = reader.GetInt64(2),
            Instrument = instrument,
            Kind = kind,
            Rule = reader.GetString(5),
            Action = Enum.Parse<QualityAction>(reader.GetString(6), ignoreCase: true),
            Tick = reader.IsDBNull(7) ? null : new MarketEvent(
                kind, instrument, reader.GetInt64(9), reader.GetInt64(10), reader.GetInt64(11), reader.GetInt64(12), (TickFlags)reader.GetInt16(13),
                new UnixNanos(reader.GetInt64(7)), new UnixNanos(reader.GetInt64(8))),
            Raw = [.. reader.GetFieldValue<byte[]>(14)],
            Detail = reader.GetString(15),
        };
    }

    private static string TextOf(QualityAction action) => action.ToString().ToLowerInvariant();

    private static NpgsqlParameter<T[]> Array<TRow, T>(ImmutableArray<TRow> rows, Func<TRow, T> value, NpgsqlDbType type) =>
        new() { TypedValue = [.. rows.Select(value)], NpgsqlDbType = NpgsqlDbType.Array | type };

    private static NpgsqlParameter<long> Long(long value) => new() { TypedValue = value };

    private static NpgsqlParameter<int> Int(int value) => new() { TypedValue = value };
}
