using System.Globalization;
using System.Text;
using Argonaut.Domain;
using Npgsql;

namespace Argonaut.Postgres.Store;

/// <summary>
/// Where in <c>ts_event</c> the ticks of a range of <c>ts_init</c> can lie: within a day on either side, and on the days that
/// <c>distant_ticks</c> names.
/// </summary>
internal static class DistantDays
{
    /// <summary>A condition on <c>ts_event</c> made of integers only, for the session's snapshot.</summary>
    /// <param name="instrument">Null: of any instrument.</param>
    public static async Task<string> ConditionAsync(
        NpgsqlConnection connection, TickTable table, InstrumentKey? instrument, UnixNanos from, UnixNanos to, CancellationToken ct)
    {
        var first = Math.Max(0, from.Value - UnixNanos.PerDay);
        var last = to.Value > long.MaxValue - UnixNanos.PerDay ? long.MaxValue : to.Value + UnixNanos.PerDay;
        var condition = new StringBuilder();
        condition.Append(CultureInfo.InvariantCulture, $"(ts_event >= {first} and ts_event <= {last}");
        await using var command = new NpgsqlCommand(
            """
            select distinct day from distant_ticks
            where kind = $1 and ($2 = 0 or instrument = $2) and first_ts_init < $4 and last_ts_init >= $3 order by day
            """, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<short> { TypedValue = (short)table.Kind },
                new NpgsqlParameter<int> { TypedValue = instrument?.Value ?? 0 },
                new NpgsqlParameter<long> { TypedValue = from.Value },
                new NpgsqlParameter<long> { TypedValue = to.Value },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var day = reader.GetInt64(0);
            var end = day > long.MaxValue - UnixNanos.PerDay ? long.MaxValue : day + UnixNanos.PerDay - 1;
            if (day < first || end > last) condition.Append(CultureInfo.InvariantCulture, $" or ts_event >= {day} and ts_event <= {end}");
        }

        return condition.Append(')').ToString();
    }
}
