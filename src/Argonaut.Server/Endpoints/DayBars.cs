using System.Collections.Concurrent;
using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Instruments;
using Argonaut.Domain.Sessions;
using Argonaut.Ports;
using Argonaut.Trading.Bars;

namespace Argonaut.Server.Endpoints;

/// <summary>
/// Today's bar and the one before it, for the latest price of an instrument: what is stored of earlier days and hours changes so rarely that it
/// is kept for some seconds, also when there is nothing, and what is open is in memory. A latest-price answer then asks the store for nothing.
/// Days are those of the exchange where its hours are known.
/// </summary>
internal sealed class DayBars(IMarketView market, BarReader bars, ExchangeBarReader exchange, TimeProvider time)
{
    private static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<InstrumentKey, Kept> _kept = new();

    /// <summary>Null when today has no bar yet.</summary>
    public async Task<(Bar Today, Bar? Previous)?> ReadAsync(Instrument instrument, UnixNanos now, CancellationToken ct)
    {
        var days = exchange.DaysOf(instrument);
        var today = days?.NameOf(Timeframe.Day1, now) ?? Timeframe.Day1.OpenOf(now);
        var part = days is null ? Timeframe.Day1 : ExchangeBarReader.PartOf(days, Timeframe.Day1, today);
        var kept = await KeptAsync(instrument, days, today, part.OpenOf(now), now, ct);
        ImmutableArray<Bar> parts = kept.Today is { } closed ? [closed] : [];
        if (market.TryGetOpenBar(instrument.Key, part, out var open) && open.TsOpen == kept.Until) parts = parts.Add(open);
        return parts.IsEmpty ? null : (ExchangeBars.Join(parts.AsSpan(), Timeframe.Day1, today, isClosed: false), kept.Previous);
    }

    /// <summary>What was there before the open part, at most some seconds old.</summary>
    private async ValueTask<Kept> KeptAsync(Instrument instrument, ExchangeDays? days, UnixNanos today, UnixNanos until, UnixNanos now, CancellationToken ct)
    {
        if (_kept.TryGetValue(instrument.Key, out var kept) && kept.Until == until && time.GetElapsedTime(kept.ReadAt) < KeepFor) return kept;
        Bar? closed = null;
        ImmutableArray<Bar> before;
        if (days is null)
        {
            before = await bars.ReadAsync(instrument.Key, Timeframe.Day1, UnixNanos.Zero, UnixNanos.MaxValue, 2, isDescending: true, ct);
            // The open bar holds all of it, where there is one.
            if (!before.IsEmpty && before[0].TsOpen == today)
            {
                closed = market.TryGetOpenBar(instrument.Key, Timeframe.Day1, out _) ? null : before[0];
                before = before.RemoveAt(0);
            }
        }
        else
        {
            before = [.. (await exchange.ReadAsync(instrument, days, Timeframe.Day1, UnixNanos.Zero, today, 1, isDescending: true, now, ct)).Bars.Select(b => b.Bar)];
            closed = await exchange.ReadPartAsync(instrument, days, Timeframe.Day1, today, until, ct);
        }

        kept = new Kept(until, closed, before.IsEmpty ? null : before[0], time.GetTimestamp());
        _kept[instrument.Key] = kept;
        return kept;
    }

    /// <param name="Until">Where the part begins that is open.</param>
    /// <param name="Today">What is before it of today.</param>
    private sealed record Kept(UnixNanos Until, Bar? Today, Bar? Previous, long ReadAt);
}
