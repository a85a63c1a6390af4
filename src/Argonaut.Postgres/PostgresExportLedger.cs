using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Postgres.Store;
using Npgsql;

namespace Argonaut.Postgres;

/// <summary>The ledger of exported files in PostgreSQL. Every change is committed when its method returns.</summary>
public sealed class PostgresExportLedger(NpgsqlDataSource dataSource) : IExportLedger
{
    private const string Columns =
        "kind, instrument_id, from_ns, to_ns, profile, path, rows, bytes, sha256, first_ts_init, last_ts_init, state, options";

    private readonly ReadSessions _sessions = new(dataSource);

    public Task<ImmutableArray<ExportRecord>> FindAsync(ExportIdentity identity, CancellationToken ct) => ReadAsync(
        $"""
        select {Columns} from exports
        where kind = $1 and instrument_id = $2 and from_ns = $3 and to_ns = $4 and profile = $5 order by path
        """,
        [
            new NpgsqlParameter<string> { TypedValue = identity.Kind },
            new NpgsqlParameter<string> { TypedValue = identity.InstrumentId },
            new NpgsqlParameter<long> { TypedValue = identity.From.Value },
            new NpgsqlParameter<long> { TypedValue = identity.To.Value },
            new NpgsqlParameter<string> { TypedValue = identity.Profile },
        ],
        ct);

    public Task BeginAsync(ExportRecord record, CancellationToken ct) => ExecuteAsync(
        $"""
        insert into exports ({Columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'publishing', $12)
        on conflict (path) do update set
          kind = excluded.kind, instrument_id = excluded.instrument_id, from_ns = excluded.from_ns, to_ns = excluded.to_ns,
          profile = excluded.profile, rows = excluded.rows, bytes = excluded.bytes, sha256 = excluded.sha256,
          first_ts_init = excluded.first_ts_init, last_ts_init = excluded.last_ts_init, state = excluded.state,
          options = excluded.options, changed_at = now()
        """,
        [
            new NpgsqlParameter<string> { TypedValue = record.Identity.Kind },
            new NpgsqlParameter<string> { TypedValue = record.Identity.InstrumentId },
            new NpgsqlParameter<long> { TypedValue = record.Identity.From.Value },
            new NpgsqlParameter<long> { TypedValue = record.Identity.To.Value },
            new NpgsqlParameter<string> { TypedValue = record.Identity.Profile },
            new NpgsqlParameter<string> { TypedValue = record.Path },
            new NpgsqlParameter<long> { TypedValue = record.Rows },
            new NpgsqlParameter<long> { TypedValue = record.Bytes },
            new NpgsqlParameter<string> { TypedValue = record.Sha256 },
            new NpgsqlParameter<long> { TypedValue = record.FirstTsInit.Value },
            new NpgsqlParameter<long> { TypedValue = record.LastTsInit.Value },
            new NpgsqlParameter<string> { TypedValue = record.Options },
        ],
        ct);

    /// <exception cref="InvalidOperationException">The path was not begun.</exception>
    public async Task PublishedAsync(string path, CancellationToken ct)
    {
        var changed = await ExecuteAsync(
            "update exports set state = 'published', changed_at = now() where path = $1", [new NpgsqlParameter<string> { TypedValue = path }], ct);
        if (changed != 1) throw new InvalidOperationException($"{path} was published without a row in the ledger.");
    }

    public Task RemoveAsync(string path, CancellationToken ct) =>
        ExecuteAsync("delete from exports where path = $1", [new NpgsqlParameter<string> { TypedValue = path }], ct);

    public Task<ImmutableArray<ExportRecord>> ListAsync(ExportState? state, CancellationToken ct) => ReadAsync(
        $"select {Columns} from exports where $1 = '' or state = $1 order by path",
        [new NpgsqlParameter<string> { TypedValue = state is { } wanted ? TextOf(wanted) : "" }],
        ct);

    private static string TextOf(ExportState state) => state.ToString().ToLowerInvariant();

    private Task<int> ExecuteAsync(string sql, NpgsqlParameter[] parameters, CancellationToken ct) => _sessions.RunAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(sql, connection);
            command.Parameters.AddRange(Copies(parameters));
            return await command.ExecuteNonQueryAsync(token);
        },
        ct);

    private Task<ImmutableArray<ExportRecord>> ReadAsync(string sql, NpgsqlParameter[] parameters, CancellationToken ct) => _sessions.RunAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(sql, connection);
            command.Parameters.AddRange(Copies(parameters));
            await using var reader = await command.ExecuteReaderAsync(token);
            var records = ImmutableArray.CreateBuilder<ExportRecord>();
            while (await reader.ReadAsync(token)) records.Add(Read(reader));
            return records.ToImmutable();
        },
        ct);

    /// <summary>A parameter belongs to one command; a repeated read needs its own.</summary>
    private static NpgsqlParameter[] Copies(NpgsqlParameter[] parameters) => Array.ConvertAll(parameters, parameter => parameter.Clone());

    private static ExportRecord Read(NpgsqlDataReader reader) => new(
        new ExportIdentity(
            reader.GetString(0), reader.GetString(1), new UnixNanos(reader.GetInt64(2)), new UnixNanos(reader.GetInt64(3)), reader.GetString(4)),
        reader.GetString(5),
        reader.GetInt64(6),
        reader.GetInt64(7),
        reader.GetString(8),
        new UnixNanos(reader.GetInt64(9)),
        new UnixNanos(reader.GetInt64(10)),
        Enum.Parse<ExportState>(reader.GetString(11), ignoreCase: true),
        reader.GetString(12));
}
