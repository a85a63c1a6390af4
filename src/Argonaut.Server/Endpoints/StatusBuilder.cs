using System.Collections.Immutable;
using System.Globalization;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Server.Audit;
using Argonaut.Server.Contracts;
using Argonaut.Server.Metrics;
using Argonaut.Trading.Lines;
using Argonaut.Trading.Quality;

namespace Argonaut.Server.Endpoints;

/// <summary>Builds the truth page from what is measured; "ok" never stands without a time.</summary>
internal sealed class StatusBuilder(ServerContext server, StoreWatch store, ExportFolder exports, AuditTrail audit, ServerMetrics metrics, StageLog log)
{
    private const long LittleSpace = 2L << 30;
    private const long NoSpace = 1L << 30;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>As the source counts them: trades and quotes can share one.</summary>
    public static int LinesUsed(FeedStatus feed) =>
        LinesOf(feed)?.Used ?? feed.Lines.Count(l => l.State is not (LineState.Refused or LineState.NotEntitled));

    /// <summary>As the source taught it, or as configured; null when the source has none that we know.</summary>
    public static int? LinesLimit(FeedStatus feed) => LinesOf(feed) is { Limit: < int.MaxValue } lines ? lines.Limit : null;

    private static FeedBudget? LinesOf(FeedStatus feed) =>
        feed.Pacing.Budgets.FirstOrDefault(b => b.Name == FeedBudget.MarketDataLines) is { Name: not null } lines ? lines : null;

    public SystemStatus Build()
    {
        var now = server.Now;
        var feed = server.Market.Feed;
        var counters = server.Market.Counters;
        var health = store.Last;
        var stages = Components();
        var locked = AccountLock.ReasonOf(server.Parts.Facts.Mode, feed, Mask) is { } reason
            ? new ReasonItem { Code = AccountLock.Code, Severity = "critical", Detail = reason, Stage = "broker", Since = Time(feed.Since) }
            : null;
        var reasons = stages.Where(s => s.State is "down" or "degraded")
            .Select(s => new ReasonItem
            {
                Code = $"{s.Name}_{s.State}",
                Severity = s.State == "down" ? "critical" : "warning",
                Detail = s.Detail,
                Stage = s.Name,
                Since = s.Since,
            })
            .Prepend(locked)
            .Prepend(AuditFault())
            .OfType<ReasonItem>()
            .ToImmutableArray();
        var isStoring = health.Health.IsAvailable && counters.StoreProblem is null;
        var canRecord = feed.State == FeedState.Ready && (isStoring || counters.Spool.Problem is null);
        return new SystemStatus
        {
            AsOf = now.ToString(),
            AsOfIso = now.ToIso(),
            Mode = server.Parts.Facts.Mode,
            Simulated = server.IsSimulated,
            CanTrade = false,
            TradeVerdict = $"Can I trade now? No. {string.Join(' ', reasons.Select(r => r.Detail).DefaultIfEmpty("This version records and does not trade."))}",
            CanRecord = canRecord,
            Verdict = canRecord ? Recording(isStoring) : "Not recording: " + string.Join(" ", reasons.Where(r => r.Severity == "critical").Select(r => r.Detail).DefaultIfEmpty("the source is not ready.")),
            Reasons = reasons,
            Stages = stages,
            Counters = Counters(counters),
            Feed = Feed(feed, now),
            Store = new StoreItem(health.Health.IsAvailable, health.Health.Description, counters.StoreProblem?.Message ?? health.Health.Problem, counters.StoreProblem?.Code),
            Spool = Spool(counters.Spool),
            Storage = health.Health.Description,
        };
    }

    private ReasonItem? AuditFault() => audit.Chain is { Fault: { } fault } chain
        ? new ReasonItem { Code = "audit_changed", Severity = "critical", Detail = $"The audit log was changed: {fault}.", Stage = "store", Since = Time(chain.CheckedAt) }
        : null;

    public ImmutableArray<ComponentItem> Components()
    {
        var feed = server.Market.Feed;
        var counters = server.Market.Counters;
        ReadOnlySpan<ComponentItem> found =
        [
            Socket(feed), Broker(feed), Farms(feed), Lines(feed), Ingestion(counters), Store(counters), SpoolStage(counters.Spool), Bars(), Absent("signal_engine"), Absent("risk"),
            Absent("order_path"), Export(), WebSocket(), Disk(), Clock(), Quality(), Maintenance(), Frames(),
        ];
        var stages = ImmutableArray.CreateBuilder<ComponentItem>(found.Length);
        foreach (var stage in found) stages.Add(log.Complete(stage));
        return stages.MoveToImmutable();
    }

    /// <summary>Looks once a second, so that it is known since when each stage is as it is also when nobody asks.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (true)
        {
            Components();
            await Task.Delay(Every, server.Parts.Time, ct);
        }
    }

    /// <summary>One line as a stage: what is wrong with it is remembered under its name.</summary>
    public static ComponentItem StageOf(Instrument instrument, LineView line) => new()
    {
        Name = $"line {instrument.Id.Value} {Words.Of(line.Kind)}",
        State = IsWrong(line) ? "degraded" : "ok",
        Since = Time(line.Since),
        LastSuccess = Time(line.LastTick),
        Detail = line.Reason,
    };

    /// <summary>Notices that say that all is well (ib-tws-protocol.md 5.3).</summary>
    private static readonly int[] GoodNews = [1102, 2104, 2106, 2107, 2108, 2119, 2158];

    /// <summary>Notices about data farms, good and bad.</summary>
    private static readonly int[] FarmNews = [2103, 2104, 2105, 2106, 2107, 2108, 2157, 2158];

    private string Recording(bool isStoring)
    {
        var count = server.Market.Recorded.Length;
        if (count == 0) return "Ready to record; no instrument is switched on.";
        return $"Recording {count} instrument{(count == 1 ? "" : "s")}{(isStoring ? "" : ", storing locally until the database takes data again")}.";
    }

    /// <summary>The connection itself. It is down until it stands, but for the very first attempt; what lies behind it waits and is not at fault.</summary>
    private ComponentItem Socket(FeedStatus feed)
    {
        var frames = server.Parts.Frames.Status;
        return new ComponentItem
        {
            Name = "broker_socket",
            State = !server.Parts.Facts.HasBroker ? "disabled"
                : IsConnected(feed) ? "ok"
                : feed is { State: FeedState.Connecting, Reconnects: 0 } ? "degraded" : "down",
            Since = null,
            LastSuccess = Time(feed.LastBytes.Value > 0 ? feed.LastBytes : feed.LastMessage),
            Detail = IsConnected(feed) ? $"Connected to {feed.Endpoint}." : feed.Detail,
            RatePerS = frames.IsEnabled ? log.Follow("frames", frames.Frames).PerSecond : null,
            DelayMsP99 = feed.RoundTrip?.TotalMilliseconds,
        };
    }

    private static bool IsConnected(FeedStatus feed) => feed.State is FeedState.Ready or FeedState.Degraded;

    private ComponentItem Broker(FeedStatus feed) => new()
    {
        Name = "broker",
        State = !server.Parts.Facts.HasBroker ? "disabled" : feed.State == FeedState.Ready ? "ok" : "degraded",
        Since = Time(feed.Since),
        LastSuccess = Time(feed.LastMessage),
        Detail = IsConnected(feed) ? feed.Detail : "Waits for the connection.",
        LastError = Complaint(feed) is { } error ? $"{error.Text} (code {error.Code})" : null,
        LastErrorAt = Complaint(feed)?.At.ToString(),
        DelayMsP99 = feed.RoundTrip?.TotalMilliseconds,
    };

    private static FeedNotice? Complaint(FeedStatus feed) => feed.Notices.FirstOrDefault(n => !GoodNews.Contains(n.Code));

    /// <summary>The source's own services behind the session.</summary>
    private ComponentItem Farms(FeedStatus feed)
    {
        var told = feed.Notices.FirstOrDefault(n => FarmNews.Contains(n.Code));
        return new ComponentItem
        {
            Name = "data_farms",
            State = !server.Parts.Facts.HasBroker ? "disabled" : feed.State == FeedState.Ready ? "ok" : "degraded",
            Since = null,
            LastSuccess = Time(feed.State == FeedState.Ready ? feed.LastMessage : UnixNanos.Zero),
            Detail = !IsConnected(feed) ? "Wait for the connection." : feed.State == FeedState.Degraded ? feed.Detail : told?.Text ?? "The source has not complained of any.",
        };
    }

    private ComponentItem Lines(FeedStatus feed)
    {
        var lines = server.Market.Lines;
        var silent = lines.Where(l => l.State == LineState.Silent).ToList();
        var worst = silent.FirstOrDefault() ?? lines.FirstOrDefault(IsWrong);
        var flowing = lines.Count(l => l.State == LineState.Flowing);
        return new ComponentItem
        {
            Name = "feed",
            State = lines.IsEmpty ? "disabled" : !IsConnected(feed) || worst is not null ? "degraded" : "ok",
            Since = Time(worst?.Since ?? feed.Since),
            LastSuccess = Time(lines.IsEmpty ? UnixNanos.Zero : lines.Max(l => l.LastTick)),
            Detail = lines.IsEmpty ? "No market-data line is requested."
                : worst is null ? $"{flowing} of {lines.Length} lines are flowing{Closed(lines)}."
                : $"{NameOf(worst)}: {worst.Reason}{(lines.Count(IsWrong) is > 1 and var wrong ? $" ({wrong - 1} more lines are not well)" : "")}",
            RatePerS = Math.Round(server.Market.Counters.ReceivedPerSecond, 1),
            LinesTotal = lines.Length,
            LinesFlowing = flowing,
            LinesSilent = silent.Count,
        };
    }

    /// <summary>A line that should deliver and does not. One that was just asked for is given time.</summary>
    private static bool IsWrong(LineView line) =>
        line.State is LineState.Silent or LineState.Delayed or LineState.Frozen or LineState.NotEntitled or LineState.Refused or LineState.Competing or LineState.Interrupted;

    private static string Closed(ImmutableArray<LineView> lines) =>
        lines.Count(l => l.State == LineState.MarketClosed) is > 0 and var closed ? $", the market of {closed} is closed" : "";

    private string NameOf(LineView line) =>
        $"{(server.Market.TryFind(line.Instrument, out var instrument) ? instrument.Id.Value : "?")} {(line.Kind == MarketEventKind.BookDelta ? "depth" : $"{Words.Of(line.Kind)}s")}";

    private ComponentItem Clock()
    {
        var clock = server.Market.Quality.Clock;
        var isSkewed = clock.SkewedSince is not null;
        return new ComponentItem
        {
            Name = "clock",
            State = clock.Offset is null ? "disabled" : isSkewed ? "down" : "ok",
            Since = clock.SkewedSince is { } since ? Time(since) : null,
            LastSuccess = clock.Offset is null || isSkewed ? null : Time(server.Now),
            Detail = clock.Offset is not { } offset ? "The source has not told its time."
                : isSkewed ? $"The source's clock is {Seconds(offset.Duration())} {(offset > TimeSpan.Zero ? "ahead of" : "behind")} ours. Its times are stored as they are; check the clock of this machine and of the gateway's."
                : $"The source's clock is {Seconds(offset.Duration())} from ours.",
            DelayMsP99 = server.Market.Feed.RoundTrip?.TotalMilliseconds,
        };
    }

    private ComponentItem Quality()
    {
        var picture = server.Market.Quality;
        var suspect = picture.Suspects.IsEmpty ? null : server.Market.TryFind(picture.Suspects[0].Instrument, out var instrument) ? instrument.Id.Value : "?";
        var refused = picture.Counts.Where(c => QualityRules.Of(c.Key).Action == QualityAction.Reject).Sum(c => c.Value);
        return new ComponentItem
        {
            Name = "quality",
            State = suspect is null ? "ok" : "degraded",
            Since = suspect is null ? null : Time(picture.Suspects[0].Since),
            LastSuccess = suspect is null ? Time(server.Now) : null,
            Detail = suspect is null ? $"{refused} ticks are in quarantine since the start."
                : $"The quotes of {suspect} stay crossed{(picture.Suspects.Length > 1 ? $", and those of {picture.Suspects.Length - 1} more" : "")}: do not trust its prices.",
        };
    }

    private static string Seconds(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0##} s");

    private static ComponentItem Ingestion(IngestCounters counters)
    {
        var isFull = counters.QueueCapacity > 0 && counters.InFlight >= counters.QueueCapacity * 9 / 10;
        return new ComponentItem
        {
            Name = "ingestion",
            State = isFull ? "down" : "ok",
            Since = null,
            LastSuccess = Time(counters.LastCommit),
            Detail = $"{(isFull ? "The queue is full: " : "")}{counters.InFlight} of {counters.QueueCapacity} ticks wait to be stored.",
            RatePerS = Math.Round(counters.ReceivedPerSecond, 1),
            DelayMsP99 = Math.Round(counters.AcknowledgeLagP99.TotalMilliseconds, 3),
        };
    }

    private ComponentItem Store(IngestCounters counters)
    {
        var last = store.Last;
        var problem = counters.StoreProblem?.Message ?? last.Health.Problem;
        if (problem is not null && counters.Spool.Problem is null) problem = $"Storing locally: {problem}";
        return new ComponentItem
        {
            Name = "store",
            State = !last.Health.IsAvailable ? "down" : problem is null ? "ok" : "degraded",
            Since = Time(last.Since),
            LastSuccess = Time(last.LastSuccess),
            Detail = problem ?? last.Health.Description + ClockText(last.Health),
            LastError = problem,
            RatePerS = log.Follow("stored", counters.Acknowledged).PerSecond,
            DelayMsP99 = Math.Round(counters.AcknowledgeLagP99.TotalMilliseconds, 3),
        };
    }

    /// <summary>Data is stamped by our clock alone, so a difference does no harm; but whoever compares times should know.</summary>
    private static string ClockText(StoreHealth health) => health.ClockOffset is { } offset && Math.Abs(offset.TotalSeconds) >= 2
        ? $"; its clock is {Math.Abs(offset.TotalSeconds):0} s {(offset < TimeSpan.Zero ? "behind" : "ahead of")} ours" : "";

    /// <summary>The place of last resort: half full is a warning, refusing is the worst.</summary>
    private ComponentItem SpoolStage(SpoolStatus spool) => new()
    {
        Name = "spool",
        State = spool.Problem is not null ? "down" : spool.Damages.Length > 0 || spool.Share >= 0.5 ? "degraded" : "ok",
        Since = null,
        LastSuccess = spool.Problem is null ? Time(server.Now) : null,
        Detail = spool.Problem
            ?? (spool.Damages.IsEmpty ? "" : $"{spool.Damages[0].File}, byte {spool.Damages[0].Offset}: {spool.Damages[0].Detail} ")
            + $"{spool.WaitingTicks} ticks wait in {spool.Location} for the database; {spool.Share * 100:0} % of {spool.LimitBytes / (1024 * 1024)} MB are used.",
        LastError = spool.Problem,
    };

    private static SpoolItem Spool(SpoolStatus spool) => new()
    {
        Location = spool.Location,
        Bytes = spool.Bytes,
        LimitBytes = spool.LimitBytes,
        WaitingTicks = spool.WaitingTicks,
        Problem = spool.Problem,
        Damages = [.. spool.Damages.Select(d => new SpoolDamageItem(d.File, d.Offset, d.Detail))],
    };

    private ComponentItem Maintenance()
    {
        var status = server.Parts.Maintenance.Status;
        var problem = !status.Unreadable.IsEmpty ? $"Cannot be read: {string.Join(", ", status.Unreadable)}."
            : status.Problem ?? (status.Strains.IsEmpty ? null : string.Join(' ', status.Strains));
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

    private ComponentItem Frames()
    {
        var status = server.Parts.Frames.Status;
        var span = TimeSpan.FromMicroseconds((status.Last - status.First) / UnixNanos.PerMicrosecond);
        var lost = status.Lost == 0 ? "nothing lost" : $"{status.Lost} lost";
        return new ComponentItem
        {
            Name = "flight_recorder",
            State = !status.IsEnabled ? "disabled" : status.Problem is null && status.Lost == 0 ? "ok" : "degraded",
            Since = Time(status.First),
            LastSuccess = Time(status.Last),
            Detail = !status.IsEnabled ? "Raw frames are not recorded."
                : $"{Size(status.Bytes)} of {Size(status.MaxBytes)} in {status.Segments} files, {span.TotalHours:0.0} of {status.MaxAge.TotalHours:0} hours; "
                    + $"{status.Frames} frames since the start, {lost}.",
            LastError = status.Problem ?? (status.Lost == 0 ? null : $"{status.Lost} frames could not be recorded: the disk was too slow or full."),
        };
    }

    private static string Size(long bytes) => bytes >= 1 << 30 ? $"{bytes / (double)(1 << 30):0.0} GiB" : $"{bytes / (double)(1 << 20):0.0} MiB";

    private ComponentItem Export()
    {
        var problem = exports.Check();
        var rows = metrics.Exports.Values.Sum(kind => kind.Rows);
        return new ComponentItem
        {
            Name = "export",
            State = problem is null ? "ok" : "down",
            Since = null,
            LastSuccess = Time(server.Now),
            Detail = problem ?? $"The export directory is writable; {rows} rows were exported since the start.",
            RatePerS = log.Follow("exported", rows).PerSecond,
        };
    }

    private ComponentItem Bars()
    {
        var (perSecond, closedAt) = log.Follow("bars", metrics.BarsClosed.Sum() + metrics.BarsRevised.Sum());
        return new ComponentItem
        {
            Name = "bar_builder",
            State = "ok",
            Since = null,
            LastSuccess = closedAt?.ToString(),
            Detail = $"{metrics.BarsClosed.Sum()} bars closed and {metrics.BarsRevised.Sum()} were revised since the start.",
            RatePerS = perSecond,
            DelayMsP99 = metrics.BarClose.Quantile(0.99) * 1_000,
        };
    }

    /// <summary>What the truth page of a trading system has and this one does not.</summary>
    private static ComponentItem Absent(string name) => new()
    {
        Name = name, State = "disabled", Since = null, LastSuccess = null, Detail = "Not part of this version, which records and does not trade.",
    };

    private ComponentItem WebSocket()
    {
        var clients = metrics.Clients();
        var (perSecond, sentAt) = log.Follow("messages", metrics.MessagesSent.Sum());
        return new ComponentItem
        {
            Name = "websocket",
            State = clients == 0 ? "disabled" : "ok",
            Since = null,
            LastSuccess = sentAt?.ToString(),
            Detail = clients == 0 ? "Nobody is connected." : $"{clients} {(clients == 1 ? "connection" : "connections")}; {metrics.SlowDisconnects} were too slow since the start.",
            RatePerS = perSecond,
            DelayMsP99 = metrics.ReceiveToSocket.Quantile(0.99) * 1_000,
        };
    }

    /// <summary>Of the export directory, which lies with the other data unless it was told to lie elsewhere.</summary>
    private ComponentItem Disk()
    {
        var free = exports.FreeBytes();
        return new ComponentItem
        {
            Name = "disk",
            State = free switch { null => "degraded", < NoSpace => "down", < LittleSpace => "degraded", _ => "ok" },
            Since = null,
            LastSuccess = free is null ? null : Time(server.Now),
            Detail = free is { } bytes ? $"{Size(bytes)} are free where the exports lie." : "The free space of the export directory is not known.",
        };
    }

    private static CountersItem Counters(IngestCounters c)
    {
        var (trades, quotes) = (c.Of(MarketEventKind.Trade), c.Of(MarketEventKind.Quote));
        return new CountersItem
        {
            Received = c.Received,
            Acknowledged = c.Acknowledged,
            Rejected = c.Rejected,
            Duplicate = c.Duplicate,
            Conflated = c.Conflated,
            InFlight = c.InFlight,
            Balanced = c.IsBalanced,
            Spooled = c.Spooled,
            Kinds = [.. c.Kinds.Select(Counters)],
            ReceivedTrades = trades.Received,
            ReceivedQuotes = quotes.Received,
            AcknowledgedTrades = trades.Acknowledged,
            AcknowledgedQuotes = quotes.Acknowledged,
            RejectedByReason = c.RejectedByReason,
            ReceivedPerS = Math.Round(c.ReceivedPerSecond, 1),
            AcknowledgeLagMsP50 = Math.Round(c.AcknowledgeLagP50.TotalMilliseconds, 3),
            AcknowledgeLagMsP99 = Math.Round(c.AcknowledgeLagP99.TotalMilliseconds, 3),
            AcknowledgeLagMsMax = Math.Round(c.AcknowledgeLagMax.TotalMilliseconds, 3),
            QueueDepth = c.InFlight,
            QueueCapacity = c.QueueCapacity,
            LastCommit = Time(c.LastCommit),
        };
    }

    private static KindCountersItem Counters(TickCounters k) => new()
    {
        Kind = Words.Of(k.Kind),
        Received = k.Received,
        Acknowledged = k.Acknowledged,
        Rejected = k.Rejected,
        Duplicate = k.Duplicate,
        Conflated = k.Conflated,
        InFlight = k.InFlight,
        Spooled = k.Spooled,
        Balanced = k.IsBalanced,
        RejectedByReason = k.RejectedByReason,
    };

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
        LinesFlowing = server.Market.Lines.Count(l => l.State == LineState.Flowing),
        Limits = LimitsBuilder.Of(feed.Pacing),
        NextRestart = server.Parts.Facts.SourceCalendar?.NextRestart(now)?.ToString(),
        NextLogin = server.Parts.Facts.SourceCalendar?.NextLogin(now)?.ToString(),
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
