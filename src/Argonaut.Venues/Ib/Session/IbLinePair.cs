using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Trading.Lines;
using Argonaut.Venues.Ib.Symbology;

namespace Argonaut.Venues.Ib.Session;

/// <summary>
/// The lines of one instrument and how its kind of contract is asked for (ib-tws-protocol.md 8.14). Owned by the feed's loop.
/// </summary>
internal sealed class IbLinePair
{
    private readonly string? _problem;

    public IbLinePair(Instrument instrument)
    {
        Instrument = instrument;
        var isReadable = IbVenueReference.TryParse(instrument.VenueReference, out var reference);
        Reference = reference;
        (TradeTickType, QuoteTickType) = reference.Contract.SecType switch
        {
            "CASH" or "CFD" or "CMDTY" => (null, "BidAsk"),
            "IND" => ("Last", null),
            _ => ("AllLast", (string?)"BidAsk"),
        };
        HasTickByTick = reference.Contract.SecType is "STK" or "CASH" or "IND" or "FUT" or "CRYPTO";
        _problem = !isReadable ? "the stored contract reference cannot be read; resolve the instrument again"
            : reference.Contract.SecType == "CONTFUT" ? "a continuous future has history only"
            : null;
    }

    public Instrument Instrument { get; }

    public IbVenueReference Reference { get; }

    public bool IsUsable => _problem is null;

    public bool HasTickByTick { get; }

    public string? TradeTickType { get; }

    public string? QuoteTickType { get; }

    public IbLine? Trades { get; private set; }

    public IbLine? Quotes { get; private set; }

    public IbLine? Depth { get; private set; }

    /// <summary>When somebody looked at the instrument for the last time, monotonic on this connection; zero: not yet.</summary>
    public TimeSpan LastWatched { get; set; }

    public IEnumerable<IbLine> Lines
    {
        get
        {
            if (Trades is not null) yield return Trades;
            if (Quotes is not null) yield return Quotes;
            if (Depth is not null) yield return Depth;
        }
    }

    public IbLine? Of(MarketEventKind kind) => kind switch
    {
        MarketEventKind.Trade => Trades,
        MarketEventKind.Quote => Quotes,
        MarketEventKind.BookDelta => Depth,
        _ => null,
    };

    public string TickTypeOf(IbLine line) => (line == Trades ? TradeTickType : QuoteTickType)!;

    /// <summary>Makes the lines that are wanted and were not there, and gives those up that are not wanted any more.</summary>
    /// <param name="gone">Receives the latter.</param>
    /// <returns>The new lines that can be asked for.</returns>
    public IReadOnlyList<IbLine> Want(KindSet kinds, List<IbLine> gone)
    {
        var made = new List<IbLine>();
        Trades = Want(Trades, MarketEventKind.Trade, TradeTickType is not null);
        Quotes = Want(Quotes, MarketEventKind.Quote, QuoteTickType is not null);
        Depth = Want(Depth, MarketEventKind.BookDelta, isOffered: true);
        return made;

        IbLine? Want(IbLine? line, MarketEventKind kind, bool isOffered)
        {
            var isWanted = isOffered && kinds.Contains(kind);
            if (line is not null && !isWanted) gone.Add(line);
            if (line is not null || !isWanted) return isWanted ? line : null;
            line = new IbLine(Instrument, kind);
            if (ProblemOf(kind) is { } problem) line.Set(LineState.Refused, problem, GapCause.LineRefused);
            else made.Add(line);
            return line;
        }
    }

    /// <summary>For a new connection, or the end of one.</summary>
    public void Renew(LineState state, string detail, GapCause cause)
    {
        LastWatched = TimeSpan.Zero;
        foreach (var line in Lines)
            if (ProblemOf(line.Kind) is null) line.Renew(state, detail, cause);
    }

    /// <summary>Why the source is never asked for it; null when it is.</summary>
    private string? ProblemOf(MarketEventKind kind) => _problem
        ?? (kind == MarketEventKind.BookDelta && Reference.Contract.SecType == "IND" ? "an index has no order book" : null);
}
