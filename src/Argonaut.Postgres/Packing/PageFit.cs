using Argonaut.Domain.Data;

namespace Argonaut.Postgres.Packing;

/// <summary>
/// Cuts chunks to the pages of PostgreSQL: a payload is kept in its row, and a row fills a page, or a half, a third and so on, all but a few
/// bytes. A payload in a TOAST table would cost a twentieth more and several reads instead of one.
/// </summary>
internal static class PageFit
{
    /// <summary>Page of 8,192 bytes without its header.</summary>
    private const int PageBytes = 8_192 - 24;

    /// <summary>Pointer of a row, and a row of <c>tick_chunks</c> up to the payload: header, four bigint, four integer, two smallint, length.</summary>
    private const int PointerBytes = 4;

    private const int RowBytes = 24 + 32 + 16 + 4 + 4;

    private const int MostParts = 8;
    private const int MostTries = 6;

    /// <summary>The largest payload of which <paramref name="parts"/> rows share a page.</summary>
    public static int PayloadBytes(int parts) => (PageBytes / parts - PointerBytes) / 8 * 8 - RowBytes;

    /// <summary>How many of the first ticks make a chunk, at least one, and their payload.</summary>
    public static (int Count, byte[] Payload) Cut(TickCodec codec, ReadOnlySpan<MarketEvent> ticks)
    {
        var whole = codec.Pack(ticks);
        if (LimitOf(whole.Length, isFull: ticks.Length == TickCodec.MaxTicks) is not { } limit) return (ticks.Length, whole.ToArray());

        // The widths of the columns change with the ticks, so the number is found by trying; bytes a tick are nearly even.
        var (best, payload) = (0, Array.Empty<byte>());
        var (tooMany, bytes, tried) = (ticks.Length, whole.Length, ticks.Length);
        for (var tries = 0; tries < MostTries || best == 0; tries++)
        {
            var next = Math.Clamp((int)((long)tried * limit / bytes), best + 1, tooMany - 1);
            // Far off at the end: what is sure to come to an end.
            if (tries >= MostTries) next = Math.Max(1, tooMany / 2);
            if (next <= best) break;
            var packed = codec.Pack(ticks[..next]);
            (tried, bytes) = (next, packed.Length);
            if (packed.Length <= limit) (best, payload) = (next, packed.ToArray());
            else tooMany = next;
            if (tooMany - best <= 1) break;
        }

        return (best, payload);
    }

    /// <summary>The payload to stay below; null when all fits as it is.</summary>
    private static int? LimitOf(int bytes, bool isFull)
    {
        if (bytes > PayloadBytes(1)) return PayloadBytes(1);
        if (!isFull) return null;
        for (var parts = 1; parts <= MostParts; parts++)
            if (PayloadBytes(parts) is var limit && bytes >= limit) return bytes == limit ? null : limit;
        return null;
    }
}
