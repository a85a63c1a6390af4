using System.Globalization;
using System.Text.RegularExpressions;
using Argonaut.Ports;
using Npgsql;

namespace Argonaut.Postgres.Store;

/// <summary>
/// Damaged pages (F-218). The server names a file; the operator is told the table and its range, and both are kept in
/// <c>unreadable_ranges</c> until a person deletes the row.
/// </summary>
internal static partial class Damage
{
    public static bool Is(PostgresException error) => error.SqlState is PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted;

    /// <summary>Finds out what the file belongs to, writes it down, and returns what the caller hears.</summary>
    public static async Task<RangeUnreadableException> MarkAsync(NpgsqlDataSource dataSource, PostgresException error)
    {
        var relation = "a table";
        try
        {
            await using var connection = await dataSource.OpenConnectionAsync(CancellationToken.None);
            if (FileNode().Match(error.MessageText) is { Success: true } match)
            {
                await using var command = new NpgsqlCommand(
                    """
                    with damaged as (select pg_filenode_relation(0, $1) as oid)
                    select coalesce(t.oid, i.indrelid, d.oid)::regclass::text
                    from damaged d
                    left join pg_index i on i.indexrelid = d.oid
                    left join pg_class t on t.reltoastrelid = coalesce(i.indrelid, d.oid)
                    where d.oid is not null
                    """, connection)
                {
                    Parameters = { new() { Value = uint.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), DataTypeName = "oid" } },
                };
                await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
                if (await reader.ReadAsync(CancellationToken.None)) relation = reader.GetString(0);
            }

            await using var mark = new NpgsqlCommand(
                "insert into unreadable_ranges (relation, detail) values ($1, $2) on conflict (relation) do update set detail = excluded.detail", connection)
            {
                Parameters = { new NpgsqlParameter<string> { TypedValue = relation }, new NpgsqlParameter<string> { TypedValue = error.MessageText } },
            };
            await mark.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            // The mark is lost, not the message; the next reader of the page tries again.
        }

        return new RangeUnreadableException($"{relation} cannot be read: {error.MessageText}. Restore it from a backup or an export; other ranges work.", relation, error);
    }

    [GeneratedRegex(@"base/\d+/(\d+)")]
    private static partial Regex FileNode();
}
