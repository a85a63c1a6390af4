using Argonaut.Domain.Data;
using Argonaut.Trading.Quality;

namespace Argonaut.Venues.Ib;

public enum IbStreamMode
{
    /// <summary>Every tick: request 97.</summary>
    TickByTick,

    /// <summary>Conflated top of book and last: request 1.</summary>
    Level1,

    /// <summary>The rows of the order book: request 10.</summary>
    Depth,
}

/// <summary>One market-data request of a connection and the lines that it feeds: one or two in level 1, else one.</summary>
public sealed class IbStream
{
    public IbStream(int requestId, IbStreamMode mode, IbLine first, int priceMagnifier)
    {
        RequestId = requestId;
        Mode = mode;
        PriceMagnifier = priceMagnifier;
        PriceScale = first.Instrument.PriceScale;
        SizeScale = first.Instrument.SizeScale;
        AllowsNonPositive = InstrumentRules.AllowsNonPositive(first.Instrument);
        if (mode == IbStreamMode.Level1) Book = new IbLevel1Book();
        Attach(first);
    }

    public int RequestId { get; }

    public IbStreamMode Mode { get; }

    /// <summary>Wire prices are this many times the real price.</summary>
    public int PriceMagnifier { get; }

    public int PriceScale { get; }

    public int SizeScale { get; }

    /// <summary>Prices of zero and below are prices like others.</summary>
    public bool AllowsNonPositive { get; }

    public IbLine? Trades { get; private set; }

    public IbLine? Quotes { get; private set; }

    /// <summary>The source said that this is delayed data: quotes for display, no trades.</summary>
    public bool IsDelayed { get; set; }

    public IbLine? Depth { get; private set; }

    /// <summary>No line uses it any more.</summary>
    public bool IsIdle => Trades is null && Quotes is null && Depth is null;

    internal IbLevel1Book? Book { get; }

    internal IbDepthBook? Rows { get; init; }

    internal string FlowingDetail => (Mode, IsDelayed) switch
    {
        (_, true) => "delayed data; trades are not recorded",
        (IbStreamMode.Level1, _) => "level 1, conflated by the source",
        (IbStreamMode.Depth, _) => Rows!.Detail,
        _ => "tick by tick",
    };

    public void Attach(IbLine line)
    {
        switch (line.Kind)
        {
            case MarketEventKind.Trade: Trades = line; break;
            case MarketEventKind.Quote: Quotes = line; break;
            case MarketEventKind.BookDelta: Depth = line; break;
            default: throw new ArgumentOutOfRangeException(nameof(line), line.Kind, "There is no such line.");
        }

        line.Stream = this;
    }

    /// <summary>Stops feeding a line; another line may go on using the stream.</summary>
    public void Detach(IbLine line)
    {
        if (Trades == line) Trades = null;
        if (Quotes == line) Quotes = null;
        if (Depth == line) Depth = null;
        if (line.Stream == this) line.Stream = null;
    }
}
