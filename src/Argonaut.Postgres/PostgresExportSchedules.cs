using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Postgres.Store;
using Npgsql;

namespace Argonaut.Postgres;

/// <summary>The table <c>export_schedules</c>. Safe for several threads.</summary>
public sealed class PostgresExportSchedules(NpgsqlDataSource dataSource, TimeProvider time) : IExportSchedules
{
    private const string Columns = "id, name, is_enabled, time_of_day, time_zone, request, next_day, last_job, version, changed_ns";

    private readonly ReadSessions _sessions = new(dataSource);

    public Task<ImmutableArray<ExportSchedule>> ListAsync(CancellationToken ct) => ReadAsync($"select {Columns} from export_schedules order by id", [], ct);

    public async Task<ExportSchedule?> AddAsync(ExportSchedule schedule, CancellationToken ct) => await ReadAsync(
        $"""
        insert into export_schedules (name, is_enabled, time_of_day, time_zone, request, next_day, version, changed_ns) values ($1, $2, $3, $4, $5, $6, 1, $7)
        on conflict (name) do nothing returning {Columns}
        """,
        [Text(schedule.Name), Flag(schedule.IsEnabled), Time(schedule.TimeOfDay), Text(schedule.TimeZone), Text(schedule.Request), Day(schedule.NextDay), Long(Now)], ct)
        is [var added] ? added : null;

    public async Task<ExportSchedule?> ChangeAsync(ExportSchedule schedule, CancellationToken ct) => await ReadAsync(
        $"""
        update export_schedules s set name = $2, is_enabled = $3, time_of_day = $4, time_zone = $5, request = $6, next_day = $7, version = version + 1, changed_ns = $8
        where id = $1 and version = $9 and not exists (select from export_schedules o where o.name = $2 and o.id <> s.id) returning {Columns}
        """,
        [
            Long(schedule.Id), Text(schedule.Name), Flag(schedule.IsEnabled), Time(schedule.TimeOfDay), Text(schedule.TimeZone), Text(schedule.Request), Day(schedule.NextDay),
            Long(Now), Long(schedule.Version),
        ], ct)
        is [var changed] ? changed : null;

    public async Task<bool> RemoveAsync(long id, long version, CancellationToken ct) =>
        await ReadAsync($"delete from export_schedules where id = $1 and version = $2 returning {Columns}", [Long(id), Long(version)], ct) is [_];

    public Task AdvanceAsync(long id, DateOnly nextDay, string job, CancellationToken ct) => ReadAsync(
        $"update export_schedules set next_day = $2, last_job = $3 where id = $1 and next_day < $2 returning {Columns}", [Long(id), Day(nextDay), Text(job)], ct);

    private long Now => HybridClock.Now(time).Value;

    private Task<ImmutableArray<ExportSchedule>> ReadAsync(string sql, NpgsqlParameter[] parameters, CancellationToken ct) => _sessions.RunAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(sql, connection);
            // A parameter belongs to one command; a repeated one needs its own.
            foreach (var parameter in parameters) command.Parameters.Add(parameter.Clone());
            await using var reader = await command.ExecuteReaderAsync(token);
            var schedules = ImmutableArray.CreateBuilder<ExportSchedule>();
            while (await reader.ReadAsync(token))
                schedules.Add(new ExportSchedule(
                    reader.GetInt64(0), reader.GetString(1), reader.GetBoolean(2), reader.GetFieldValue<TimeOnly>(3), reader.GetString(4), reader.GetString(5),
                    reader.GetFieldValue<DateOnly>(6), reader.IsDBNull(7) ? null : reader.GetString(7), reader.GetInt64(8), new UnixNanos(reader.GetInt64(9))));
            return schedules.ToImmutable();
        },
        ct);

    private static NpgsqlParameter<string> Text(string text) => new() { TypedValue = text };

    private static NpgsqlParameter<long> Long(long number) => new() { TypedValue = number };

    private static NpgsqlParameter<bool> Flag(bool flag) => new() { TypedValue = flag };

    private static NpgsqlParameter<TimeOnly> Time(TimeOnly time) => new() { TypedValue = time };

    private static NpgsqlParameter<DateOnly> Day(DateOnly day) => new() { TypedValue = day };
}
