namespace Argonaut.Live;

/// <summary>Settings of ingestion, recording and history. The defaults are the product's.</summary>
public sealed record LiveOptions
{
    /// <summary>Shortest time between the beginnings of two transactions while few ticks wait. The last ticks before a pause wait somewhat longer (<see cref="Storing.StoreWriter"/>).</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromMilliseconds(8);

    /// <summary>A commit that takes longer is not waited for: its ticks go to the spool as well.</summary>
    public TimeSpan SlowCommit { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A transaction begins at once when this many ticks wait.</summary>
    public int FlushTicks { get; init; } = 5_000;

    /// <summary>Most ticks of one transaction; larger ones come up only when the store was away.</summary>
    public int MaxBatchTicks { get; init; } = 20_000;

    /// <summary>Ticks received and not acknowledged; beyond it the feed is made to wait, and when neither store nor spool takes data the oldest are given up.</summary>
    public int StoreCapacityTicks { get; init; } = Queues.Store.Capacity;

    /// <summary>How long after its end an interval closes without a later tick. A tick that is later makes a revision.</summary>
    public TimeSpan BarGrace { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How often time alone may close bars.</summary>
    public TimeSpan ClockInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Ticks whose venue time is further from ours are rejected.</summary>
    public TimeSpan MaxTimeDifference { get; init; } = TimeSpan.FromDays(1);

    /// <summary>A price that differs from the last one by this share or more is marked an outlier; percent.</summary>
    public int OutlierPercent { get; init; } = 50;

    /// <summary>First wait after the store or the source failed; doubles up to <see cref="MaxRetryDelay"/>.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How far back 1s bars are fetched.</summary>
    public TimeSpan HistorySeconds { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How far back 1m bars are fetched.</summary>
    public TimeSpan HistoryMinutes { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How far back 1h bars are fetched.</summary>
    public TimeSpan HistoryHours { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How far back 1D bars are fetched.</summary>
    public TimeSpan HistoryDays { get; init; } = TimeSpan.FromDays(365);

    /// <summary>How long the source may take until its history holds the last seconds.</summary>
    public TimeSpan HistorySettle { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Instruments whose history is fetched at the same time.</summary>
    public int HistoryParallelism { get; init; } = 2;

    /// <summary>
    /// Times without proof of data become gaps. False for a recording that is played: its times are not those of the clock.
    /// </summary>
    public bool KeepsGaps { get; init; } = true;

    /// <summary>First wait before a gap is tried again that could not be filled; doubles up to <see cref="MaxBackfillDelay"/>.</summary>
    public TimeSpan BackfillDelay { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan MaxBackfillDelay { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a graceful stop may take; what is not stored by then becomes a gap.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(9);
}
