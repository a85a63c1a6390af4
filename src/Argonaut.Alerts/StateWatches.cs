using System.Collections.Immutable;
using System.Globalization;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Trading.Alerts;
using Argonaut.Trading.Lines;

namespace Argonaut.Alerts;

/// <summary>
/// What no tick tells: silence, connections, disks, clocks. Looked at twice a second. A state that is over is told as well: its alert
/// clears. One caller at a time.
/// </summary>
internal sealed class StateWatches(IMarketView market, ImmutableArray<string> folders, Func<string, long?> freeBytes)
{
    /// <summary>What is true now, by rule and subject; and the words.</summary>
    private readonly Dictionary<(long Rule, string Subject), UnixNanos> _since = [];
    private ImmutableDictionary<GapCause, long>? _gaps;

    /// <summary>A rule that holds for a subject now.</summary>
    internal readonly record struct Holding(AlertRule Rule, string Subject, InstrumentId? Instrument, string Text);

    /// <summary>Everything that holds now, long enough for its rule; events that are over at once come in <paramref name="moments"/>.</summary>
    public List<Holding> Look(ImmutableArray<AlertRule> rules, UnixNanos now, out List<Holding> moments)
    {
        var found = new List<Holding>();
        moments = [];
        var newGaps = TakeNewGaps();
        foreach (var rule in rules)
            switch (rule.Kind)
            {
                case AlertKind.FeedStalled:
                    Stalled(rule, now, found);
                    break;
                case AlertKind.ConnectionLost when market.Feed.State is not (FeedState.Ready or FeedState.Degraded):
                    found.Add(new Holding(rule, "", null, $"The source at {market.Feed.Endpoint} is not connected since {Clock(market.Feed.Since)}: {market.Feed.Detail}"));
                    break;
                case AlertKind.DatabaseDown when market.Counters.StoreProblem is { } problem:
                    found.Add(new Holding(rule, "", null, $"The database takes no data: {problem.Message}"));
                    break;
                case AlertKind.ClockOffset when market.Quality.Clock.Offset is { } offset && offset.Duration().TotalMilliseconds >= Number(rule):
                    found.Add(new Holding(rule, "", null,
                        string.Create(CultureInfo.InvariantCulture, $"The source's clock is {offset.Duration().TotalMilliseconds:0} ms {(offset > TimeSpan.Zero ? "ahead of" : "behind")} ours.")));
                    break;
                case AlertKind.DiskSpace:
                    Disks(rule, found);
                    break;
                case AlertKind.GapFound when newGaps.Count > 0:
                    moments.Add(new Holding(rule, "", null, $"Times without proof of data were noted: {string.Join(", ", newGaps.Select(g => $"{Words(g.Cause)} ({g.Count})"))}. The list of gaps has each."));
                    break;
                default:
                    break;
            }

        return KeepLong(found, now);
    }

    /// <summary>Only those that hold for as long as the rule says; the learnt threshold of a line has been waited for already.</summary>
    private List<Holding> KeepLong(List<Holding> found, UnixNanos now)
    {
        var holding = found.Select(h => (h.Rule.Id, h.Subject)).ToHashSet();
        foreach (var gone in _since.Keys.Where(key => !holding.Contains(key)).ToList()) _since.Remove(gone);
        var kept = new List<Holding>();
        foreach (var one in found)
        {
            if (!_since.TryGetValue((one.Rule.Id, one.Subject), out var since)) _since[(one.Rule.Id, one.Subject)] = since = now;
            var wait = one.Rule.Kind is AlertKind.ConnectionLost or AlertKind.DatabaseDown ? Number(one.Rule) : 0;
            if (now - since >= (long)(wait * UnixNanos.PerSecond)) kept.Add(one);
        }

        return kept;
    }

    private void Stalled(AlertRule rule, UnixNanos now, List<Holding> found)
    {
        foreach (var line in market.Lines)
        {
            if (!market.TryFind(line.Instrument, out var instrument) || (rule.Instrument is { } only && only != instrument.Id)) continue;
            var silence = line.LastTick.Value == 0 ? (long?)null : now - line.LastTick;
            var isStalled = rule.Threshold is null
                ? line.State is LineState.Silent
                : line.State is LineState.Silent or LineState.Flowing && silence >= (long)(Number(rule) * UnixNanos.PerSecond);
            if (!isStalled) continue;
            var kind = line.Kind == MarketEventKind.Quote ? "quotes" : line.Kind == MarketEventKind.Trade ? "trades" : "order book";
            var threshold = rule.Threshold?.ToString() ?? string.Create(CultureInfo.InvariantCulture, $"{line.Threshold.TotalSeconds:0.#}");
            found.Add(new Holding(rule, $"{instrument.Id.Value} {kind}", instrument.Id,
                $"{instrument.Id.Value}: no {kind} {(silence is null ? "since the start" : $"for {AlertText.Seconds(silence.Value / UnixNanos.PerSecond)}, the last at {Clock(line.LastTick)}")} "
                + $"(threshold {threshold} s). Suspected: {Suspect()}."));
        }
    }

    /// <summary>The first stage on the way of a tick that is not well (U-170).</summary>
    private string Suspect() => market.Feed.State is not (FeedState.Ready or FeedState.Degraded) ? "the connection to the source"
        : market.Counters.StoreProblem is not null ? "the database"
        : market.Counters.InFlight > market.Counters.QueueCapacity / 2 ? "this server, which is behind"
        : market.Feed.State == FeedState.Degraded ? "the source's data farm"
        : "the source";

    private void Disks(AlertRule rule, List<Holding> found)
    {
        foreach (var folder in folders)
        {
            if (freeBytes(folder) is not { } free || free >= Number(rule) * (1L << 30)) continue;
            found.Add(new Holding(rule, folder, null,
                string.Create(CultureInfo.InvariantCulture, $"The disk of the folder '{Path.GetFileName(Path.TrimEndingDirectorySeparator(folder))}' has {free / (double)(1L << 30):0.0} GiB left.")));
        }
    }

    private List<(GapCause Cause, long Count)> TakeNewGaps()
    {
        var now = market.Gaps;
        var before = _gaps ?? now;
        _gaps = now;
        return [.. now.Select(g => (g.Key, g.Value - before.GetValueOrDefault(g.Key))).Where(g => g.Item2 > 0)];
    }

    private static double Number(AlertRule rule) =>
        rule.Threshold is { } threshold ? (double)threshold.Mantissa / Domain.Numbers.FixedPoint.PowerOfTen(threshold.Precision) : 0;

    private static string Clock(UnixNanos at) => at.ToDateTimeOffset().ToString("HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string Words(GapCause cause) =>
        System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(cause.ToString()).Replace('_', ' ');
}
