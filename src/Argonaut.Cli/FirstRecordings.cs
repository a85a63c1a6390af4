using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Microsoft.Extensions.Logging;

namespace Argonaut.Cli;

/// <summary>Records what the demo's gateway suggests: everything at the first start, later only what is new, so that a choice of the user stays.</summary>
internal sealed partial class FirstRecordings(IMarketView market, IRecorder recorder, IReadOnlyList<string> suggested, TimeProvider time, ILoggerFactory logs)
{
    private readonly ILogger _log = logs.CreateLogger<FirstRecordings>();

    public async Task RunAsync(CancellationToken ct)
    {
        try
        {
            foreach (var id in suggested) await RecordAsync(id, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Stopped before everything was asked for; the next start goes on.
        }
    }

    private async Task RecordAsync(string id, CancellationToken ct)
    {
        if (market.TryFind(InstrumentId.Parse(id), out _)) return;
        while (true)
        {
            try
            {
                var found = await recorder.ResolveAsync(id, ct);
                if (found.Length == 1) await recorder.StartRecordingAsync(found[0].Key, KindSet.TradesAndQuotes, ct);
                else NotResolved(_log, id, found.Length);
                return;
            }
            catch (Exception e) when (e is FeedUnavailableException or StoreUnavailableException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(250), time, ct);
            }
        }
    }

    [LoggerMessage(9001, LogLevel.Warning, "The gateway suggested {Instrument}, but knows {Count} contracts of that name")]
    private static partial void NotResolved(ILogger log, string instrument, int count);
}
