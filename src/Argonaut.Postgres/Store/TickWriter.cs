using System.Data;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Argonaut.Postgres.Store;

/// <summary>
/// Stores batches on a connection of its own, which stays open and is given up at the first error (faults.md 1.1, rule 2). Round
/// trips of a batch: one a tick table to begin the COPY, one to end it, one for watermarks, bars, gaps and the commit together.
/// One caller at a time.
/// </summary>
internal sealed class TickWriter(NpgsqlDataSource dataSource, TimeProvider time, ILogger log, TimeSpan limit) : IAsyncDisposable
{
    /// <summary>The constraint that a second storing of the same rows breaks.</summary>
    public const string AlreadyStored = "ingest_watermark_already_stored";

    private const string MoveWatermark =
        """
        insert into ingest_watermark as w (stream, last_seq, last_ts) values ($1, $3, $4)
        on conflict (stream) do update set
          last_seq = case when w.last_seq < $2 then excluded.last_seq else -1 end,
          last_ts = greatest(w.last_ts, excluded.last_ts)
        """;

    private const string AddDistant =
        """
        insert into distant_ticks as d (kind, instrument, day, first_ts_init, last_ts_init) values ($1, $2, $3, $4, $5)
        on conflict (kind, instrument, day) do update set
          first_ts_init = least(d.first_ts_init, excluded.first_ts_init),
          last_ts_init = greatest(d.last_ts_init, excluded.last_ts_init)
        """;

    /// <summary>A transaction that the server rolled back for another one's sake is tried again so often (F-213).</summary>
    private const int MaxConflicts = 5;

    private static readonly TimeSpan ConflictPause = TimeSpan.FromMilliseconds(20);

    private readonly Random _jitter = new();
    private readonly Partitions _partitions = new(dataSource, time, log);
    private readonly TickRowEncoder _trades = new(TickTable.Trades);
    private readonly TickRowEncoder _quotes = new(TickTable.Quotes);
    private readonly TickRowEncoder _deltas = new(TickTable.Deltas);
    private NpgsqlConnection? _connection;
    private Task _running = Task.CompletedTask;

    /// <summary>All of the batch or, after an exception, all or nothing: which one the watermark tells.</summary>
    /// <exception cref="StoreUnavailableException">Also when the time limit passed; the session is given up then.</exception>
    public Task CommitAsync(StoreBatch batch, CancellationToken ct) => _running = CommitWithinLimitAsync(batch, ct);

    /// <summary>A commit that its caller no longer waits for comes to its end first, within the limit.</summary>
    public async ValueTask DisposeAsync()
    {
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_connection is not null) await _connection.DisposeAsync();
        _connection = null;
    }

    private async Task CommitWithinLimitAsync(StoreBatch batch, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        CheckNumbers(batch.Trades.Span, MarketEventKind.Trade);
        CheckNumbers(batch.Quotes.Span, MarketEventKind.Quote);
        CheckNumbers(batch.BookDeltas.Span, MarketEventKind.BookDelta);

        // Once begun it is finished or given up by the limit: a caller that leaves would not know what is stored.
        using var timeout = new CancellationTokenSource(limit, time);
        try
        {
            try
            {
                await StoreThroughConflictsAsync(batch, timeout.Token);
            }
            catch (PostgresException missing) when (IsMissingPartition(missing))
            {
                _partitions.Forget();                     // retention dropped a day that old ticks still come for
                await GiveUpAsync(missing);
                await StoreAsync(batch, timeout.Token);
            }
        }
        catch (OperationCanceledException error)
        {
            await GiveUpAsync(error);
            throw StoreFaults.Translate(new TimeoutException($"No answer within {limit.TotalSeconds} s.", error));
        }
        catch (Exception error)
        {
            await GiveUpAsync(error);
            if (StoreFaults.IsLock(error)) throw new StoreUnavailableException(await Blocker.ExplainAsync(dataSource), error);
            if (error is PostgresException { SqlState: PostgresErrorCodes.DiskFull } full) throw new StoreUnavailableException(await FullDisk.ExplainAsync(dataSource, full), error);
            if (StoreFaults.MayPass(error)) throw StoreFaults.Translate(error);
            throw;
        }
    }

    /// <summary>A conflict is a whole rollback that the server has told of: nothing is in doubt, so the same may be sent again.</summary>
    private async Task StoreThroughConflictsAsync(StoreBatch batch, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await StoreAsync(batch, ct);
                return;
            }
            catch (PostgresException conflict) when (StoreFaults.IsConflict(conflict) && attempt <= MaxConflicts)
            {
                await GiveUpAsync(conflict);
            }

            await Task.Delay(ConflictPause * (attempt + _jitter.NextDouble()), time, ct);
        }
    }

    private async Task StoreAsync(StoreBatch batch, CancellationToken ct)
    {
        await _partitions.EnsureAsync(TickTable.Trades, batch.Trades, ct);
        await _partitions.EnsureAsync(TickTable.Quotes, batch.Quotes, ct);
        await _partitions.EnsureAsync(TickTable.Deltas, batch.BookDeltas, ct);
        await _partitions.EnsureAsync(batch.Bars, ct);
        var connection = _connection ??= await dataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);   // sent with the first command, not alone
        await using var rest = new NpgsqlBatch(connection, transaction);
        await CopyAsync(connection, TickTable.Trades, _trades, batch.Trades, rest, ct);
        await CopyAsync(connection, TickTable.Quotes, _quotes, batch.Quotes, rest, ct);
        await CopyAsync(connection, TickTable.Deltas, _deltas, batch.BookDeltas, rest, ct);
        BarTable.AddUpserts(rest, batch.Bars);
        foreach (var gap in batch.Gaps) rest.BatchCommands.Add(Command(GapRows.Insert, GapRows.Values(gap)));
        if (batch.FilledGap is { } filled) rest.BatchCommands.Add(Command(GapRows.Update, GapRows.Changes(filled)));
        rest.BatchCommands.Add(new NpgsqlBatchCommand("commit"));                    // skipped by the server after any error before it
        await rest.ExecuteNonQueryAsync(ct);
    }

    private async Task CopyAsync(
        NpgsqlConnection connection, TickTable table, TickRowEncoder encoder, ReadOnlyMemory<MarketEvent> ticks, NpgsqlBatch rest, CancellationToken ct)
    {
        if (ticks.IsEmpty) return;
        await using (var stream = await connection.BeginRawBinaryCopyAsync($"copy {table.Name} ({table.Columns}) from stdin (format binary)", ct))
        {
            stream.ReadTimeout = (int)limit.TotalMilliseconds;   // ending the COPY takes no token
            for (var at = 0; at < ticks.Length; at += TickRowEncoder.RowsPerPiece)
            {
                var count = Math.Min(TickRowEncoder.RowsPerPiece, ticks.Length - at);
                var piece = encoder.Encode(ticks.Span.Slice(at, count), isFirst: at == 0, isLast: at + count == ticks.Length);
                await stream.WriteAsync(piece, ct);
            }
        }

        AddWatermark(ticks.Span, rest);
        AddDistantDays(table.Kind, ticks.Span, rest);
    }

    private static void AddWatermark(ReadOnlySpan<MarketEvent> ticks, NpgsqlBatch rest)
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

    /// <summary>A batch that is not one stream in sequence would be stored, and then be lost to the watermark.</summary>
    private static void CheckNumbers(ReadOnlySpan<MarketEvent> ticks, MarketEventKind kind)
    {
        var before = 0L;
        foreach (ref readonly var tick in ticks)
        {
            if (tick.Kind != kind || tick.Stream != ticks[0].Stream || tick.Sequence <= before || tick.TsEvent.Value < 0)
                throw new ArgumentException(
                    $"Expected {kind} ticks of stream {ticks[0].Stream} after sequence {before}, found {tick.Kind} of stream {tick.Stream} "
                    + $"with sequence {tick.Sequence} and ts_event {tick.TsEvent}.");
            before = tick.Sequence;
        }
    }

    private static bool IsMissingPartition(PostgresException error) =>
        error.SqlState == PostgresErrorCodes.CheckViolation && error.ConstraintName is null;

    private async Task GiveUpAsync(Exception reason)
    {
        if (_connection is not { } connection) return;
        _connection = null;
        PostgresLog.WriterGivenUp(log, reason.Message);
        if (connection.FullState.HasFlag(ConnectionState.Broken)) dataSource.Clear();   // its neighbours are likely to be broken too
        await connection.DisposeAsync();                  // the pool rolls back what is open, or drops a broken session
    }
}
