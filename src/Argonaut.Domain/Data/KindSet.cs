namespace Argonaut.Domain.Data;

/// <summary>A set of kinds of record: what is recorded of an instrument.</summary>
public readonly record struct KindSet
{
    /// <summary>What one gets who does not choose.</summary>
    public static readonly KindSet TradesAndQuotes = Of(MarketEventKind.Trade, MarketEventKind.Quote);

    /// <summary>The kinds that a source sends one by one.</summary>
    public static readonly KindSet Ticks = TradesAndQuotes.With(MarketEventKind.BookDelta);

    private readonly byte _bits;

    private KindSet(int bits) => _bits = (byte)bits;

    public bool IsEmpty => _bits == 0;

    public static KindSet Of(params ReadOnlySpan<MarketEventKind> kinds)
    {
        var set = default(KindSet);
        foreach (var kind in kinds) set = set.With(kind);
        return set;
    }

    public bool Contains(MarketEventKind kind) => (_bits & (1 << (int)kind)) != 0;

    public KindSet With(MarketEventKind kind) => new(_bits | (1 << (int)kind));

    public KindSet With(KindSet others) => new(_bits | others._bits);

    public KindSet Without(KindSet others) => new(_bits & ~others._bits);

    /// <summary>In order of their numbers.</summary>
    public IEnumerable<MarketEventKind> Each
    {
        get
        {
            for (var bit = 0; bit < 8; bit++)
                if ((_bits & (1 << bit)) != 0) yield return (MarketEventKind)bit;
        }
    }

    public override string ToString() => string.Join(", ", Each);
}
