using System.Collections.Immutable;
using Npgsql;

namespace Argonaut.Postgres.Migrations;

/// <summary>
/// Compares the schema that is there with the one that the migrations make (F-214). The migrations run in a schema of their own inside a
/// transaction that is rolled back, so nothing has to be written down twice and nothing remains.
/// </summary>
public static class SchemaDrift
{
    /// <summary>Tables and views without partitions, their columns in order, and what views are made of.</summary>
    private const string Columns =
        """
        select c.relname, c.relkind::text, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.atthasdef or a.attidentity <> '' or a.attgenerated <> ''
        from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p', 'v') and not c.relispartition and a.attnum > 0 and not a.attisdropped
        order by c.relname, a.attnum
        """;

    private const string Views =
        "select c.relname, pg_get_viewdef(c.oid, true) from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind = 'v'";

    /// <summary>What differs, one plain sentence each; empty when the schema is as this program needs it. Further tables and columns are left alone.</summary>
    /// <exception cref="NpgsqlException">The database cannot be reached.</exception>
    public static async Task<ImmutableArray<string>> FindAsync(NpgsqlDataSource dataSource, CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        var found = await ReadAsync(connection, ct);
        Dictionary<string, Relation> expected;
        await using (var transaction = await connection.BeginTransactionAsync(ct))
        {
            try
            {
                var scratch = $"argonaut_expected_{Guid.NewGuid():N}";   // two programs may compare at once
                await ExecuteAsync(connection, $"create schema {scratch}; set local search_path to {scratch}", ct);
            }
            catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
            {
                return [];   // a role that may not make a schema cannot compare; the migrations' hashes were checked
            }

            await ExecuteAsync(connection, SchemaFiles.VersionTable, ct);
            foreach (var migration in Migration.All) await ExecuteAsync(connection, migration.Sql, ct);
            expected = await ReadAsync(connection, ct);
            await transaction.RollbackAsync(ct);
        }

        return [.. expected.OrderBy(e => e.Key, StringComparer.Ordinal).SelectMany(e => Differences(e.Key, e.Value, found.GetValueOrDefault(e.Key)))];
    }

    private static IEnumerable<string> Differences(string name, Relation expected, Relation? found)
    {
        if (found is null)
        {
            yield return $"The {expected.Word} {name} is missing.";
            yield break;
        }

        if (found.Word != expected.Word) yield return $"{name} is a {found.Word}, expected a {expected.Word}.";
        foreach (var column in expected.Columns)
        {
            if (found.Columns.Find(c => c.Name == column.Name) is not { } there)
                yield return $"The column {name}.{column.Name} ({column.Type}) is missing.";
            else if (there.Type != column.Type)
                yield return $"The column {name}.{column.Name} is {there.Type}, expected {column.Type}.";
            else if (there.IsRequired != column.IsRequired)
                yield return $"The column {name}.{column.Name} {(there.IsRequired ? "is not null, expected a column that may be" : "may be null, expected one that is not")}.";
        }

        foreach (var extra in found.Columns)
            if (extra.IsRequired && !extra.HasDefault && !expected.Columns.Exists(c => c.Name == extra.Name))
                yield return $"The further column {name}.{extra.Name} is not null and has no default: no row could be added.";
        if (found.View != expected.View && found.Word == expected.Word) yield return $"The view {name} was replaced: it is not made as this program makes it.";
    }

    private static async Task<Dictionary<string, Relation>> ReadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var all = new Dictionary<string, Relation>(StringComparer.Ordinal);
        await using (var command = new NpgsqlCommand(Columns, connection))
        await using (var reader = await command.ExecuteReaderAsync(ct))
            while (await reader.ReadAsync(ct))
            {
                var name = reader.GetString(0);
                if (!all.TryGetValue(name, out var relation))
                    all[name] = relation = new Relation(reader.GetString(1) switch { "v" => "view", "p" => "partitioned table", _ => "table" }, []);
                relation.Columns.Add(new Column(reader.GetString(2), reader.GetString(3), reader.GetBoolean(4), reader.GetBoolean(5)));
            }

        await using (var command = new NpgsqlCommand(Views, connection))
        await using (var reader = await command.ExecuteReaderAsync(ct))
            while (await reader.ReadAsync(ct)) all[reader.GetString(0)] = all[reader.GetString(0)] with { View = reader.GetString(1) };
        return all;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    private sealed record Relation(string Word, List<Column> Columns)
    {
        public string? View { get; init; }
    }

    private sealed record Column(string Name, string Type, bool IsRequired, bool HasDefault);
}
