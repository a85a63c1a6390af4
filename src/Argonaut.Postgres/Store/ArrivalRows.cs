using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Npgsql;

namespace Argonaut.Postgres.Store;

/// <summary>
/// The <c>arrivals</c> table: when what did not come from a line came. Rows are added in the transaction that stores what they tell of.
/// </summary>
internal sealed class ArrivalRows(ReadSessions sessions)
{
    /// <summary>How far each stream that is not of lines was at a moment. Parameter: the moment.</summary>
    public const string StreamsSql =
        """
        select s.id, coalesce((select max(last_seq) from arrivals where stream = s.id and at_ns <= $1), 0)
        from streams s where exists (select from arrivals where stream = s.id)
        """;

    private const string Insert =
        "insert into arrivals (at_ns, instrument, stream, last_seq, timeframe, first_ns, last_ns) values ($1, $2, $3, $4, $5, $6, $7)";

    /// <summary>Those that touch <c>[from, to)</c>.</summary>
    public Task<ImmutableArray<Arrival>> ReadAsync(InstrumentKey instrument, UnixNanos from, UnixNanos to, CancellationToken ct) => sessions.RunAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(
                "select at_ns, instrument, stream is null, timeframe, first_ns, last_ns from arrivals where instrument in (0, $1) and first_ns < $3 and last_ns >= $2", connection)
            {
                Parameters =
                {
                    new NpgsqlParameter<int> { TypedValue = instrument.Value },
                    new NpgsqlParameter<long> { TypedValue = from.Value },
                    new NpgsqlParameter<long> { TypedValue = to.Value },
                },
            };
            await using var reader = await command.ExecuteReaderAsync(token);
            var arrivals = ImmutableArray.CreateBuilder<Arrival>();
            while (await reader.ReadAsync(token))
                arrivals.Add(new Arrival(
                    new UnixNanos(reader.GetInt64(0)),
                    reader.GetInt32(1) == 0 ? null : instrument,
                    reader.GetBoolean(2),
                    reader.IsDBNull(3) ? null : Timeframe.FromIndex(reader.GetInt16(3)),
                    new UnixNanos(reader.GetInt64(4)),
                    new UnixNanos(reader.GetInt64(5))));
            return arrivals.DrainToImmutable();
        },
        ct);

    /// <summary>Of ticks of one stream: one row an instrument.</summary>
    public static void Add(NpgsqlBatch batch, ReadOnlySpan<MarketEvent> ticks, UnixNanos now)
    {
        var spans = new Dictionary<InstrumentKey, (UnixNanos First, UnixNanos Last)>();
        foreach (ref readonly var tick in ticks)
            spans[tick.Instrument] = spans.TryGetValue(tick.Instrument, out var span) ? Wider(span, tick.TsEvent) : (tick.TsEvent, tick.TsEvent);
        foreach (var (instrument, span) in spans) batch.BatchCommands.Add(Row(now, instrument, (ticks[0].Stream, ticks[^1].Sequence), null, span));
    }

    /// <summary>Of bars that were not made of ticks: one row an instrument and timeframe.</summary>
    public static void Add(NpgsqlBatch batch, IReadOnlyList<Bar> bars, TimeProvider time)
    {
        Dictionary<(InstrumentKey, Timeframe), (UnixNanos First, UnixNanos Last)>? spans = null;
        for (var i = 0; i < bars.Count; i++)
        {
            if (bars[i].Source == BarSource.Ticks) continue;
            spans ??= [];
            var (key, at) = ((bars[i].Instrument, bars[i].Timeframe), bars[i].TsOpen);
            spans[key] = spans.TryGetValue(key, out var span) ? Wider(span, at) : (at, at);
        }

        if (spans is null) return;
        var now = HybridClock.Now(time);
        foreach (var ((instrument, timeframe), span) in spans) batch.BatchCommands.Add(Row(now, instrument, null, timeframe, span));
    }

    private static (UnixNanos, UnixNanos) Wider((UnixNanos First, UnixNanos Last) span, UnixNanos at) =>
        (at < span.First ? at : span.First, at > span.Last ? at : span.Last);

    private static NpgsqlBatchCommand Row(UnixNanos now, InstrumentKey instrument, (int Stream, long Sequence)? reached, Timeframe? timeframe, (UnixNanos First, UnixNanos Last) span) =>
        new(Insert)
        {
            Parameters =
            {
                new NpgsqlParameter<long> { TypedValue = now.Value },
                new NpgsqlParameter<int> { TypedValue = instrument.Value },
                new NpgsqlParameter<int?> { TypedValue = reached?.Stream },
                new NpgsqlParameter<long?> { TypedValue = reached?.Sequence },
                new NpgsqlParameter<short?> { TypedValue = timeframe is { } one ? (short)one.Index : null },
                new NpgsqlParameter<long> { TypedValue = span.First.Value },
                new NpgsqlParameter<long> { TypedValue = span.Last.Value },
            },
        };
}
