using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Server.Endpoints;

namespace Argonaut.Server.Stream;

/// <summary>
/// Messages of the depth channel: one object with <c>bids</c> and <c>asks</c> as pairs of price and size. A snapshot has the whole book; a
/// delta has the levels that changed, with size <c>0</c> for those that are gone, so that the snapshot and the deltas make the book of
/// any later snapshot (api.md A-088).
/// </summary>
internal static class DepthBodies
{
    public static StreamBody Snapshot(Instrument instrument, SeenDepth depth) => Write(instrument, depth, depth.Book?.Bids ?? [], depth.Book?.Asks ?? []);

    /// <summary>Null when nothing changed.</summary>
    public static StreamBody? Delta(Instrument instrument, SeenDepth seen, SeenDepth now)
    {
        var bids = Changes(seen.Book?.Bids ?? [], now.Book?.Bids ?? [], isBid: true);
        var asks = Changes(seen.Book?.Asks ?? [], now.Book?.Asks ?? [], isBid: false);
        var isSame = bids.IsEmpty && asks.IsEmpty && seen.Line == now.Line && seen.Reason == now.Reason && seen.IsStale == now.IsStale;
        return isSame ? null : Write(instrument, now, bids, asks);
    }

    /// <summary>Both are sorted from the best: one pass.</summary>
    private static ImmutableArray<BookLevel> Changes(ImmutableArray<BookLevel> from, ImmutableArray<BookLevel> to, bool isBid)
    {
        var changes = ImmutableArray.CreateBuilder<BookLevel>();
        for (int f = 0, t = 0; f < from.Length || t < to.Length;)
        {
            if (f < from.Length && t < to.Length && from[f].Price == to[t].Price)
            {
                if (from[f] != to[t]) changes.Add(to[t]);
                f++;
                t++;
            }
            else if (t == to.Length || (f < from.Length && (isBid ? from[f].Price > to[t].Price : from[f].Price < to[t].Price)))
            {
                changes.Add(from[f++] with { Size = 0 });
            }
            else
            {
                changes.Add(to[t++]);
            }
        }

        return changes.ToImmutable();
    }

    private static StreamBody Write(Instrument instrument, SeenDepth depth, ImmutableArray<BookLevel> bids, ImmutableArray<BookLevel> asks)
    {
        var output = new ArrayBufferWriter<byte>(256 + 48 * (bids.Length + asks.Length));
        using var json = new Utf8JsonWriter(output);
        json.WriteStartArray();
        json.WriteStartObject();
        Levels(json, "bids"u8, instrument, bids);
        Levels(json, "asks"u8, instrument, asks);
        json.WriteString("state"u8, depth.Line is { } state ? Words.Of(state) : null);
        json.WriteString("reason"u8, depth.Reason);
        json.WriteBoolean("stale"u8, depth.IsStale);
        json.WriteString("sequence"u8, depth.Book?.Sequence.ToString(CultureInfo.InvariantCulture));
        json.WriteString("ts_event"u8, depth.Book?.TsEvent.ToString());
        json.WriteString("ts_init"u8, depth.Book?.TsInit.ToString());
        json.WriteEndObject();
        json.WriteEndArray();
        json.Flush();
        return new StreamBody(output.WrittenSpan.ToArray(), depth.Book?.TsInit ?? UnixNanos.Zero);
    }

    private static void Levels(Utf8JsonWriter json, ReadOnlySpan<byte> name, Instrument instrument, ImmutableArray<BookLevel> levels)
    {
        json.WriteStartArray(name);
        foreach (var level in levels)
        {
            json.WriteStartArray();
            json.WriteStringValue(instrument.FormatPrice(level.Price));
            json.WriteStringValue(instrument.FormatSize(level.Size));
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}
