using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Postgres.Store;
using Npgsql;
using NpgsqlTypes;

namespace Argonaut.Postgres;

/// <summary>The table <c>jobs</c>. Safe for several threads.</summary>
public sealed class PostgresJobStore(NpgsqlDataSource dataSource) : IJobStore
{
    private const string Columns =
        "id, kind, title, state, request, checkpoint, result, problem, progress, rows_done, rows_total, attempts, owner, idempotency_key, fingerprint, "
        + "created_ns, started_ns, finished_ns";

    private const string FreeKey =
        "update jobs set idempotency_key = null where owner = $1 and idempotency_key = $2 and created_ns < $3";

    private const string Insert =
        $"""
        insert into jobs ({Columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
        on conflict do nothing
        """;

    private const string Update =
        """
        update jobs set state = $2, checkpoint = $3, result = $4, problem = $5, progress = $6, rows_done = $7, rows_total = $8, attempts = $9,
          started_ns = $10, finished_ns = $11
        where id = $1
        """;

    private readonly ReadSessions _sessions = new(dataSource);

    public Task<StoredJob?> AddAsync(StoredJob job, UnixNanos keysSince, CancellationToken ct) => _sessions.RunAsync(
        async (connection, token) =>
        {
            await using var batch = new NpgsqlBatch(connection);
            if (job.IdempotencyKey is { } key) batch.BatchCommands.Add(Command(FreeKey, Text(job.Owner), Text(key), Long(keysSince.Value)));
            batch.BatchCommands.Add(Command(Insert, Values(job)));
            await batch.ExecuteNonQueryAsync(token);
            // The same job sent a second time, because the answer to the first was lost, is there under its own id.
            return job.IdempotencyKey is null || await OneAsync(connection, "where owner = $1 and idempotency_key = $2", [Text(job.Owner), Text(job.IdempotencyKey)], token)
                is not { } holder || holder.Id == job.Id ? null : holder;
        },
        ct);

    public Task UpdateAsync(IReadOnlyCollection<StoredJob> jobs, CancellationToken ct) => _sessions.RunAsync(
        async (connection, token) =>
        {
            await using var batch = new NpgsqlBatch(connection);
            foreach (var job in jobs) batch.BatchCommands.Add(Command(Update, Changes(job)));
            return await batch.ExecuteNonQueryAsync(token);
        },
        ct);

    public Task<StoredJob?> FindAsync(string id, CancellationToken ct) =>
        _sessions.RunAsync((connection, token) => OneAsync(connection, "where id = $1", [Text(id)], token), ct);

    public Task<ImmutableArray<StoredJob>> LoadAsync(int newest, CancellationToken ct) => _sessions.RunAsync(
        (connection, token) => ReadAsync(
            connection,
            """
            where state in ('queued', 'running') or id in (select id from jobs order by created_ns desc limit $1) order by created_ns, id
            """,
            [new NpgsqlParameter<int> { TypedValue = newest }], token),
        ct);

    public Task<int> ForgetAsync(UnixNanos before, CancellationToken ct) => _sessions.RunAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand("delete from jobs where finished_ns < $1", connection) { Parameters = { Long(before.Value) } };
            return await command.ExecuteNonQueryAsync(token);
        },
        ct);

    private static async Task<StoredJob?> OneAsync(NpgsqlConnection connection, string condition, NpgsqlParameter[] parameters, CancellationToken ct) =>
        await ReadAsync(connection, condition, parameters, ct) is [var job, ..] ? job : null;

    private static async Task<ImmutableArray<StoredJob>> ReadAsync(NpgsqlConnection connection, string rest, NpgsqlParameter[] parameters, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select {Columns} from jobs {rest}", connection);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var jobs = ImmutableArray.CreateBuilder<StoredJob>();
        while (await reader.ReadAsync(ct)) jobs.Add(Read(reader));
        return jobs.ToImmutable();
    }

    private static StoredJob Read(NpgsqlDataReader reader)
    {
        string? Text(int at) => reader.IsDBNull(at) ? null : reader.GetString(at);
        UnixNanos? Time(int at) => reader.IsDBNull(at) ? null : new UnixNanos(reader.GetInt64(at));
        return new StoredJob
        {
            Id = reader.GetString(0),
            Kind = reader.GetString(1),
            Title = reader.GetString(2),
            State = reader.GetString(3),
            Request = reader.GetString(4),
            Checkpoint = Text(5),
            Result = Text(6),
            Problem = Text(7),
            Progress = reader.GetDouble(8),
            RowsDone = reader.GetInt64(9),
            RowsTotal = reader.IsDBNull(10) ? null : reader.GetInt64(10),
            Attempts = reader.GetInt32(11),
            Owner = reader.GetString(12),
            IdempotencyKey = Text(13),
            Fingerprint = Text(14),
            Created = new UnixNanos(reader.GetInt64(15)),
            Started = Time(16),
            Finished = Time(17),
        };
    }

    private static NpgsqlParameter[] Values(StoredJob job) =>
    [
        Text(job.Id), Text(job.Kind), Text(job.Title), Text(job.State), Text(job.Request), Text(job.Checkpoint), Text(job.Result), Text(job.Problem),
        Share(job.Progress), Long(job.RowsDone), Long(job.RowsTotal), Int(job.Attempts), Text(job.Owner), Text(job.IdempotencyKey), Text(job.Fingerprint),
        Long(job.Created.Value), Long(job.Started?.Value), Long(job.Finished?.Value),
    ];

    private static NpgsqlParameter[] Changes(StoredJob job) =>
    [
        Text(job.Id), Text(job.State), Text(job.Checkpoint), Text(job.Result), Text(job.Problem), Share(job.Progress), Long(job.RowsDone), Long(job.RowsTotal),
        Int(job.Attempts), Long(job.Started?.Value), Long(job.Finished?.Value),
    ];

    private static NpgsqlBatchCommand Command(string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(parameters);
        return command;
    }

    private static NpgsqlParameter Text(string? text) => new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter Long(long? number) => new() { Value = (object?)number ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint };

    private static NpgsqlParameter<int> Int(int number) => new() { TypedValue = number };

    private static NpgsqlParameter<double> Share(double share) => new() { TypedValue = share };
}
