using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Postgres.Store;
using Npgsql;

namespace Argonaut.Postgres.Packing;

/// <summary>
/// Packed ticks of an instrument in a range of <c>ts_init</c>, in that order. Chunks are in order of <c>ts_event</c> and overlap a little in
/// <c>ts_init</c>: a tick is handed out when no chunk that is still closed can hold an earlier one, so memory holds a few chunks.
/// </summary>
internal static class PackedStream
{
    private const int ChunksPerFetch = 16;

    /// <summary>The place of a chunk and the least <c>ts_init</c> in it.</summary>
    internal readonly record struct Place(long TsFirst, int Part, long InitFirst);

    /// <summary>The chunks that hold ticks of the range, by their least <c>ts_init</c>.</summary>
    public static async Task<List<Place>> FindAsync(
        NpgsqlConnection connection, TickTable table, InstrumentKey instrument, UnixNanos from, UnixNanos to, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select ts_first, part, init_first from {table.Chunks.Name}
            where kind = $1 and instrument = $2 and init_last >= $3 and init_first < $4 order by init_first, ts_first, part
            """, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<short> { TypedValue = (short)table.Kind },
                new NpgsqlParameter<int> { TypedValue = instrument.Value },
                new NpgsqlParameter<long> { TypedValue = from.Value },
                new NpgsqlParameter<long> { TypedValue = to.Value },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var places = new List<Place>();
        while (await reader.ReadAsync(ct)) places.Add(new Place(reader.GetInt64(0), reader.GetInt32(1), reader.GetInt64(2)));
        return places;
    }

    /// <summary>The memory holds until the next piece is asked for.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<MarketEvent>> ReadAsync(
        NpgsqlConnection connection, TickTable table, InstrumentKey instrument, List<Place> places, UnixNanos from, UnixNanos to,
        [EnumeratorCancellation] CancellationToken ct)
    {
        var codec = new TickCodec();
        var ticks = new MarketEvent[TickCodec.MaxTicks];
        var open = new List<MarketEvent>(ChunksPerFetch * TickCodec.MaxTicks);
        var ready = Array.Empty<MarketEvent>();
        for (var at = 0; at < places.Count; at += ChunksPerFetch)
        {
            var fetched = places.GetRange(at, Math.Min(ChunksPerFetch, places.Count - at));
            await using (var command = Fetch(connection, table, instrument, fetched))
            await using (var reader = await command.ExecuteReaderAsync(ct))
                while (await reader.ReadAsync(ct))
                {
                    var count = ChunkReader.Read(reader, 0, codec, table.Kind, instrument, ticks);
                    for (var i = 0; i < count; i++)
                        if (ticks[i].TsInit >= from && ticks[i].TsInit < to) open.Add(ticks[i]);
                }

            open.Sort(static (a, b) => TickOrder.ByInit(a, b));
            var next = at + fetched.Count < places.Count ? places[at + fetched.Count].InitFirst : long.MaxValue;
            var complete = next == long.MaxValue ? open.Count : CountBefore(CollectionsMarshal.AsSpan(open), next);
            if (complete == 0) continue;
            if (ready.Length < complete) ready = new MarketEvent[Math.Max(complete, ChunksPerFetch * TickCodec.MaxTicks)];
            open.CopyTo(0, ready, 0, complete);
            open.RemoveRange(0, complete);
            yield return ready.AsMemory(0, complete);
        }
    }

    private static NpgsqlCommand Fetch(NpgsqlConnection connection, TickTable table, InstrumentKey instrument, List<Place> places) => new(
        $"""
        select {ChunkReader.Columns} from unnest($3, $4) as p(ts_first, part)
        join {table.Chunks.Name} c on c.kind = $1 and c.instrument = $2 and c.ts_first = p.ts_first and c.part = p.part
        """, connection)
    {
        Parameters =
        {
            new NpgsqlParameter<short> { TypedValue = (short)table.Kind },
            new NpgsqlParameter<int> { TypedValue = instrument.Value },
            new NpgsqlParameter<long[]> { TypedValue = [.. places.Select(place => place.TsFirst)] },
            new NpgsqlParameter<int[]> { TypedValue = [.. places.Select(place => place.Part)] },
        },
    };

    private static int CountBefore(ReadOnlySpan<MarketEvent> sorted, long tsInit)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle].TsInit.Value < tsInit) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
