using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Postgres.Store;
using Npgsql;
using NpgsqlTypes;

namespace Argonaut.Postgres.Retention;

/// <summary>The policy a person has set, and the log of runs.</summary>
internal sealed partial class RetentionRows(ReadSessions sessions)
{
    /// <summary>Null when nobody has set one.</summary>
    public Task<RetentionPolicy?> ReadPolicyAsync(CancellationToken ct) => sessions.RunAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand("select policy::text from retention_policy", connection);
            return await command.ExecuteScalarAsync(token) is string text ? JsonSerializer.Deserialize(text, PolicyJson.Default.RetentionPolicy) : null;
        },
        ct);

    public Task SavePolicyAsync(RetentionPolicy policy, CancellationToken ct) => sessions.RunAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(
                "insert into retention_policy (policy) values ($1) on conflict (only_row) do update set policy = excluded.policy, changed_at = now()", connection)
            {
                Parameters = { Text(policy) },
            };
            return await command.ExecuteNonQueryAsync(token);
        },
        ct);

    public Task<long> BeginAsync(RetentionPolicy policy, string reason, CancellationToken ct) => sessions.RunAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand("insert into retention_runs (policy, reason) values ($1, $2) returning id", connection)
            {
                Parameters = { Text(policy), new NpgsqlParameter<string> { TypedValue = reason } },
            };
            return (long)(await command.ExecuteScalarAsync(token))!;
        },
        ct);

    public Task EndAsync(long id, IReadOnlyList<RetentionItem> items, string outcome, string? detail, CancellationToken ct) => sessions.RunAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(
                """
                update retention_runs set finished_at = now(), ticks = $2, quotes = $3, bars = $4, partitions = $5, bytes = $6, kept = $7, outcome = $8, detail = $9
                where id = $1
                """, connection)
            {
                Parameters =
                {
                    new NpgsqlParameter<long> { TypedValue = id },
                    new NpgsqlParameter<long> { TypedValue = Deleted(items, RetentionKind.Ticks) },
                    new NpgsqlParameter<long> { TypedValue = Deleted(items, RetentionKind.Quotes) },
                    new NpgsqlParameter<long> { TypedValue = Deleted(items, RetentionKind.BarsSeconds) + Deleted(items, RetentionKind.BarsMinutes) + Deleted(items, RetentionKind.BarsLong) },
                    new NpgsqlParameter<int> { TypedValue = items.Count(item => item.Kept is null) },
                    new NpgsqlParameter<long> { TypedValue = items.Where(item => item.Kept is null).Sum(item => item.Bytes) },
                    new NpgsqlParameter<int> { TypedValue = items.Count(item => item.Kept is not null) },
                    new NpgsqlParameter<string> { TypedValue = outcome },
                    new NpgsqlParameter<string?> { TypedValue = detail },
                },
            };
            return await command.ExecuteNonQueryAsync(token);
        },
        ct);

    public Task<ImmutableArray<RetentionRun>> ReadAsync(int limit, CancellationToken ct) => sessions.RunAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(
                """
                select id, (extract(epoch from started_at) * 1000000)::bigint, (extract(epoch from finished_at) * 1000000)::bigint,
                       ticks, quotes, bars, partitions, bytes, kept, outcome, detail
                from retention_runs where reason = 'request' or partitions > 0 or outcome = 'failed' order by id desc limit $1
                """, connection)
            {
                Parameters = { new NpgsqlParameter<int> { TypedValue = limit } },
            };
            await using var reader = await command.ExecuteReaderAsync(token);
            var runs = ImmutableArray.CreateBuilder<RetentionRun>();
            while (await reader.ReadAsync(token))
                runs.Add(new RetentionRun(
                    reader.GetInt64(0), new UnixNanos(reader.GetInt64(1) * 1_000), reader.IsDBNull(2) ? null : new UnixNanos(reader.GetInt64(2) * 1_000),
                    reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5), reader.GetInt32(6), reader.GetInt64(7), reader.GetInt32(8),
                    reader.IsDBNull(9) ? null : reader.GetString(9), reader.IsDBNull(10) ? null : reader.GetString(10)));
            return runs.ToImmutable();
        },
        ct);

    private static long Deleted(IEnumerable<RetentionItem> items, RetentionKind kind) =>
        items.Where(item => item.Kept is null && item.Kind == kind).Sum(item => item.Rows);

    private static NpgsqlParameter<string> Text(RetentionPolicy policy) =>
        new() { TypedValue = JsonSerializer.Serialize(policy, PolicyJson.Default.RetentionPolicy), NpgsqlDbType = NpgsqlDbType.Jsonb };

    [JsonSerializable(typeof(RetentionPolicy))]
    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    private sealed partial class PolicyJson : JsonSerializerContext;
}
