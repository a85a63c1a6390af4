using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Npgsql;

namespace Argonaut.Postgres.Store;

/// <summary>The <c>gaps</c> table; rows are added by <see cref="TickWriter"/> in the transaction they belong to.</summary>
internal sealed class GapRows(ReadSessions sessions)
{
    public const string Select =
        """
        select id, stream, instrument, kind, from_ns, to_ns, from_seq, to_seq, reason, source, state, explanation, filled_to_ns, ticks, attempts, retry_ns,
               noted_ns, changed_ns
        from gaps
        """;

    public const string Insert =
        """
        insert into gaps (stream, instrument, kind, from_ns, to_ns, from_seq, to_seq, reason, source, state, explanation, noted_ns)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """;

    public const string Update =
        "update gaps set state = $2, explanation = $3, filled_to_ns = $4, ticks = $5, attempts = $6, retry_ns = $7, changed_ns = $8 where id = $1";

    /// <summary>Gaps that touch <c>[from, to)</c>, oldest first; those of a whole stream count for each instrument.</summary>
    public Task<ImmutableArray<Gap>> ReadAsync(InstrumentKey? instrument, UnixNanos from, UnixNanos to, int limit, CancellationToken ct) =>
        sessions.RunAsync(
            async (connection, token) =>
            {
                await using var command = new NpgsqlCommand(
                    $"""
                    {Select}
                    where ($1 = 0 or instrument is null or instrument = $1) and from_ns < $3 and to_ns > $2 order by from_ns, id limit $4
                    """, connection)
                {
                    Parameters =
                    {
                        new NpgsqlParameter<int> { TypedValue = instrument?.Value ?? 0 },
                        new NpgsqlParameter<long> { TypedValue = from.Value },
                        new NpgsqlParameter<long> { TypedValue = to.Value },
                        new NpgsqlParameter<int> { TypedValue = Math.Max(0, limit) },
                    },
                };
                await using var reader = await command.ExecuteReaderAsync(token);
                var gaps = ImmutableArray.CreateBuilder<Gap>();
                while (await reader.ReadAsync(token)) gaps.Add(Read(reader));
                return gaps.ToImmutable();
            },
            ct);

    /// <summary>Parameters of <see cref="Insert"/>.</summary>
    public static NpgsqlParameter[] Values(Gap gap, UnixNanos now) =>
    [
        new NpgsqlParameter<int> { TypedValue = gap.Stream },
        new NpgsqlParameter<int?> { TypedValue = gap.Instrument?.Value },
        new NpgsqlParameter<short> { TypedValue = (short)gap.Kind },
        new NpgsqlParameter<long> { TypedValue = gap.From.Value },
        new NpgsqlParameter<long> { TypedValue = gap.To.Value },
        new NpgsqlParameter<long?> { TypedValue = gap.FromSequence },
        new NpgsqlParameter<long?> { TypedValue = gap.ToSequence },
        new NpgsqlParameter<string> { TypedValue = gap.Reason },
        new NpgsqlParameter<string> { TypedValue = gap.Source },
        new NpgsqlParameter<string> { TypedValue = GapText.Of(gap.State) },
        new NpgsqlParameter<string?> { TypedValue = gap.Explanation },
        new NpgsqlParameter<long> { TypedValue = now.Value },
    ];

    /// <summary>Parameters of <see cref="Update"/>.</summary>
    public static NpgsqlParameter[] Changes(Gap gap, UnixNanos now) =>
    [
        new NpgsqlParameter<long> { TypedValue = gap.Id },
        new NpgsqlParameter<string> { TypedValue = GapText.Of(gap.State) },
        new NpgsqlParameter<string?> { TypedValue = gap.Explanation },
        new NpgsqlParameter<long> { TypedValue = gap.FilledTo.Value },
        new NpgsqlParameter<long> { TypedValue = gap.Ticks },
        new NpgsqlParameter<int> { TypedValue = gap.Attempts },
        new NpgsqlParameter<long> { TypedValue = gap.RetryAt.Value },
        new NpgsqlParameter<long> { TypedValue = now.Value },
    ];

    /// <summary>A row of <see cref="Select"/>.</summary>
    public static Gap Read(NpgsqlDataReader reader) => new(
        reader.GetInt64(0),
        reader.GetInt32(1),
        reader.IsDBNull(2) ? null : new InstrumentKey(reader.GetInt32(2)),
        (MarketEventKind)reader.GetInt16(3),
        new UnixNanos(reader.GetInt64(4)),
        new UnixNanos(reader.GetInt64(5)),
        reader.IsDBNull(6) ? null : reader.GetInt64(6),
        reader.IsDBNull(7) ? null : reader.GetInt64(7),
        reader.GetString(8),
        reader.GetString(9),
        GapText.Parse(reader.GetString(10)),
        reader.IsDBNull(11) ? null : reader.GetString(11))
    {
        FilledTo = new UnixNanos(reader.GetInt64(12)),
        Ticks = reader.GetInt64(13),
        Attempts = reader.GetInt32(14),
        RetryAt = new UnixNanos(reader.GetInt64(15)),
        NotedAt = reader.IsDBNull(16) ? null : new UnixNanos(reader.GetInt64(16)),
        ChangedAt = reader.IsDBNull(17) ? null : new UnixNanos(reader.GetInt64(17)),
    };
}
