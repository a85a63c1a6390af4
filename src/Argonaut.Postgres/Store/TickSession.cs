using System.Data;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Argonaut.Postgres.Store;

/// <summary>
/// One transaction at a time on a connection of its own, which stays open and is given up at the first error (faults.md 1.1, rule 2).
/// Round trips of a batch: one for few ticks, watermarks, bars, gaps and the commit together; for many ticks of a kind two more, which
/// begin and end their COPY.
/// </summary>
internal sealed class TickSession(NpgsqlDataSource dataSource, TimeProvider time, ILogger log, TimeSpan limit, bool isOfLines) : IAsyncDisposable
{
    /// <summary>
    /// Moves a stream from where it is known to stand to the last row of the batch. Fails when the rows are stored already, and when what
    /// is known to be stored is not there: this connection leads to another server then.
    /// </summary>
    private const string MoveWatermark =
        """
        insert into ingest_watermark as w (stream, last_seq, last_ts)
        values ($1, case when $5 = 0 or exists (select from ingest_watermark where stream = $1) then $3 else -1 end, $4)
        on conflict (stream) do update set
          last_seq = case when w.last_seq < $2 and w.last_seq >= $5 then excluded.last_seq else -1 end,
          last_ts = greatest(w.last_ts, excluded.last_ts)
        """;

    private const string AddDistant =
        """
        insert into distant_ticks as d (kind, instrument, day, first_ts_init, last_ts_init) values ($1, $2, $3, $4, $5)
        on conflict (kind, instrument, day) do update set
          first_ts_init = least(d.first_ts_init, excluded.first_ts_init),
          last_ts_init = greatest(d.last_ts_init, excluded.last_ts_init)
        """;

    private readonly TickRowEncoder _trades = new(TickTable.Trades);
    private readonly TickRowEncoder _quotes = new(TickTable.Quotes);
    private readonly TickRowEncoder _deltas = new(TickTable.Deltas);
    private NpgsqlConnection? _connection;
    private NpgsqlTransaction? _transaction;

    /// <summary>Sends what is many of a batch's ticks in a new transaction, which stays open.</summary>
    public async Task SendAsync(StoreBatch batch, CancellationToken ct)
    {
        var connection = _connection ??= await dataSource.OpenConnectionAsync(ct);
        _transaction = await connection.BeginTransactionAsync(ct);   // goes out with the first command, not alone
        await CopyAsync(connection, TickTable.Trades, _trades, batch.Trades, ct);
        await CopyAsync(connection, TickTable.Quotes, _quotes, batch.Quotes, ct);
        await CopyAsync(connection, TickTable.Deltas, _deltas, batch.BookDeltas, ct);
    }

    /// <summary>Stores the ticks that were not sent yet, and what goes with them, and commits.</summary>
    /// <param name="reached">How far streams are known to be stored.</param>
    public async Task CommitAsync(StoreBatch batch, Dictionary<int, long> reached, CancellationToken ct)
    {
        await using var transaction = _transaction;
        _transaction = null;
        await using var rest = new NpgsqlBatch(_connection, transaction);
        foreach (var table in TickTable.All)
        {
            var ticks = batch.Of(table.Kind).Span;
            if (ticks.IsEmpty) continue;
            if (ticks.Length <= TickInsert.MostTicks) rest.BatchCommands.Add(TickInsert.Of(table, ticks));
            AddWatermark(ticks, reached.GetValueOrDefault(ticks[0].Stream), rest);
            AddDistantDays(table.Kind, ticks, rest);
            if (!isOfLines) ArrivalRows.Add(rest, ticks, HybridClock.Now(time));
        }

        BarTable.AddUpserts(rest, batch.Bars);
        ArrivalRows.Add(rest, batch.Bars, time);
        foreach (var gap in batch.Gaps) rest.BatchCommands.Add(Command(GapRows.Insert, GapRows.Values(gap, HybridClock.Now(time))));
        if (batch.FilledGap is { } filled) rest.BatchCommands.Add(Command(GapRows.Update, GapRows.Changes(filled, HybridClock.Now(time))));
        rest.BatchCommands.Add(new NpgsqlBatchCommand("commit"));     // skipped by the server after any error before it
        await rest.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Ends the connection, and with it what is open on it.</summary>
    public async Task GiveUpAsync(Exception reason)
    {
        if (_connection is not { } connection) return;
        PostgresLog.WriterGivenUp(log, reason.Message);
        if (connection.FullState.HasFlag(ConnectionState.Broken)) dataSource.Clear();   // its neighbours are likely to be broken too
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not { } connection) return;
        _connection = null;
        _transaction = null;
        try
        {
            await connection.DisposeAsync();              // the pool rolls back what is open, or drops a broken session
        }
        catch (NpgsqlException)
        {
            // It broke unnoticed: there is nobody to tell to roll back, and the server has done so by itself.
        }
    }

    private async Task CopyAsync(NpgsqlConnection connection, TickTable table, TickRowEncoder encoder, ReadOnlyMemory<MarketEvent> ticks, CancellationToken ct)
    {
        if (ticks.Length <= TickInsert.MostTicks) return;
        await using var stream = await connection.BeginRawBinaryCopyAsync($"copy {table.Name} ({table.Columns}) from stdin (format binary)", ct);
        stream.ReadTimeout = (int)limit.TotalMilliseconds;   // ending the COPY takes no token
        for (var at = 0; at < ticks.Length; at += TickRowEncoder.RowsPerPiece)
        {
            var count = Math.Min(TickRowEncoder.RowsPerPiece, ticks.Length - at);
            var piece = encoder.Encode(ticks.Span.Slice(at, count), isFirst: at == 0, isLast: at + count == ticks.Length);
            await stream.WriteAsync(piece, ct);
        }
    }

    private static void AddWatermark(ReadOnlySpan<MarketEvent> ticks, long reached, NpgsqlBatch rest)
    {
        var last = 0L;
        foreach (ref readonly var tick in ticks) last = Math.Max(last, tick.TsInit.Value);
        rest.BatchCommands.Add(new NpgsqlBatchCommand(MoveWatermark)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = ticks[0].Stream },
                new NpgsqlParameter<long> { TypedValue = ticks[0].Sequence },
                new NpgsqlParameter<long> { TypedValue = ticks[^1].Sequence },
                new NpgsqlParameter<long> { TypedValue = last },
                new NpgsqlParameter<long> { TypedValue = reached },
            },
        });
    }

    private static void AddDistantDays(MarketEventKind kind, ReadOnlySpan<MarketEvent> ticks, NpgsqlBatch rest)
    {
        SortedDictionary<(int Instrument, long Day), (long First, long Last)>? days = null;
        foreach (ref readonly var tick in ticks)
        {
            var distance = tick.TsInit.Value - tick.TsEvent.Value;
            if (distance is <= UnixNanos.PerDay and >= -UnixNanos.PerDay) continue;
            var key = (tick.Instrument.Value, tick.TsEvent.Value - tick.TsEvent.Value % UnixNanos.PerDay);
            var at = tick.TsInit.Value;
            days ??= [];
            days[key] = days.TryGetValue(key, out var span) ? (Math.Min(span.First, at), Math.Max(span.Last, at)) : (at, at);
        }

        if (days is null) return;
        foreach (var (key, span) in days)
            rest.BatchCommands.Add(new NpgsqlBatchCommand(AddDistant)
            {
                Parameters =
                {
                    new NpgsqlParameter<short> { TypedValue = (short)kind },
                    new NpgsqlParameter<int> { TypedValue = key.Instrument },
                    new NpgsqlParameter<long> { TypedValue = key.Day },
                    new NpgsqlParameter<long> { TypedValue = span.First },
                    new NpgsqlParameter<long> { TypedValue = span.Last },
                },
            });
    }

    private static NpgsqlBatchCommand Command(string sql, NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(parameters);
        return command;
    }
}
