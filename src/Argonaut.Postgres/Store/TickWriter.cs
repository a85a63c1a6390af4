using Argonaut.Domain.Data;
using Argonaut.Ports;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Argonaut.Postgres.Store;

/// <summary>
/// Stores batches one after the other, each in a transaction of its own, on two sessions in turn: while one commits, the other may take the
/// ticks of the next batch. Their commits keep the order: a batch commits only after the one before it has. One caller at a time.
/// </summary>
/// <param name="dataSource">Of its sessions.</param>
/// <param name="time">Of the limit, and of when something came.</param>
/// <param name="log">Of what goes wrong.</param>
/// <param name="limit">Of one batch.</param>
/// <param name="isOfLines">Its ticks come from lines, and carry the time at which they came.</param>
internal sealed class TickWriter(NpgsqlDataSource dataSource, TimeProvider time, ILogger log, TimeSpan limit, bool isOfLines) : IAsyncDisposable
{
    /// <summary>The constraint that a second storing of the same rows breaks.</summary>
    public const string AlreadyStored = "ingest_watermark_already_stored";

    /// <summary>A transaction that the server rolled back for another one's sake is tried again so often (F-213).</summary>
    private const int MaxConflicts = 5;

    private static readonly TimeSpan ConflictPause = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly Random _jitter = new();
    private readonly Partitions _partitions = new(dataSource, time, log);
    private readonly SemaphoreSlim _making = new(1);

    /// <summary>How far streams were brought since the last failure: what is known of the server the sessions lead to.</summary>
    private readonly Dictionary<int, long> _reached = [];

    private TickSession _session = new(dataSource, time, log, limit, isOfLines);
    private TickSession _other = new(dataSource, time, log, limit, isOfLines);
    private PreparedBatch? _prepared;
    private Task _running = Task.CompletedTask;

    /// <summary>
    /// Makes the partitions of today and the coming days, which the first ticks would wait for otherwise. What goes wrong with it shows when
    /// they are stored, if it still does then.
    /// </summary>
    public async Task MakeReadyAsync(CancellationToken ct)
    {
        await _making.WaitAsync(ct);
        try
        {
            await _partitions.EnsureAheadAsync(ct);
        }
        catch (Exception error) when (StoreFaults.MayPass(error))
        {
            PostgresLog.NotMadeReady(log, error.Message);
        }
        finally
        {
            _making.Release();
        }
    }

    /// <summary>
    /// Sends the ticks of a batch ahead of its turn, which comes with the next <see cref="CommitAsync"/>; before any other batch, and after a
    /// failure, it is taken back. What goes wrong with it shows when it is committed, if it still does then.
    /// </summary>
    /// <returns>Completes, never with an error, when the ticks are not read any more.</returns>
    public Task PrepareAsync(StoreBatch batch)
    {
        lock (_gate)
        {
            if (_prepared is not null) return Task.CompletedTask;   // one at a time: this one is sent when it is committed
            var session = _other;
            _prepared = new PreparedBatch(batch, session, ct => SendAsync(session, batch, ct), limit, time);
            return _prepared.Ended;
        }
    }

    /// <summary>All of the batch or, after an exception, all or nothing: which one the watermark tells.</summary>
    /// <exception cref="StoreUnavailableException">Also when the time limit passed; the session is given up then.</exception>
    public Task CommitAsync(StoreBatch batch, CancellationToken ct) => _running = CommitWithinLimitAsync(batch, ct);

    /// <summary>
    /// A commit that its caller no longer waits for comes to its end first, within the limit. What was sent ahead behind it is taken back:
    /// nobody was told that it is stored.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (TakeStale() is { } stale) await TakeBackAsync(stale);
        await _session.DisposeAsync();
        await _other.DisposeAsync();
        _making.Dispose();
    }

    private async Task CommitWithinLimitAsync(StoreBatch batch, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        CheckNumbers(batch.Trades.Span, MarketEventKind.Trade);
        CheckNumbers(batch.Quotes.Span, MarketEventKind.Quote);
        CheckNumbers(batch.BookDeltas.Span, MarketEventKind.BookDelta);
        using var prepared = TakePrepared(batch, out var stale);

        // Once begun it is finished or given up by the limit: a caller that leaves would not know what is stored.
        using var timeout = new CancellationTokenSource(limit, time);
        try
        {
            if (stale is not null) await TakeBackAsync(stale);
            try
            {
                await StoreThroughConflictsAsync(batch, prepared, timeout.Token);
            }
            catch (PostgresException missing) when (IsMissingPartition(missing))
            {
                await GiveUpAsync(missing);
                await ForgetPartitionsAsync(timeout.Token);   // retention dropped a day that old ticks still come for
                await StoreAsync(batch, timeout.Token);
            }

            foreach (var table in TickTable.All)
                if (batch.Of(table.Kind).Span is { IsEmpty: false } ticks) _reached[ticks[0].Stream] = ticks[^1].Sequence;
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

    /// <summary>Makes the session of this batch the one to commit on, which leaves the other one free to go ahead.</summary>
    /// <returns>Null when the batch was not sent ahead.</returns>
    private PreparedBatch? TakePrepared(StoreBatch batch, out PreparedBatch? stale)
    {
        lock (_gate)
        {
            stale = null;
            if (!ReferenceEquals(_prepared?.Batch, batch))          // not by value: loads are used again
            {
                stale = TakeStale();
                return null;
            }

            var prepared = _prepared;
            _prepared = null;
            (_session, _other) = (_other, _session);
            return prepared;
        }
    }

    /// <summary>What was sent ahead and will not be committed. Its session is its own from here on.</summary>
    private PreparedBatch? TakeStale()
    {
        lock (_gate)
        {
            var stale = _prepared;
            _prepared = null;
            if (stale is not null) _other = new TickSession(dataSource, time, log, limit, isOfLines);
            return stale;
        }
    }

    private static async Task TakeBackAsync(PreparedBatch stale)
    {
        using (stale) await stale.GiveUpAsync();
    }

    /// <summary>A conflict is a whole rollback that the server has told of: nothing is in doubt, so the same may be sent again.</summary>
    private async Task StoreThroughConflictsAsync(StoreBatch batch, PreparedBatch? prepared, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (attempt == 1 && prepared is not null && await prepared.IsSentAsync(ct)) await _session.CommitAsync(batch, _reached, ct);
                else await StoreAsync(batch, ct);
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
        await SendAsync(_session, batch, ct);
        await _session.CommitAsync(batch, _reached, ct);
    }

    private async Task SendAsync(TickSession session, StoreBatch batch, CancellationToken ct)
    {
        await _making.WaitAsync(ct);
        try
        {
            await _partitions.EnsureAsync(TickTable.Trades, batch.Trades, ct);
            await _partitions.EnsureAsync(TickTable.Quotes, batch.Quotes, ct);
            await _partitions.EnsureAsync(TickTable.Deltas, batch.BookDeltas, ct);
            await _partitions.EnsureAsync(batch.Bars, ct);
        }
        finally
        {
            _making.Release();
        }

        await session.SendAsync(batch, ct);
    }

    private async Task ForgetPartitionsAsync(CancellationToken ct)
    {
        await _making.WaitAsync(ct);
        _partitions.Forget();
        _making.Release();
    }

    /// <summary>The session of this batch, and what was sent behind it.</summary>
    private async Task GiveUpAsync(Exception reason)
    {
        _reached.Clear();
        await _session.GiveUpAsync(reason);
        if (TakeStale() is { } stale) await TakeBackAsync(stale);
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
}
