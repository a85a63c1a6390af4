using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Server.Contracts;
using Argonaut.Server.Endpoints;

namespace Argonaut.Server.Metrics;

/// <summary>Remembers the figures of the system page for an hour, so that a page that was just opened knows their course.</summary>
internal sealed class FigureLog(ServerContext server)
{
    private const int Kept = 241;

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly Queue<Sample> _samples = new(Kept);

    public async Task RunAsync(CancellationToken ct)
    {
        while (true)
        {
            Take();
            await Task.Delay(Step, server.Parts.Time, ct);
        }
    }

    public FigureHistory Read()
    {
        ImmutableArray<Sample> samples;
        lock (_gate)
        {
            // Asked before the loop's first round.
            if (_samples.Count == 0) Take();
            samples = [.. _samples];
        }

        var at = samples[^1].At;
        var names = samples.SelectMany(s => s.Values.Keys).Distinct();
        return new FigureHistory(
            (int)Step.TotalMilliseconds,
            [.. names.OrderBy(n => n.Name, StringComparer.Ordinal).Select(n => new FigureItem(n.Name, n.Metric, [.. samples.Select(s => s.Values.TryGetValue(n, out var value) ? value : (double?)null)]))],
            at.ToString(), at.ToIso());
    }

    private void Take()
    {
        var sample = new Sample(server.Now, Figures().ToDictionary(f => f.Figure, f => Math.Round(f.Value, 6)));
        lock (_gate)
        {
            if (_samples.Count == Kept) _samples.Dequeue();
            _samples.Enqueue(sample);
        }
    }

    private IEnumerable<(Figure Figure, double Value)> Figures()
    {
        var c = server.Market.Counters;
        var feed = server.Market.Feed;
        yield return (new("received", "argonaut_ticks_received_total"), c.Received);
        yield return (new("acknowledged", "argonaut_ticks_acknowledged_total"), c.Acknowledged);
        yield return (new("rejected", "argonaut_ticks_rejected_total"), c.Rejected);
        yield return (new("duplicate", "argonaut_ticks_duplicate_total"), c.Duplicate);
        yield return (new("conflated", "argonaut_ticks_conflated_total"), c.Conflated);
        yield return (new("in_flight", "argonaut_ingest_unacknowledged"), c.InFlight);
        yield return (new("spooled", "argonaut_ticks_spooled"), c.Spooled);
        yield return (new("queue_depth", "argonaut_ingest_queue_depth"), c.InFlight);
        foreach (var kind in c.Kinds) yield return (new($"kind_{Words.Of(kind.Kind)}", "argonaut_ticks_received_total"), kind.Received);
        yield return (new("received_per_s", "argonaut_ticks_received_per_second"), c.ReceivedPerSecond);
        yield return (new("lag_ms_p99", "argonaut_store_lag_seconds"), c.AcknowledgeLagP99.TotalMilliseconds);
        yield return (new("reconnects", "argonaut_feed_reconnects_total"), feed.Reconnects);
        if (feed.RoundTrip is { } trip) yield return (new("round_trip_ms", "argonaut_broker_round_trip_seconds"), trip.TotalMilliseconds);
        if (feed.ClockOffset is { } offset) yield return (new("clock_offset_ms", "argonaut_clock_offset_seconds"), offset.TotalMilliseconds);
        foreach (var (name, used) in LimitsBuilder.Used(feed.Pacing)) yield return (new($"limit_{name}", "argonaut_broker_limit_used"), used);
    }

    private readonly record struct Figure(string Name, string Metric);

    private sealed record Sample(UnixNanos At, Dictionary<Figure, double> Values);
}
