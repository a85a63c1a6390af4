using System.Globalization;
using System.Text.RegularExpressions;
using Argonaut.Domain;
using Npgsql;

namespace Argonaut.Postgres.Store;

/// <summary>One partition that is there: <c>[From, To)</c> of the table's time column, and what it takes on disk with its indexes.</summary>
/// <param name="Rows">About, as the server's statistics have it; 0 when they know nothing.</param>
/// <param name="IsEmpty">It has no page, so no row.</param>
internal sealed partial record DayPartition(DayTable Table, string Name, long From, long To, long Bytes, long Rows, bool IsEmpty)
{
    /// <summary>True when it holds exactly one UTC day.</summary>
    public bool IsOneDay => To - From == UnixNanos.PerDay && From % UnixNanos.PerDay == 0;

    /// <summary>The partitions of a table by time.</summary>
    /// <param name="withBytes">False: <see cref="Bytes"/> is 0, <see cref="IsEmpty"/> false, and no partition is opened.</param>
    public static async Task<List<DayPartition>> ListAsync(NpgsqlConnection connection, DayTable table, bool withBytes, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select c.relname, pg_get_expr(c.relpartbound, c.oid), case when $2 then coalesce(pg_total_relation_size(c.oid), 0) else 0 end,
              case when $2 then greatest(c.reltuples::bigint, s.n_live_tup, 0) else 0 end, $2 and coalesce(pg_relation_size(c.oid), 0) = 0
            from pg_inherits h join pg_class c on c.oid = h.inhrelid left join pg_stat_user_tables s on s.relid = c.oid and $2
            where h.inhparent = $1::regclass
            """, connection)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = table.Name }, new NpgsqlParameter<bool> { TypedValue = withBytes } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var partitions = new List<DayPartition>();
        while (await reader.ReadAsync(ct))
        {
            var bound = Bound().Match(reader.GetString(1));
            if (!bound.Success) throw new InvalidDataException($"Expected a range of {reader.GetString(0)}, found {reader.GetString(1)}.");
            partitions.Add(new DayPartition(
                table, reader.GetString(0), Parse(bound.Groups[1].ValueSpan), Parse(bound.Groups[2].ValueSpan), reader.GetInt64(2), reader.GetInt64(3), reader.GetBoolean(4)));
        }

        partitions.Sort((a, b) => a.From.CompareTo(b.From));
        return partitions;
    }

    private static long Parse(ReadOnlySpan<char> bound) => bound switch
    {
        "MINVALUE" => long.MinValue,
        "MAXVALUE" => long.MaxValue,
        _ => long.Parse(bound, CultureInfo.InvariantCulture),
    };

    [GeneratedRegex(@"^FOR VALUES FROM \('?(-?\d+|MINVALUE)'?\) TO \('?(-?\d+|MAXVALUE)'?\)$")]
    private static partial Regex Bound();
}
