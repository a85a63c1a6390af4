using System.Buffers.Text;
using System.Text;
using Argonaut.Catalog.Numbers;
using Argonaut.Domain;
using Argonaut.Domain.Data;

namespace Argonaut.Catalog.Writing;

/// <summary>The <c>trade_id</c> of a stored trade (nautilus-catalog.md 5.2).</summary>
internal static class TradeIds
{
    public const int MaxBytes = 36;

    /// <summary>NautilusTrader's rule: 1 to 36 bytes, ASCII, no NUL, not only blanks.</summary>
    public static bool IsValid(ReadOnlySpan<byte> tradeId) =>
        tradeId.Length is >= 1 and <= MaxBytes && Ascii.IsValid(tradeId) && !tradeId.Contains((byte)0) && tradeId.ContainsAnyExcept((byte)' ');

    /// <summary>The trade's own id, else the one that follows from its place in the store or from its values.</summary>
    /// <param name="buffer">At least 48 bytes.</param>
    public static ReadOnlySpan<byte> Of(
        in MarketEvent row, TradeIdStyle style, Func<int, long, string?>? ownTradeId, Int128 price, int priceDecimals, Int128 size, int sizeDecimals,
        Span<byte> buffer)
    {
        if ((row.Flags & TickFlags.OwnTradeId) != 0 && ownTradeId?.Invoke(row.Stream, row.Sequence) is { } own) return Encoding.UTF8.GetBytes(own);
        if (style == TradeIdStyle.IbAdapter) return Encoding.ASCII.GetBytes(AdapterId(row.TsEvent, price, priceDecimals, size, sizeDecimals));
        Utf8Formatter.TryFormat(row.Stream, buffer, out var at);
        buffer[at++] = (byte)'-';
        Utf8Formatter.TryFormat(row.Sequence, buffer[at..], out var rest);
        return buffer[..(at + rest)];
    }

    // The adapter prints the price as the shortest float text, which always has a decimal point (ib-tws-protocol.md 11.3).
    private static string AdapterId(UnixNanos tsEvent, Int128 price, int priceDecimals, Int128 size, int sizeDecimals)
    {
        var priceText = Trim(RawText.FormatMantissa(price, priceDecimals));
        if (!priceText.Contains('.', StringComparison.Ordinal)) priceText += ".0";
        return $"{tsEvent.Value / UnixNanos.PerSecond}-{priceText}-{Trim(RawText.FormatMantissa(size, sizeDecimals))}";
    }

    private static string Trim(string text) => text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;
}
