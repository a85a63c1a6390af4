using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Instruments;
using Argonaut.Live.Lines;
using Argonaut.Ports;
using Argonaut.Trading.Lines;

namespace Argonaut.Live;

/// <summary>Recording on and off.</summary>
public sealed partial class MarketRecorder
{
    /// <inheritdoc/>
    public async Task<ImmutableArray<Instrument>> ResolveAsync(string idOrSymbol, CancellationToken ct)
    {
        var found = await _feed.ResolveAsync(idOrSymbol, ct);
        var saved = ImmutableArray.CreateBuilder<Instrument>(found.Length);
        foreach (var instrument in found) saved.Add(await AdoptAsync(instrument, ct));
        return saved.DrainToImmutable();
    }

    /// <inheritdoc/>
    public async Task<Instrument> AdoptAsync(Instrument definition, CancellationToken ct)
    {
        var saved = await _store.SaveInstrumentAsync(definition, ct);
        var before = _table.StateOf(saved.Key)?.Instrument;
        _table.Set([saved]);
        if (before is not null && before.VenueReference != saved.VenueReference && _table.Recorded.Contains(saved.Key))
        {
            // The source is asked under another name from now on.
            await _feed.UnsubscribeAsync(saved.Key, ct);
            await _feed.SubscribeAsync(saved, HybridClock.Now(_time), ct);
        }

        _loop.Changed();
        return saved;
    }

    /// <summary>
    /// As <see cref="IRecorder.StartRecordingAsync"/>. Bars take ticks from the first whole second on in which the feed listened; the
    /// time before, up to a year, comes from history in the background (<see cref="IMarketView.History"/>). Repeating it has no effect.
    /// </summary>
    /// <exception cref="KeyNotFoundException">No instrument has this key.</exception>
    /// <exception cref="StoreUnavailableException">Nothing was changed.</exception>
    public async Task StartRecordingAsync(InstrumentKey instrument, CancellationToken ct)
    {
        await _started.Task.WaitAsync(ct);
        await _recording.WaitAsync(ct);
        try
        {
            var state = _table.StateOf(instrument) ?? throw new KeyNotFoundException($"No instrument has the key {instrument}.");
            if (_table.Recorded.Contains(instrument)) return;
            await _queue.FlushedAsync(ct);
            var now = HybridClock.Now(_time);
            var recovered = await _recovery.RecoverAsync(state.Instrument, now, ct);
            await _store.SaveSubscriptionAsync(instrument, true, ct);
            // It was switched off by a person, or is new: the time between is no gap.
            var proof = new LineProof(now, GapCause.None);
            await _loop.RunAsync(() => Attach(state, recovered, now, proof, proof), ct);
            _table.SetRecorded(instrument, true);
            await _feed.SubscribeAsync(state.Instrument, now, ct);
            if (_feed.Status.State is FeedState.Ready) await _loop.RunAsync(() => _loop.EndOpenHole(state, now), ct);
        }
        finally
        {
            _recording.Release();
        }

        _loop.Changed();
    }

    /// <inheritdoc/>
    public void SetWatched(ImmutableHashSet<InstrumentKey> instruments) => _feed.SetWatched(instruments);

    /// <inheritdoc/>
    public async Task StopRecordingAsync(InstrumentKey instrument, CancellationToken ct)
    {
        await _started.Task.WaitAsync(ct);
        await _recording.WaitAsync(ct);
        try
        {
            if (!_table.Recorded.Contains(instrument)) return;
            await _store.SaveSubscriptionAsync(instrument, false, ct);
            await _feed.UnsubscribeAsync(instrument, ct);
            _table.SetRecorded(instrument, false);
            if (_table.StateOf(instrument) is { } state) await _loop.RunAsync(() => _loop.Lines.Detach(state), ct);
        }
        finally
        {
            _recording.Release();
        }

        _loop.Changed();
    }
}
