using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;

namespace Argonaut.Unit.Seeds;

/// <summary>
/// A store that keeps the fence of decision 6 and misbehaves by seed: away, slow, an answer that is lost, a session that is given up and
/// commits later, a standby that lacks the last commits. What is sent ahead is read over some time, and stored as it was read.
/// </summary>
internal sealed class SeedStore(Random random, TimeProvider time, Action<string> point) : IMarketStore
{
    private static readonly TimeSpan CommitLimit = TimeSpan.FromSeconds(5);

    private readonly Dictionary<(string Source, MarketEventKind Kind), int> _streams = [];
    private readonly List<StoreBatch> _sleeping = [];
    private (StoreBatch Batch, Task<StoreBatch> Reading)? _ahead;
    private bool _isSessionBroken;
    private int _server;
    private State _state = new([], [], []);

    /// <summary>Faults come up.</summary>
    public bool IsFaulty { get; set; } = true;

    public bool IsAway { get; set; }

    /// <summary>Set when a batch was changed while it was read ahead of its commit.</summary>
    public string? Problem { get; private set; }

    /// <summary>How many acknowledged ticks a standby lacked.</summary>
    public int Rewinds { get; private set; }

    public IReadOnlyList<MarketEvent> Ticks => _state.Ticks;

    public IReadOnlyList<Gap> Gaps => _state.Gaps;

    public string SourceOf(int stream) => _streams.First(s => s.Value == stream).Key.Source;

    /// <summary>Sessions that were given up wake, and do what they were told last.</summary>
    public void WakeSleepers()
    {
        foreach (var batch in _sleeping) TryApply(batch);
        _sleeping.Clear();
    }

    /// <summary>The server ends the sessions of a process that is gone.</summary>
    public void EndSessions() => _sleeping.Clear();

    /// <summary>A standby takes over that lacks the last commits.</summary>
    public void Rewind()
    {
        if (_state.Before is not { } before) return;
        for (var steps = random.Next(1, 4); steps > 1 && before.Before is { } earlier; steps--) before = earlier;
        _state = before;
        _isSessionBroken = true;
        _server++;
        Rewinds++;
        _sleeping.Clear();
    }

    public async Task<StreamPosition> OpenStreamAsync(string source, MarketEventKind kind, CancellationToken ct)
    {
        point(FaultPoints.BeforePosition);
        await PauseAsync(ct);
        if (!_streams.TryGetValue((source, kind), out var stream)) _streams[(source, kind)] = stream = _streams.Count + 1;
        var (sequence, at) = _state.Watermarks.GetValueOrDefault(stream);
        return new StreamPosition(stream, sequence, at);
    }

    public Task PrepareAsync(StoreBatch batch)
    {
        point(FaultPoints.BeforePrepare);
        var reading = ReadAsync(batch);
        _ahead = (batch, reading);
        return reading;
    }

    public async Task CommitAsync(StoreBatch batch, CancellationToken ct)
    {
        point(FaultPoints.BeforeCommit);
        var copy = Copy(batch);
        var ahead = _ahead;
        _ahead = null;
        try
        {
            if (ahead is { } read && ReferenceEquals(read.Batch, batch))
            {
                var ticks = await read.Reading;
                copy = copy with { Trades = ticks.Trades, Quotes = ticks.Quotes, BookDeltas = ticks.BookDeltas };
            }

            await CommitCopyAsync(copy, ct);
        }
        catch (StoreUnavailableException)
        {
            _ahead = null;                 // what was sent behind a commit that fails is taken back
            throw;
        }
    }

    private async Task CommitCopyAsync(StoreBatch copy, CancellationToken ct)
    {
        var server = _server;
        await PauseAsync(ct);
        if (_isSessionBroken)
        {
            _isSessionBroken = false;
            throw Unavailable("the session is gone");
        }

        switch (IsFaulty ? random.Next(24) : 23)
        {
            case 0:
                throw Unavailable("refused");
            case 1:
                Apply(copy);
                throw Unavailable("the answer was lost");
            case 2:
                await Task.Delay(CommitLimit, time, ct);
                if (server == _server) _sleeping.Add(copy);
                throw Unavailable("no answer");
            case 3:
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(900, 4_000)), time, ct);
                break;
            case < 8:
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 100)), time, ct);
                break;
        }

        if (server != _server) throw Unavailable("the server is another one");
        Apply(copy);
        point(FaultPoints.AfterCommit);
    }

    public Task<ImmutableArray<Gap>> ReadGapsAsync(InstrumentKey? instrument, UnixNanos from, UnixNanos to, int limit, CancellationToken ct) =>
        Task.FromResult(_state.Gaps.Where(g => g.Instrument == instrument && g.From < to && g.To > from).ToImmutableArray());

    public Task<ImmutableArray<Instrument>> LoadInstrumentsAsync(CancellationToken ct) => Task.FromResult(ImmutableArray<Instrument>.Empty);

    public Task<Instrument> SaveInstrumentAsync(Instrument instrument, CancellationToken ct) => throw new NotSupportedException();

    public Task<ImmutableArray<Recording>> LoadSubscriptionsAsync(CancellationToken ct) => throw new NotSupportedException();

    public Task SaveSubscriptionAsync(Recording recording, CancellationToken ct) => throw new NotSupportedException();

    public Task<ImmutableArray<MarketEvent>> ReadTicksAsync(TickQuery query, CancellationToken ct) => throw new NotSupportedException();

    public IAsyncEnumerable<ReadOnlyMemory<MarketEvent>> StreamTicksAsync(
        MarketEventKind kind, InstrumentKey instrument, UnixNanos from, UnixNanos to, CancellationToken ct) => throw new NotSupportedException();

    public Task<MarketEvent?> LatestTickAsync(MarketEventKind kind, InstrumentKey instrument, CancellationToken ct) => throw new NotSupportedException();

    public Task<ImmutableArray<Bar>> ReadBarsAsync(BarQuery query, CancellationToken ct) => throw new NotSupportedException();

    public Task<ImmutableArray<CoverageRow>> CoverageAsync(CancellationToken ct) => throw new NotSupportedException();

    public Task<ImmutableArray<CoverageRow>> CoverageAsync(UnixNanos from, UnixNanos to, CancellationToken ct) => throw new NotSupportedException();

    public Task<StoreHealth> CheckAsync(CancellationToken ct) => Task.FromResult(new StoreHealth(!IsAway, "seed", null));

    private static StoreUnavailableException Unavailable(string message) => new(message);

    private static StoreBatch Copy(StoreBatch batch) => batch with
    {
        Trades = batch.Trades.ToArray(), Quotes = batch.Quotes.ToArray(), BookDeltas = batch.BookDeltas.ToArray(), Bars = [.. batch.Bars], Gaps = [.. batch.Gaps],
    };

    private async Task<StoreBatch> ReadAsync(StoreBatch batch)
    {
        var first = Copy(batch);
        if (random.Next(2) == 0) await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, random.Next(4) == 0 ? 4_000 : 50)), time);
        foreach (var kind in KindSet.Ticks.Each)
            if (!batch.Of(kind).Span.SequenceEqual(first.Of(kind).Span)) Problem = $"{kind} ticks from {first.Of(kind).Span[0].Sequence} were changed while they were read.";
        return first;
    }

    private async Task PauseAsync(CancellationToken ct)
    {
        if (IsAway) throw Unavailable("away");
        if (random.Next(4) == 0) await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 5)), time, ct);
        if (IsAway) throw Unavailable("away");
    }

    private void TryApply(StoreBatch batch)
    {
        try
        {
            Apply(batch);
        }
        catch (StoreUnavailableException)
        {
            // The fence has kept it out.
        }
    }

    private void Apply(StoreBatch batch)
    {
        var next = new State([.. _state.Ticks], [.. _state.Gaps], new(_state.Watermarks)) { Before = _state.Trimmed() };
        foreach (var kind in KindSet.Ticks.Each)
        {
            var ticks = batch.Of(kind);
            if (ticks.IsEmpty) continue;
            var stream = ticks.Span[0].Stream;
            if (stream == 0) throw new InvalidOperationException("A tick has no stream.");
            if (next.Watermarks.GetValueOrDefault(stream).Sequence >= ticks.Span[0].Sequence) throw new StoreUnavailableException(new StoreDiagnosis(StoreFault.Overtaken, "stored already"));
            next.Ticks.AddRange(ticks.Span);
            next.Watermarks[stream] = (ticks.Span[^1].Sequence, ticks.Span[^1].TsInit);
        }

        next.Gaps.AddRange(batch.Gaps);
        _state = next;
    }

    private sealed record State(List<MarketEvent> Ticks, List<Gap> Gaps, Dictionary<int, (long Sequence, UnixNanos TsInit)> Watermarks)
    {
        public State? Before { get; init; }

        /// <summary>Only a few commits back can be returned to.</summary>
        public State Trimmed() => this with { Before = Before is null ? null : Before with { Before = Before.Before is null ? null : Before.Before with { Before = null } } };
    }
}
