using Argonaut.Domain.Data;
using Npgsql;
using NpgsqlTypes;

namespace Argonaut.Postgres.Store;

/// <summary>
/// Few ticks as one statement, which travels with the watermark and the commit: a COPY would cost two round trips more. Many ticks are
/// cheaper as a COPY (docs/decisions/0028-ticks-wake-one-thread.md).
/// </summary>
internal static class TickInsert
{
    /// <summary>Up to so many ticks of a kind are few.</summary>
    public const int MostTicks = 100;

    private static readonly string[] Statements = [.. TickTable.All.Select(StatementOf)];

    /// <summary>A statement whose parameters are the columns of the ticks.</summary>
    /// <param name="table">Of the ticks' kind.</param>
    /// <param name="ticks">At most <see cref="MostTicks"/>.</param>
    public static NpgsqlBatchCommand Of(TickTable table, ReadOnlySpan<MarketEvent> ticks)
    {
        var columns = new long[table.LongColumns][];
        for (var column = 0; column < columns.Length; column++) columns[column] = new long[ticks.Length];
        var (instruments, streams, flags) = (new int[ticks.Length], new int[ticks.Length], new short[ticks.Length]);
        var isQuote = table.Kind == MarketEventKind.Quote;
        for (var row = 0; row < ticks.Length; row++)
        {
            ref readonly var tick = ref ticks[row];
            columns[0][row] = tick.TsEvent.Value;
            columns[1][row] = tick.TsInit.Value;
            columns[2][row] = tick.A;
            columns[3][row] = tick.B;
            if (isQuote) (columns[4][row], columns[5][row]) = (tick.C, tick.D);
            columns[^1][row] = tick.Sequence;
            instruments[row] = tick.Instrument.Value;
            streams[row] = tick.Stream;
            flags[row] = (short)tick.Flags;
        }

        var command = new NpgsqlBatchCommand(Statements[TickTable.All.IndexOf(table)]);
        foreach (var column in columns) Add(command, column, NpgsqlDbType.Bigint);
        Add(command, instruments, NpgsqlDbType.Integer);
        Add(command, streams, NpgsqlDbType.Integer);
        Add(command, flags, NpgsqlDbType.Smallint);
        return command;
    }

    private static string StatementOf(TickTable table) =>
        $"insert into {table.Name} ({table.Columns}) select * from unnest({string.Join(", ", Enumerable.Range(1, table.ColumnCount).Select(n => $"${n}"))})";

    private static void Add<T>(NpgsqlBatchCommand command, T[] column, NpgsqlDbType type) =>
        command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = column, NpgsqlDbType = NpgsqlDbType.Array | type });
}
