using Argonaut.Domain;
using Argonaut.Domain.Data;

namespace Argonaut.SimulatedGateway.Market;

/// <summary>
/// One tick on its way to clients. A trade uses <see cref="A"/> price and <see cref="B"/> size, a quote <see cref="A"/> bid,
/// <see cref="B"/> ask, <see cref="C"/> bid size and <see cref="D"/> ask size: mantissas at the contract's wire scales.
/// </summary>
/// <param name="Exchange">Index in the contract's trade exchanges.</param>
/// <param name="Mask">The wire's attribute mask (ib-tws-protocol.md 8.5): of a trade bit 2 is unreported.</param>
/// <param name="TsInit">Only of a replayed tick: its original <c>ts_init</c>.</param>
public readonly record struct MarketTick(
    MarketEventKind Kind,
    long A,
    long B,
    long C,
    long D,
    byte Exchange,
    byte Mask,
    UnixNanos TsEvent,
    UnixNanos TsInit = default)
{
    /// <summary>The part of trades that <c>AllLast</c> has and <c>Last</c> has not.</summary>
    public const byte UnreportedMask = 2;

    /// <summary>A price that is written as the largest double: the wire's way to say that there is none.</summary>
    public const long MaxDouble = long.MaxValue;

    public bool IsTrade => Kind == MarketEventKind.Trade;

    public bool IsUnreported => IsTrade && (Mask & UnreportedMask) != 0;

    public long EventSecond => TsEvent.Value / UnixNanos.PerSecond;
}
