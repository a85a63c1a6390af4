using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Server.Contracts;
using Argonaut.Server.Stream;
using Argonaut.Trading.Lines;

namespace Argonaut.Server.Endpoints;

/// <summary>The market-data lines as they are told.</summary>
internal sealed class LineList(ServerContext server, StreamHub hub, StageLog stages)
{
    public static string KeyOf(SubscriptionItem item) => $"{item.InstrumentId} {item.Kind}";

    public IReadOnlyList<SubscriptionItem> Read()
    {
        var items = new List<SubscriptionItem>();
        foreach (var line in server.Market.Lines)
        {
            if (!server.Market.TryFind(line.Instrument, out var instrument)) continue;
            var last = line.LastTick is { Value: > 0 } at ? at : (UnixNanos?)null;
            var seen = stages.Complete(StatusBuilder.StageOf(instrument, line));
            items.Add(new SubscriptionItem
            {
                InstrumentId = instrument.Id.Value,
                Kind = Words.Of(line.Kind),
                State = Words.Of(line.State),
                Since = line.Since.ToString(),
                SinceIso = line.Since.ToIso(),
                Reason = line.Reason,
                ThresholdMs = (long)line.Threshold.TotalMilliseconds,
                ThresholdLearnt = line.IsThresholdLearnt,
                LastTick = last?.ToString(),
                LastTickIso = last?.ToIso(),
                UnprovenSince = line.UnprovenSince?.ToString(),
                UnprovenSinceIso = line.UnprovenSince?.ToIso(),
                GapReason = line.UnprovenSince is null ? null : GapCauses.TextOf(line.Cause),
                RatePerS = stages.Follow(seen.Name, hub.TicksOf(line.Instrument, line.Kind)).PerSecond,
                DelayMs = DelayOf(line),
                LastError = seen.LastError,
                LastErrorAt = seen.LastErrorAt,
            });
        }

        return items;
    }

    public SubscriptionPage PageOf(ImmutableArray<SubscriptionItem> items, string? next, UnixNanos now) => new()
    {
        Items = items,
        NextCursor = next,
        LinesUsed = StatusBuilder.LinesUsed(server.Market.Feed),
        LinesLimit = StatusBuilder.LinesLimit(server.Market.Feed),
        AsOf = now.ToString(),
        AsOfIso = now.ToIso(),
    };

    private double? DelayOf(LineView line)
    {
        var last = line.Kind switch
        {
            MarketEventKind.Trade => server.Market.LatestTrade(line.Instrument),
            MarketEventKind.Quote => server.Market.LatestQuote(line.Instrument),
            _ => null,
        };
        return last is { } tick ? Math.Round((tick.TsInit - tick.TsEvent) / (double)UnixNanos.PerMillisecond, 3) : null;
    }
}
