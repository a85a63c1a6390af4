using System.Numerics;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Npgsql;
using NpgsqlTypes;

namespace Argonaut.Postgres.Store;

/// <summary>The three bar tables as one: 1s and 1m have their own, the others share <c>bars</c>, which is divided by length and time.</summary>
internal static class BarTable
{
    private const string Values =
        "open, high, low, close, volume, trade_count, notional, open_ts_init, close_ts_init, source, revision, is_final";

    private static readonly string[] Names = ["bars_1s", "bars_1m", "bars"];

    private static readonly string[] Upserts = [.. Names.Select(UpsertOf)];

    private static readonly string[] Pages = [.. Names.SelectMany(name => new[] { PageOf(name, isDescending: false), PageOf(name, isDescending: true) })];

    public static string NameOf(Timeframe timeframe) => Names[IndexOf(timeframe)];

    /// <summary>Parameters: instrument, least and end of ts_event, limit, and the timeframe where it shares its table.</summary>
    public static string PageSqlOf(Timeframe timeframe, bool isDescending) => Pages[IndexOf(timeframe) * 2 + (isDescending ? 1 : 0)];

    /// <summary>The table whose partitions hold the timeframe.</summary>
    public static DayTable DaysOf(Timeframe timeframe) => timeframe.Index switch
    {
        0 => DayTable.Bars1s,
        <= 3 => DayTable.BarsSeconds,
        4 => DayTable.Bars1m,
        <= 9 => DayTable.BarsMinutes,
        _ => DayTable.BarsLong,
    };

    /// <summary>Adds one statement a table to the batch. Of bars with one key the last counts.</summary>
    public static void AddUpserts(NpgsqlBatch batch, IReadOnlyList<Bar> bars)
    {
        for (var table = 0; table < Names.Length; table++)
        {
            var rows = new Dictionary<(int, int, long), Bar>();
            foreach (var bar in bars)
                if (IndexOf(bar.Timeframe) == table)
                    rows[(bar.Instrument.Value, bar.Timeframe.Index, bar.TsOpen.Value)] = bar;
            if (rows.Count > 0) batch.BatchCommands.Add(Upsert(table, [.. rows.Values]));
        }
    }

    /// <summary>The bars whose open lies in <c>[from, to)</c>; both ends become bounds of <c>ts_event</c>, which is in the key.</summary>
    public static NpgsqlCommand Page(
        NpgsqlConnection connection, InstrumentKey instrument, Timeframe timeframe, UnixNanos from, UnixNanos to, int limit, bool isDescending)
    {
        var table = IndexOf(timeframe);
        var command = new NpgsqlCommand(PageSqlOf(timeframe, isDescending), connection);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = instrument.Value });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = CloseOfFirstOpenFrom(timeframe, from) });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = CloseOfFirstOpenFrom(timeframe, to) });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        if (table == 2) command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)timeframe.Index });
        return command;
    }

    public static Bar Read(NpgsqlDataReader reader, InstrumentKey instrument, Timeframe timeframe) => new(
        instrument,
        timeframe,
        new UnixNanos(reader.GetInt64(0)),
        reader.GetInt64(1),
        reader.GetInt64(2),
        reader.GetInt64(3),
        reader.GetInt64(4),
        reader.GetInt64(5),
        reader.IsDBNull(6) ? null : reader.GetInt32(6),
        reader.IsDBNull(7) ? null : (Int128)reader.GetFieldValue<BigInteger>(7),
        new UnixNanos(reader.GetInt64(8)),
        new UnixNanos(reader.GetInt64(9)),
        (BarSource)reader.GetInt16(10),
        reader.GetBoolean(12),
        reader.GetInt32(11));

    /// <summary>
    /// The close of the first interval that opens at or after an instant. Closes rise with opens, so a range of opens is the
    /// range between two of these. Beyond the end of time nothing opens.
    /// </summary>
    public static long CloseOfFirstOpenFrom(Timeframe timeframe, UnixNanos at)
    {
        if (at.Value > long.MaxValue - 64 * UnixNanos.PerDay) return long.MaxValue;
        var open = timeframe.OpenOf(at);
        return timeframe.CloseOf(open == at ? open : timeframe.CloseOf(open)).Value;
    }

    private static int IndexOf(Timeframe timeframe) =>
        timeframe == Timeframe.Second1 ? 0 : timeframe == Timeframe.Minute1 ? 1 : 2;

    private static NpgsqlBatchCommand Upsert(int table, Bar[] bars)
    {
        var command = new NpgsqlBatchCommand(Upserts[table]);
        void Add<T>(Func<Bar, T> value, NpgsqlDbType type) =>
            command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = Array.ConvertAll(bars, bar => value(bar)), NpgsqlDbType = NpgsqlDbType.Array | type });
        Add(bar => bar.Instrument.Value, NpgsqlDbType.Integer);
        Add(bar => bar.TsEvent.Value, NpgsqlDbType.Bigint);
        Add(bar => bar.TsOpen.Value, NpgsqlDbType.Bigint);
        Add(bar => bar.Open, NpgsqlDbType.Bigint);
        Add(bar => bar.High, NpgsqlDbType.Bigint);
        Add(bar => bar.Low, NpgsqlDbType.Bigint);
        Add(bar => bar.Close, NpgsqlDbType.Bigint);
        Add(bar => bar.Volume, NpgsqlDbType.Bigint);
        Add(bar => bar.TradeCount, NpgsqlDbType.Integer);
        Add(bar => bar.Notional is { } notional ? notional.ToString() : null, NpgsqlDbType.Text);
        Add(bar => bar.OpenTsInit.Value, NpgsqlDbType.Bigint);
        Add(bar => bar.CloseTsInit.Value, NpgsqlDbType.Bigint);
        Add(bar => (short)bar.Source, NpgsqlDbType.Smallint);
        Add(bar => bar.Revision, NpgsqlDbType.Integer);
        Add(bar => bar.IsClosed, NpgsqlDbType.Boolean);
        if (table == 2) Add(bar => (short)bar.Timeframe.Index, NpgsqlDbType.Smallint);
        return command;
    }

    private static string UpsertOf(string name)
    {
        var isShared = name == "bars";
        var set = string.Join(", ", Values.Split(", ").Select(column => $"{column} = excluded.{column}"));
        return $"""
            insert into {name} (instrument, {(isShared ? "timeframe, " : "")}ts_event, ts_open, {Values})
            select v.instrument, {(isShared ? "v.timeframe, " : "")}v.ts_event, v.ts_open, v.open, v.high, v.low, v.close, v.volume, v.trade_count,
                   v.notional::numeric, v.open_ts_init, v.close_ts_init, v.source, v.revision, v.is_final
            from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15{(isShared ? ", $16" : "")})
              as v(instrument, ts_event, ts_open, open, high, low, close, volume, trade_count, notional, open_ts_init, close_ts_init,
                   source, revision, is_final{(isShared ? ", timeframe" : "")})
            on conflict (instrument, {(isShared ? "timeframe, " : "")}ts_event) do update set {set}
            """;
    }

    private static string PageOf(string name, bool isDescending)
    {
        var order = isDescending ? " desc" : "";
        return $"""
            select ts_open, {Values} from {name}
            where instrument = $1{(name == "bars" ? " and timeframe = $5" : "")} and ts_event >= $2 and ts_event < $3
            order by ts_event{order} limit $4
            """;
    }
}
