using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Npgsql;

namespace Argonaut.Postgres.Store;

/// <summary>The <c>gaps</c> table; rows are added by <see cref="TickWriter"/> in the transaction they belong to.</summary>
internal sealed class GapRows(ReadSessions sessions)
{
    /// <summary>Gaps that touch <c>[from, to)</c>, oldest first; those of a whole stream count for each instrument.</summary>
    public Task<ImmutableArray<Gap>> ReadAsync(InstrumentKey? instrument, UnixNanos from, UnixNanos to, int limit, CancellationToken ct) =>
        sessions.RunAsync(
            async (connection, token) =>
            {
                await using var command = new NpgsqlCommand(
                    """
                    select id, stream, instrument, kind, from_ns, to_ns, from_seq, to_seq, reason, source, state, explanation from gaps
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

    /// <exception cref="ArgumentException">There is no gap with this id.</exception>
    public Task UpdateAsync(long id, GapState state, string? explanation, CancellationToken ct) => sessions.RunAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand("update gaps set state = $2, explanation = $3 where id = $1", connection)
            {
                Parameters =
                {
                    new NpgsqlParameter<long> { TypedValue = id },
                    new NpgsqlParameter<string> { TypedValue = GapText.Of(state) },
                    new NpgsqlParameter<string?> { TypedValue = explanation },
                },
            };
            return await command.ExecuteNonQueryAsync(token) == 1
                ? true
                : throw new ArgumentException($"There is no gap {id}.", nameof(id));
        },
        ct);

    private static Gap Read(NpgsqlDataReader reader) => new(
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
        reader.IsDBNull(11) ? null : reader.GetString(11));
}
