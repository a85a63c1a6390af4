using Argonaut.Live.History;
using Argonaut.Ports;
using Microsoft.Extensions.Logging;

namespace Argonaut.Live.Quality;

/// <summary>
/// Brings counts and findings to the store every few seconds. While the store is away they wait, within the tally's bounds.
/// </summary>
/// <param name="store">Null: nothing is kept beyond the counts of this process.</param>
internal sealed class QualityKeeper(QualityTally tally, IQualityStore? store, LiveOptions options, TimeProvider time, ILogger log)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private QualityBatch? _unsaved;

    public async Task RunAsync(CancellationToken ct)
    {
        while (true)
        {
            await Task.Delay(Interval, time, ct);
            try
            {
                await SaveAsync(ct);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // What is known about ticks must not stop the recording of ticks.
                LiveLog.QualityNotSaved(log, e);
                _unsaved = null;
            }
        }
    }

    /// <summary>Tries once more what is left when everything else has stopped.</summary>
    public async Task EndAsync()
    {
        if (store is null) return;
        try
        {
            if (_unsaved is { } unsaved) await store.SaveAsync(unsaved, CancellationToken.None);
            var rest = tally.Take();
            if (!rest.IsEmpty) await store.SaveAsync(rest, CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
            // The ticks themselves are safe; the last seconds of what was found about them are not.
        }
    }

    private async Task SaveAsync(CancellationToken ct)
    {
        _unsaved = tally.Take();
        if (store is not null && !_unsaved.IsEmpty)
            await StoreRetry.RunAsync(
                async token =>
                {
                    await store.SaveAsync(_unsaved, token);
                    return true;
                },
                options, time, null, ct);
        _unsaved = null;
    }
}
