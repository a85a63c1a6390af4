using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Live.Gaps;
using Argonaut.Live.Ingestion;
using Argonaut.Live.Lines;
using Argonaut.Ports;
using Argonaut.Trading.Lines;

namespace Argonaut.Live;

/// <summary>Lines and gaps, as others see them.</summary>
public sealed partial class MarketRecorder : IBackfill
{
    /// <inheritdoc/>
    public ImmutableArray<LineView> Lines
    {
        get
        {
            var views = ImmutableArray.CreateBuilder<LineView>();
            foreach (var key in _table.Recorded)
            {
                if (_table.StateOf(key)?.Lines is not { } lines) continue;
                foreach (var line in lines.All)
                    if (line.View is { } view) views.Add(view);
            }

            return views.DrainToImmutable();
        }
    }

    /// <inheritdoc/>
    public LineView? LineOf(InstrumentKey instrument, MarketEventKind kind) => _table.StateOf(instrument)?.Lines?.Of(kind)?.View;

    /// <inheritdoc/>
    public ImmutableDictionary<GapCause, long> Gaps => _replay.Gaps is > 0 and var lost
        ? _loop.Gaps.SetItem(GapCause.Storage, _loop.Gaps.GetValueOrDefault(GapCause.Storage) + lost) : _loop.Gaps;

    /// <inheritdoc/>
    public Task<BackfillResult> RunAsync(BackfillOrder order, IProgress<BackfillProgress> progress, CancellationToken ct) =>
        _orders.RunAsync(order, progress, ct);

    /// <inheritdoc/>
    public Task<(int Gaps, TimeSpan Time)> PlanAsync(BackfillOrder order, CancellationToken ct) => _orders.PlanAsync(order, ct);

    /// <inheritdoc/>
    public Task<Gap?> ExplainAsync(long gapId, string explanation, CancellationToken ct) => _orders.ExplainAsync(gapId, explanation, ct);

    /// <summary>What is stored of the books lacks changes: a whole book ends that before the next hour does.</summary>
    private void AskForBooks()
    {
        foreach (var key in _table.Recorded)
            if (_table.KindsOf(key).Contains(MarketEventKind.BookDelta)) _keeper.AskAgain(key, MarketEventKind.BookDelta, "changes of its order book were lost on their way to the store");
    }

    /// <summary>Up to where a line that was recorded is complete, or known not to be: the last stored tick, or the end of its last gap.</summary>
    private async Task<LineProof> ProofAsync(InstrumentKey key, MarketEventKind kind, UnixNanos now, CancellationToken ct)
    {
        var latest = await _store.LatestTickAsync(kind, key, ct);
        var end = await _ledger.LastEndAsync(key, kind, ct);
        if (latest is null && end is null) return new LineProof(now, GapCause.None);
        var at = latest?.TsInit ?? default;
        return new LineProof(end is { } known && known > at ? known : at, GapCause.ProcessDown);
    }
}
