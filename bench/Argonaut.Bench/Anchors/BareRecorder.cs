using System.Diagnostics;
using Argonaut.Bench.Data;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Processes;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Npgsql;

namespace Argonaut.Bench.Anchors;

/// <summary>
/// What stores ticks and nothing else: every 10 ms what has come goes to the table with one binary COPY, on a thread and a connection of its
/// own. No numbering, no watermark, no bars, no spool.
/// </summary>
internal sealed class BareRecorder(NpgsqlConnection connection, TimeProvider time)
{
    private static readonly TimeSpan FlushInterval = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();
    private readonly LatencyHistogram _lags = new();
    private List<MarketEvent> _waiting = [];
    private List<MarketEvent> _storing = [];
    private volatile bool _isComplete;

    public void Add(MarketEvent tick)
    {
        lock (_gate) _waiting.Add(tick);
    }

    /// <summary>Nothing is added any more.</summary>
    public void Complete() => _isComplete = true;

    /// <summary>Ends when all is stored; returns how long each tick took.</summary>
    public Task<LatencyHistogram> RunAsync() => Task.Factory.StartNew(
        () =>
        {
            for (var due = Stopwatch.GetTimestamp(); ; due += (long)(FlushInterval.TotalSeconds * Stopwatch.Frequency))
            {
                PreciseWait.Until(due);
                var isLast = _isComplete;
                lock (_gate) (_waiting, _storing) = (_storing, _waiting);
                if (_storing.Count > 0) Store();
                if (isLast) return _lags;
            }
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Store()
    {
        using (var copy = connection.BeginRawBinaryCopy($"copy trade_ticks ({BinaryCopyFile.TradeColumns}) from stdin (format binary)"))
            copy.Write(BinaryCopyFile.Trades(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_storing)));
        var now = HybridClock.Now(time);
        foreach (var tick in _storing) _lags.Record(now - tick.TsInit);
        _storing.Clear();
    }
}
