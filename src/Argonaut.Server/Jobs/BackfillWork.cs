using System.Collections.Immutable;
using System.Text.Json;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Server.Auth;
using Argonaut.Server.Contracts;
using Argonaut.Server.Http;

namespace Argonaut.Server.Jobs;

/// <summary>Filling gaps as a job.</summary>
internal sealed class BackfillWork(ServerContext server)
{
    public const string Kind = "backfill";

    /// <summary>What is filled is stored gap by gap: it goes on with what is still open.</summary>
    public JobWork Work => new(Kind, CanResume: true, Role.Trader, FillAsync);

    public static BackfillOrder OrderOf(InstrumentKey instrument, ImmutableArray<string> kinds, UnixNanos from, UnixNanos to) => new(
        instrument, [.. kinds.Select(k => k.Equals("trade", StringComparison.OrdinalIgnoreCase) ? MarketEventKind.Trade : MarketEventKind.Quote).Distinct()], from, to);

    private async Task<JobOutcome> FillAsync(Job job, CancellationToken ct)
    {
        var kept = JsonSerializer.Deserialize(job.Request, JobJson.Default.BackfillJob)!;
        var instrument = kept.InstrumentId;
        if (!InstrumentId.TryParse(instrument, out var id) || !server.Market.TryFind(id, out var known))
            return JobOutcome.Failed(Problem.Of(ProblemKinds.UnknownInstrument, $"{instrument}: no such instrument is known here any more."));
        var order = OrderOf(known.Key, kept.Kinds, new UnixNanos(kept.From), new UnixNanos(kept.To));
        try
        {
            var result = await server.Parts.Backfill.RunAsync(order, new Progress(job), ct);
            var item = new BackfillItem
            {
                InstrumentId = instrument,
                DryRun = false,
                Gaps = result.Gaps,
                Filled = result.Filled,
                Unfillable = result.Unfillable,
                Ticks = result.Ticks,
                Problems = result.Problems,
            };
            return JobOutcome.Done(JsonSerializer.SerializeToElement(item, ServerJson.Default.BackfillItem), isPartial: result.Filled < result.Gaps);
        }
        catch (FeedUnavailableException e)
        {
            return JobOutcome.Failed(Problem.Of(ProblemKinds.BrokerDisconnected, e.Message));
        }
        catch (StoreUnavailableException e)
        {
            return JobOutcome.Failed(Problem.Of(ProblemKinds.DatabaseUnavailable, e.Message));
        }
    }

    private sealed class Progress(Job job) : IProgress<BackfillProgress>
    {
        public void Report(BackfillProgress value) => job.Report(value.Fraction, value.Ticks);
    }
}
