using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Server.Contracts;

namespace Argonaut.Server.Endpoints;

/// <summary>Builds the truth page from what is measured; "ok" never stands without a time.</summary>
internal sealed class StatusBuilder(ServerContext server, StoreWatch store, ExportFolder exports)
{
    /// <summary>A line with the market open and no message for this long counts as silent.</summary>
    private const long SilentAfter = 30 * UnixNanos.PerSecond;

    public static int LinesUsed(FeedStatus feed) => feed.Lines.Count(l => l.State != LineState.Refused);

    /// <summary>As the source taught it, or as configured; null when the source has none that we know.</summary>
    public static int? LinesLimit(FeedStatus feed) =>
        feed.Pacing.Budgets.FirstOrDefault(b => b.Name == FeedBudget.MarketDataLines) is { Limit: > 0 and < int.MaxValue } lines ? lines.Limit : null;

    public SystemStatus Build()
    {
        var now = server.Now;
        var feed = server.Market.Feed;
        var counters = server.Market.Counters;
        var health = store.Last;
        var stages = Components(now);
        var reasons = stages.Where(s => s.State is "down" or "degraded")
            .Select(s => new ReasonItem
            {
                Code = $"{s.Name}_{s.State}",
                Severity = s.State == "down" ? "critical" : "warning",
                Detail = s.Detail,
                Stage = s.Name,
                Since = s.Since,
            })
            .ToImmutableArray();
        var canRecord = feed.State == FeedState.Ready && health.Health.IsAvailable && counters.StoreProblem is null;
        return new SystemStatus
        {
            AsOf = now.ToString(),
            AsOfIso = now.ToIso(),
            Mode = server.Parts.Facts.Mode,
            Simulated = server.IsSimulated,
            CanTrade = false,
            CanRecord = canRecord,
            Verdict = canRecord ? Recording() : "Not recording: " + string.Join(" ", reasons.Where(r => r.Severity == "critical").Select(r => r.Detail).DefaultIfEmpty("the source is not ready.")),
            Reasons = reasons,
            Stages = stages,
            Counters = Counters(counters),
            Feed = Feed(feed, now),
            Store = new StoreItem(health.Health.IsAvailable, health.Health.Description, health.Health.Problem),
            Storage = health.Health.Description,
        };
    }

    public ImmutableArray<ComponentItem> Components(UnixNanos now)
    {
        var feed = server.Market.Feed;
        var counters = server.Market.Counters;
        return [Broker(feed), Lines(feed, now), Ingestion(counters), Store(counters), Maintenance(), Export()];
    }

    /// <summary>Notices that say that all is well (ib-tws-protocol.md 5.3).</summary>
    private static readonly int[] GoodNews = [1102, 2104, 2106, 2107, 2108, 2119, 2158];

    private string Recording()
    {
        var count = server.Market.Recorded.Length;
        return count == 0 ? "Ready to record; no instrument is switched on." : $"Recording {count} instrument{(count == 1 ? "" : "s")}.";
    }

    private ComponentItem Broker(FeedStatus feed) => new()
    {
        Name = "broker",
        State = !server.Parts.Facts.HasBroker ? "disabled" : feed.State switch
        {
            FeedState.Ready => "ok",
            FeedState.Degraded or FeedState.Connecting => "degraded",
            _ => "down",
        },
        Since = Time(feed.Since),
        LastSuccess = Time(feed.LastMessage),
        Detail = feed.Detail,
        LastError = feed.Notices.FirstOrDefault(n => !GoodNews.Contains(n.Code)) is { } error ? $"{error.Text} (code {error.Code})" : null,
        DelayMsP99 = feed.RoundTrip?.TotalMilliseconds,
    };

    private ComponentItem Lines(FeedStatus feed, UnixNanos now)
    {
        // A quote line is silent for long in a quiet market, so an instrument counts as silent when neither of its lines moves.
        var silent = 0;
        string? name = null;
        foreach (var instrument in feed.Lines.GroupBy(l => l.Instrument))
        {
            if (instrument.Any(l => l.State is LineState.Flowing && now - l.LastTick < SilentAfter)) continue;
            silent++;
            if (name is null && server.Market.TryFind(instrument.Key, out var found)) name = found.Id.Value;
        }

        var flowing = feed.Lines.Count(l => l.State == LineState.Flowing);
        var last = feed.Lines.IsEmpty ? UnixNanos.Zero : feed.Lines.Max(l => l.LastTick);
        var refused = feed.Lines.FirstOrDefault(l => l.State == LineState.Refused);
        return new ComponentItem
        {
            Name = "feed",
            State = feed.Lines.IsEmpty ? "disabled" : feed.State == FeedState.Disconnected ? "down" : silent > 0 || refused is not null ? "degraded" : "ok",
            Since = Time(feed.Since),
            LastSuccess = Time(last),
            Detail = feed.Lines.IsEmpty ? "No market-data line is requested."
                : refused is not null ? refused.Detail
                : silent == 0 ? $"{flowing} of {feed.Lines.Length} lines are flowing."
                : $"{name}{(silent > 1 ? $" and {silent - 1} more" : "")}: no tick for 30 s or more.",
            LinesTotal = feed.Lines.Length,
            LinesFlowing = flowing,
            LinesSilent = silent,
        };
    }

    private static ComponentItem Ingestion(IngestCounters counters)
    {
        var isFull = counters.QueueCapacity > 0 && counters.QueueDepth >= counters.QueueCapacity * 9 / 10;
        return new ComponentItem
        {
            Name = "ingestion",
            State = isFull ? "degraded" : "ok",
            Since = null,
            LastSuccess = Time(counters.LastCommit),
            Detail = $"{counters.QueueDepth} of {counters.QueueCapacity} ticks wait to be stored.",
            RatePerS = Math.Round(counters.ReceivedPerSecond, 1),
            DelayMsP99 = Math.Round(counters.AcknowledgeLagP99.TotalMilliseconds, 3),
        };
    }

    private ComponentItem Store(IngestCounters counters)
    {
        var last = store.Last;
        var problem = counters.StoreProblem ?? last.Health.Problem;
        return new ComponentItem
        {
            Name = "store",
            State = !last.Health.IsAvailable ? "down" : problem is null ? "ok" : "degraded",
            Since = Time(last.Since),
            LastSuccess = Time(last.LastSuccess),
            Detail = problem ?? last.Health.Description,
            LastError = problem,
        };
    }

    private ComponentItem Maintenance()
    {
        var status = server.Parts.Maintenance.Status;
        var problem = status.Unreadable.IsEmpty ? status.Problem : $"Cannot be read: {string.Join(", ", status.Unreadable)}.";
        return new ComponentItem
        {
            Name = "maintenance",
            State = problem is null ? "ok" : "degraded",
            Since = null,
            LastSuccess = status.Problem is null ? Time(status.LastRound) : null,
            Detail = problem ?? status.Activity,
            LastError = problem,
        };
    }

    private ComponentItem Export()
    {
        var problem = exports.Check();
        return new ComponentItem
        {
            Name = "export",
            State = problem is null ? "ok" : "down",
            Since = null,
            LastSuccess = Time(server.Now),
            Detail = problem ?? "The export directory is writable.",
        };
    }

    private static CountersItem Counters(IngestCounters c)
    {
        var received = c.ReceivedTrades + c.ReceivedQuotes;
        var acknowledged = c.AcknowledgedTrades + c.AcknowledgedQuotes;
        return new CountersItem
        {
            Received = received,
            Acknowledged = acknowledged,
            Rejected = c.Rejected,
            Duplicate = c.Duplicate,
            Conflated = c.Conflated,
            InFlight = c.InFlight,
            Balanced = received == acknowledged + c.Rejected + c.Duplicate + c.Conflated + c.InFlight,
            ReceivedTrades = c.ReceivedTrades,
            ReceivedQuotes = c.ReceivedQuotes,
            AcknowledgedTrades = c.AcknowledgedTrades,
            AcknowledgedQuotes = c.AcknowledgedQuotes,
            RejectedByReason = c.RejectedByReason,
            ReceivedPerS = Math.Round(c.ReceivedPerSecond, 1),
            AcknowledgeLagMsP50 = Math.Round(c.AcknowledgeLagP50.TotalMilliseconds, 3),
            AcknowledgeLagMsP99 = Math.Round(c.AcknowledgeLagP99.TotalMilliseconds, 3),
            QueueDepth = c.QueueDepth,
            QueueCapacity = c.QueueCapacity,
            LastCommit = Time(c.LastCommit),
        };
    }

    private FeedItem Feed(FeedStatus feed, UnixNanos now) => new()
    {
        State = Words.Of(feed.State),
        Since = Time(feed.Since),
        Detail = feed.Detail,
        Endpoint = feed.Endpoint,
        ClientId = feed.ClientId,
        ServerVersion = feed.ServerVersion,
        Accounts = [.. feed.Accounts.Select(Mask)],
        Simulated = feed.IsSimulated,
        LastMessage = Time(feed.LastMessage),
        LastMessageAgeMs = feed.LastMessage.Value > 0 ? Math.Max(0, (now - feed.LastMessage) / UnixNanos.PerMillisecond) : null,
        RoundTripMs = feed.RoundTrip?.TotalMilliseconds,
        ClockOffsetMs = feed.ClockOffset?.TotalMilliseconds,
        Reconnects = feed.Reconnects,
        Skipped = feed.Skipped,
        LinesUsed = LinesUsed(feed),
        LinesLimit = LinesLimit(feed),
        LinesFlowing = feed.Lines.Count(l => l.State == LineState.Flowing),
        Limits = LimitsBuilder.Of(feed.Pacing),
        Notices =
        [
            .. feed.Notices.Select(n => new NoticeItem(n.At.ToString(), n.Code, n.Text,
                n.Instrument is { } key && server.Market.TryFind(key, out var i) ? i.Id.Value : null)),
        ],
    };

    private static string Mask(string account) =>
        account.Length <= 4 ? "****" : string.Concat(account.AsSpan(0, 2), new string('*', account.Length - 4), account.AsSpan(account.Length - 2));

    private static string? Time(UnixNanos at) => at.Value > 0 ? at.ToString() : null;
}
