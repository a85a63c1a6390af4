using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Postgres.Store;
using Npgsql;

namespace Argonaut.Postgres;

/// <summary>The table <c>opened_catalogs</c>. Safe for several threads.</summary>
public sealed class PostgresOpenedCatalogs(NpgsqlDataSource dataSource) : IOpenedCatalogs
{
    private const string Columns = "id, name, path, opened_by, opened_ns";

    private readonly ReadSessions _sessions = new(dataSource);

    public Task<ImmutableArray<OpenedCatalog>> ListAsync(CancellationToken ct) => ReadAsync($"select {Columns} from opened_catalogs order by id", [], ct);

    public async Task<OpenedCatalog?> AddAsync(OpenedCatalog catalog, CancellationToken ct) => await ReadAsync(
        $"insert into opened_catalogs (name, path, opened_by, opened_ns) values ($1, $2, $3, $4) on conflict do nothing returning {Columns}",
        [Text(catalog.Name), Text(catalog.Path), Text(catalog.OpenedBy), Long(catalog.Opened.Value)], ct) is [var added] ? added : null;

    public async Task<bool> RemoveAsync(long id, CancellationToken ct) =>
        await ReadAsync($"delete from opened_catalogs where id = $1 returning {Columns}", [Long(id)], ct) is [_];

    private Task<ImmutableArray<OpenedCatalog>> ReadAsync(string sql, NpgsqlParameter[] parameters, CancellationToken ct) => _sessions.RunAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(sql, connection);
            // A parameter belongs to one command; a repeated one needs its own.
            foreach (var parameter in parameters) command.Parameters.Add(parameter.Clone());
            await using var reader = await command.ExecuteReaderAsync(token);
            var catalogs = ImmutableArray.CreateBuilder<OpenedCatalog>();
            while (await reader.ReadAsync(token))
                catalogs.Add(new OpenedCatalog(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), new UnixNanos(reader.GetInt64(4))));
            return catalogs.ToImmutable();
        },
        ct);

    private static NpgsqlParameter<string> Text(string text) => new() { TypedValue = text };

    private static NpgsqlParameter<long> Long(long number) => new() { TypedValue = number };
}
