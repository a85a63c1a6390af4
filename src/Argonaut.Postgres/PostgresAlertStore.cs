using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Postgres.Store;
using Argonaut.Trading.Alerts;
using Npgsql;
using NpgsqlTypes;

namespace Argonaut.Postgres;

/// <summary>Rules and events of alerts in PostgreSQL. Safe for several threads.</summary>
public sealed partial class PostgresAlertStore(NpgsqlDataSource dataSource) : IAlertStore
{
    private const string RuleColumns =
        "id, version, name, kind, instrument_id, direction, threshold, window_s, level, cooldown_s, ends_ns, is_paused, deliver, fired, last_fired_ns, snoozed_until_ns";

    private const string EventColumns =
        "id, rule_id, rule_name, kind, level, instrument_id, at_ns, text, state, changed_by, changed_ns, snoozed_until_ns, count, deliveries::text";

    private readonly ReadSessions _sessions = new(dataSource);

    public Task<ImmutableArray<AlertRule>> LoadRulesAsync(CancellationToken ct) => RulesAsync($"select {RuleColumns} from alert_rules order by id", [], ct);

    public async Task<AlertRule> AddRuleAsync(AlertRule rule, CancellationToken ct) => (await RulesAsync(
        $"""
        insert into alert_rules (name, kind, instrument_id, direction, threshold, window_s, level, cooldown_s, ends_ns, is_paused, deliver)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning {RuleColumns}
        """, Values(rule), ct)).Single();

    public async Task<AlertRule?> ChangeRuleAsync(AlertRule rule, CancellationToken ct) => (await RulesAsync(
        $"""
        update alert_rules set name = $1, kind = $2, instrument_id = $3, direction = $4, threshold = $5, window_s = $6, level = $7, cooldown_s = $8,
          ends_ns = $9, is_paused = $10, deliver = $11, version = version + 1, snoozed_until_ns = null
        where id = $12 and version = $13 returning {RuleColumns}
        """, [.. Values(rule), Long(rule.Id), Long(rule.Version)], ct)).SingleOrDefault();

    public async Task<bool> RemoveRuleAsync(long id, long version, CancellationToken ct) => await ExecuteAsync(
        """
        with gone as (delete from alert_rules where id = $1 and version = $2 returning id), kept as (
          update alert_events set rule_id = null from gone where rule_id = gone.id)
        select count(*) from gone
        """, [Long(id), Long(version)], ct) == 1;

    public Task SaveEventAsync(AlertEvent one, AlertRule? rule, CancellationToken ct) => _sessions.RunAsync(
        async (connection, token) =>
        {
            await using var batch = new NpgsqlBatch(connection);
            var save = new NpgsqlBatchCommand(
                """
                insert into alert_events (id, rule_id, rule_name, kind, level, instrument_id, at_ns, text, state, changed_by, changed_ns, snoozed_until_ns, count, deliveries)
                values ($1, (select id from alert_rules where id = $2), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
                on conflict (id) do update set text = excluded.text, state = excluded.state, changed_by = excluded.changed_by, changed_ns = excluded.changed_ns,
                  snoozed_until_ns = excluded.snoozed_until_ns, count = excluded.count, deliveries = excluded.deliveries
                """);
            foreach (var value in EventValues(one)) save.Parameters.Add(value);
            batch.BatchCommands.Add(save);
            if (rule is not null)
            {
                var fired = new NpgsqlBatchCommand(
                    "update alert_rules set fired = greatest(fired, $2), last_fired_ns = greatest(last_fired_ns, $3), snoozed_until_ns = $4 where id = $1");
                foreach (var value in (NpgsqlParameter[])[Long(rule.Id), Long(rule.Fired), LongOrNull(rule.LastFired), LongOrNull(rule.SnoozedUntil)]) fired.Parameters.Add(value);
                batch.BatchCommands.Add(fired);
            }

            return await batch.ExecuteNonQueryAsync(token);
        },
        ct);

    public async Task<AlertEvent?> FindEventAsync(long id, CancellationToken ct) =>
        (await EventsAsync($"select {EventColumns} from alert_events where id = $1", [Long(id)], ct)).SingleOrDefault();

    public Task<ImmutableArray<AlertEvent>> ReadEventsAsync(AlertQuery query, CancellationToken ct) => EventsAsync(
        $"""
        select {EventColumns} from alert_events
        where id < $1 and ($2::text is null or case when changed_ns > $6 then 'raised' else state end = $2) and ($3::text is null or level = $3)
          and ($4::text is null or instrument_id = $4) and ($6::bigint is null or at_ns <= $6)
        order by id desc limit $5
        """,
        [
            Long(query.Before ?? long.MaxValue), Text(query.State is { } state ? Name(state) : null), Text(query.Level is { } level ? Name(level) : null),
            Text(query.Instrument?.Value), new NpgsqlParameter<int> { TypedValue = query.Limit }, LongOrNull(query.KnownAt),
        ],
        ct);

    private static NpgsqlParameter[] Values(AlertRule rule) =>
    [
        Text(rule.Name), Text(Name(rule.Kind)), Text(rule.Instrument?.Value), Text(rule.Direction is { } direction ? Name(direction) : null),
        Text(rule.Threshold?.ToString()), IntOrNull(rule.WindowSeconds), Text(Name(rule.Level)), new NpgsqlParameter<int> { TypedValue = rule.CooldownSeconds },
        LongOrNull(rule.Ends), new NpgsqlParameter<bool> { TypedValue = rule.IsPaused }, new NpgsqlParameter<string[]> { TypedValue = [.. rule.Deliver] },
    ];

    private static IEnumerable<NpgsqlParameter> EventValues(AlertEvent one) =>
    [
        Long(one.Id), new NpgsqlParameter { Value = (object?)one.RuleId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint }, Text(one.RuleName), Text(Name(one.Kind)),
        Text(Name(one.Level)), Text(one.Instrument?.Value), Long(one.At.Value), Text(one.Text), Text(Name(one.State)), Text(one.By),
        LongOrNull(one.ChangedAt), LongOrNull(one.SnoozedUntil), new NpgsqlParameter<int> { TypedValue = one.Count },
        new NpgsqlParameter { Value = JsonSerializer.Serialize([.. one.Deliveries.Select(StoredDelivery.Of)], DeliveryJson.Default.StoredDeliveryArray), NpgsqlDbType = NpgsqlDbType.Jsonb },
    ];

    private Task<ImmutableArray<AlertRule>> RulesAsync(string sql, NpgsqlParameter[] parameters, CancellationToken ct) => ReadAsync(sql, parameters, Rule, ct);

    private Task<ImmutableArray<AlertEvent>> EventsAsync(string sql, NpgsqlParameter[] parameters, CancellationToken ct) => ReadAsync(sql, parameters, Event, ct);

    private Task<ImmutableArray<T>> ReadAsync<T>(string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> read, CancellationToken ct) => _sessions.RunAsync(
        async (connection, token) =>
        {
            await using var command = Command(connection, sql, parameters);
            await using var reader = await command.ExecuteReaderAsync(token);
            var rows = ImmutableArray.CreateBuilder<T>();
            while (await reader.ReadAsync(token)) rows.Add(read(reader));
            return rows.ToImmutable();
        },
        ct);

    private Task<long> ExecuteAsync(string sql, NpgsqlParameter[] parameters, CancellationToken ct) => _sessions.RunAsync(
        async (connection, token) =>
        {
            await using var command = Command(connection, sql, parameters);
            return (long)(await command.ExecuteScalarAsync(token))!;
        },
        ct);

    /// <summary>A parameter belongs to one command; a repeated one needs its own.</summary>
    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters) command.Parameters.Add(parameter.Clone());
        return command;
    }

    private static AlertRule Rule(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetInt64(0),
        Version = reader.GetInt64(1),
        Name = reader.GetString(2),
        Kind = Parse<AlertKind>(reader.GetString(3)),
        Instrument = reader.IsDBNull(4) ? null : InstrumentId.Parse(reader.GetString(4)),
        Direction = reader.IsDBNull(5) ? null : Parse<AlertDirection>(reader.GetString(5)),
        Threshold = reader.IsDBNull(6) ? null : Price.Parse(reader.GetString(6)),
        WindowSeconds = reader.IsDBNull(7) ? null : reader.GetInt32(7),
        Level = Parse<AlertLevel>(reader.GetString(8)),
        CooldownSeconds = reader.GetInt32(9),
        Ends = NanosOrNull(reader, 10),
        IsPaused = reader.GetBoolean(11),
        Deliver = [.. reader.GetFieldValue<string[]>(12)],
        Fired = reader.GetInt64(13),
        LastFired = NanosOrNull(reader, 14),
        SnoozedUntil = NanosOrNull(reader, 15),
    };

    private static AlertEvent Event(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetInt64(0),
        RuleId = reader.IsDBNull(1) ? null : reader.GetInt64(1),
        RuleName = reader.GetString(2),
        Kind = Parse<AlertKind>(reader.GetString(3)),
        Level = Parse<AlertLevel>(reader.GetString(4)),
        Instrument = reader.IsDBNull(5) ? null : InstrumentId.Parse(reader.GetString(5)),
        At = new UnixNanos(reader.GetInt64(6)),
        Text = reader.GetString(7),
        State = Parse<AlertState>(reader.GetString(8)),
        By = reader.IsDBNull(9) ? null : reader.GetString(9),
        ChangedAt = NanosOrNull(reader, 10),
        SnoozedUntil = NanosOrNull(reader, 11),
        Count = reader.GetInt32(12),
        Deliveries = [.. JsonSerializer.Deserialize(reader.GetString(13), DeliveryJson.Default.StoredDeliveryArray)!.Select(d => d.ToDelivery())],
    };

    private static UnixNanos? NanosOrNull(NpgsqlDataReader reader, int at) => reader.IsDBNull(at) ? null : new UnixNanos(reader.GetInt64(at));

    private static string Name<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static T Parse<T>(string name) where T : struct, Enum => Enum.Parse<T>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);

    private static NpgsqlParameter Text(string? text) => new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter<long> Long(long number) => new() { TypedValue = number };

    private static NpgsqlParameter LongOrNull(UnixNanos? at) => new() { Value = at is { } some ? some.Value : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint };

    private static NpgsqlParameter IntOrNull(int? number) => new() { Value = (object?)number ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer };

    internal sealed record StoredDelivery(string Route, string State, string? Detail, long? At)
    {
        public static StoredDelivery Of(AlertDelivery one) => new(one.Route, Name(one.State), one.Detail, one.At?.Value);

        public AlertDelivery ToDelivery() => new(Route, Parse<DeliveryState>(State), Detail, At is { } at ? new UnixNanos(at) : null);
    }

    [JsonSerializable(typeof(StoredDelivery[]))]
    internal sealed partial class DeliveryJson : JsonSerializerContext;
}
