using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading.Channels;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Live.Ingestion;
using Argonaut.Live.Storing;
using Argonaut.Ports;
using Argonaut.Trading.Bars;
using Microsoft.Extensions.Logging;

namespace Argonaut.Live.History;

/// <summary>
/// Fetches history for the holes of instruments, a few at a time, behind the ticks. What the source refuses is skipped and shown; while
/// it is away the fetch waits for it.
/// </summary>
internal sealed class HistoryFiller(
    StoreQueue queue, IMarketFeed feed, IngestionLoop loop, BarRebuilder rebuilder, LiveOptions options, TimeProvider time, ILogger log)
{
    /// <summary>More bars of one timeframe than this are not told one by one: observers read the view again.</summary>
    private const int MaxToldBars = 100;

    private readonly ConcurrentDictionary<BarHole, HistoryStatus> _status = new();
    private readonly Channel<Job> _jobs = Channel.CreateBounded<Job>(new BoundedChannelOptions(Queues.History.Capacity)
    {
        FullMode = BoundedChannelFullMode.Wait,   // only TryWrite is used: the caller is told no
    });

    public ImmutableArray<HistoryStatus> Status => [.. _status.Values.OrderBy(s => s.Instrument.Value).ThenBy(s => s.To)];

    /// <summary>Takes a hole on. Returns at once; a full queue leaves the hole open and says so in the status.</summary>
    public void Add(InstrumentState state, BarHole hole)
    {
        // Told before it is given away: the worker may be at it, and tell more, before this goes on.
        Show(state, hole, HistoryState.Waiting, 0, 0, 0, null);
        if (!_jobs.Writer.TryWrite(new Job(state, hole))) Show(state, hole, HistoryState.Incomplete, 0, 0, 0, "too many holes wait for history");
    }

    /// <summary>Nothing of this instrument's time is being fetched or waits to be.</summary>
    public bool IsIdle(InstrumentKey instrument, UnixNanos from, UnixNanos to) => !_status.Values.Any(s =>
        s.Instrument == instrument && s.State is HistoryState.Waiting or HistoryState.Running && s.From < to && s.To > from);

    public Task RunAsync(CancellationToken ct) =>
        Task.WhenAll(Enumerable.Range(0, options.HistoryParallelism).Select(_ => WorkAsync(ct)));

    private async Task WorkAsync(CancellationToken ct)
    {
        await foreach (var job in _jobs.Reader.ReadAllAsync(ct)) await FillAsync(job, ct);
    }

    private async Task FillAsync(Job job, CancellationToken ct)
    {
        var (state, hole) = job;
        var settled = hole.KnownAt + (long)options.HistorySettle.TotalMicroseconds * UnixNanos.PerMicrosecond;
        var wait = settled - HybridClock.Now(time);
        if (wait > 0) await Task.Delay(TimeSpan.FromMilliseconds((wait + UnixNanos.PerMillisecond - 1) / UnixNanos.PerMillisecond), time, ct);

        var plan = HistoryPlan.Of(hole.From, hole.To, settled, options);
        var parts = new List<Bar>();
        string? refused = null;
        for (var i = 0; i < plan.Length; i++)
        {
            Show(state, hole, HistoryState.Running, i, plan.Length, 0, refused);
            var (bars, problem) = await FetchAsync(state, hole, plan[i], i, plan.Length, ct);
            parts.AddRange(bars);
            refused ??= problem;
        }

        var derived = Timeframe.All.SelectMany(t => BarMerge.Derive(parts, t, hole.From, hole.To)).ToList();
        var covered = new Coverage(parts);
        List<Bar> whole = [];
        List<StaleInterval> stale = [];
        await loop.RunAsync(() => (whole, stale) = loop.Fill(state, hole, derived, covered.Contains), ct);
        await queue.AppendBulkAsync(whole, ct);
        await queue.FlushedAsync(ct);
        if (stale.Count > 0) rebuilder.Add(stale);
        await loop.RunAsync(() => loop.Tell(ToTell(whole)), ct);
        Show(state, hole, refused is null ? HistoryState.Done : HistoryState.Incomplete, plan.Length, plan.Length, 0, refused);
        LiveLog.HistoryFilled(log, state.Instrument.Id.Value, hole.From, hole.To, whole.Count);
    }

    private async Task<(IEnumerable<Bar> Bars, string? Refused)> FetchAsync(
        InstrumentState state, BarHole hole, HistorySegment segment, int done, int total, CancellationToken ct)
    {
        var request = new BarHistoryRequest(state.Instrument, segment.Timeframe, segment.From, segment.To);
        var delay = options.RetryDelay;
        for (var attempt = 1; ; attempt++)
        {
            string problem;
            try
            {
                var bars = await feed.RequestBarsAsync(request, ct);
                return (bars.Where(b => b.TsOpen >= segment.From && b.TsOpen < segment.To && b.Timeframe == segment.Timeframe), null);
            }
            catch (FeedRequestException e)
            {
                LiveLog.HistoryFailed(log, state.Instrument.Id.Value, segment.Timeframe.Code, attempt, e.Message);
                return ([], $"{segment.Timeframe}: {e.Message}");
            }
            catch (FeedUnavailableException e)
            {
                problem = e.Message;
            }

            if (attempt == 1) LiveLog.HistoryFailed(log, state.Instrument.Id.Value, segment.Timeframe.Code, attempt, problem);
            Show(state, hole, HistoryState.Running, done, total, attempt, problem);
            await Task.Delay(delay, time, ct);
            delay = delay * 2 < options.MaxRetryDelay ? delay * 2 : options.MaxRetryDelay;
        }
    }

    private static IEnumerable<Bar> ToTell(List<Bar> whole) => whole.GroupBy(b => b.Timeframe).Where(g => g.Count() <= MaxToldBars).SelectMany(g => g);

    private void Show(InstrumentState state, BarHole hole, HistoryState fill, int done, int total, int attempts, string? problem)
    {
        var key = state.Instrument.Key;
        _status[hole] = new HistoryStatus(key, fill, hole.From, hole.To, done, total, attempts, problem, HybridClock.Now(time));
        if (fill is HistoryState.Done)
        {
            foreach (var (other, status) in _status)
                if (other != hole && status.Instrument == key && status.State is HistoryState.Done && status.To < hole.To) _status.TryRemove(other, out _);
        }

        loop.Changed();
    }

    private sealed record Job(InstrumentState State, BarHole Hole);

    /// <summary>The times for which there is a bar. Kept as long as the hole: eight bytes a bar.</summary>
    private sealed class Coverage(List<Bar> bars)
    {
        private readonly (Timeframe Timeframe, long[] Opens)[] _opens =
            [.. bars.GroupBy(b => b.Timeframe).Select(g => (g.Key, g.Select(b => b.TsOpen.Value).Order().ToArray()))];

        public bool Contains(UnixNanos at) => Array.Exists(_opens, o => Array.BinarySearch(o.Opens, o.Timeframe.OpenOf(at).Value) >= 0);
    }
}
