using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Postgres.Store;
using Npgsql;

namespace Argonaut.Postgres.Packing;

/// <summary>First and last <c>ts_event</c> and the number of packed ticks of each instrument; exact.</summary>
internal sealed class PackedCoverage
{
    private readonly SortedDictionary<int, (long First, long Last, long Rows)> _found = [];

    public IReadOnlyDictionary<int, (long First, long Last, long Rows)> Found => _found;

    public static async Task<PackedCoverage> AllAsync(NpgsqlConnection connection, TickTable table, CancellationToken ct)
    {
        var coverage = new PackedCoverage();
        await coverage.SumAsync(connection, $"select instrument, min(ts_first), max(ts_last), sum(n)::bigint from {table.Chunks.Name} group by instrument", ct);
        return coverage;
    }

    /// <summary>Of ticks with <c>ts_init</c> in <c>[from, to)</c>: whole chunks by their sums, those that reach over an end tick by tick.</summary>
    public static async Task<PackedCoverage> RangeAsync(NpgsqlConnection connection, TickTable table, UnixNanos from, UnixNanos to, CancellationToken ct)
    {
        var coverage = new PackedCoverage();
        var touched = $"kind = {(short)table.Kind} and init_last >= {from.Value} and init_first < {to.Value}";
        var whole = $"(init_first >= {from.Value} and init_last < {to.Value})";
        await coverage.SumAsync(connection,
            $"select instrument, min(ts_first), max(ts_last), sum(n)::bigint from {table.Chunks.Name} where {touched} and {whole} group by instrument", ct);
        await using var command = new NpgsqlCommand(
            $"select {ChunkReader.Columns}, instrument from {table.Chunks.Name} where {touched} and not {whole}", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var codec = new TickCodec();
        var ticks = new MarketEvent[TickCodec.MaxTicks];
        while (await reader.ReadAsync(ct))
        {
            var instrument = new InstrumentKey(reader.GetInt32(4));
            var count = ChunkReader.Read(reader, 0, codec, table.Kind, instrument, ticks);
            for (var i = 0; i < count; i++)
                if (ticks[i].TsInit >= from && ticks[i].TsInit < to) coverage.Add(instrument.Value, ticks[i].TsEvent.Value, ticks[i].TsEvent.Value, 1);
        }

        return coverage;
    }

    private void Add(int instrument, long first, long last, long rows) =>
        _found[instrument] = _found.TryGetValue(instrument, out var so)
            ? (Math.Min(so.First, first), Math.Max(so.Last, last), so.Rows + rows)
            : (first, last, rows);

    private async Task SumAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) Add(reader.GetInt32(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
    }
}
