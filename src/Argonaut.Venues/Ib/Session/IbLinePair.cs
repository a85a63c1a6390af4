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
    public IbLinePair(Instrument instrument)
    {
        Instrument = instrument;
        IsUsable = IbVenueReference.TryParse(instrument.VenueReference, out var reference);
        Reference = reference;
        (TradeTickType, QuoteTickType) = reference.Contract.SecType switch
        {
            "CASH" or "CFD" or "CMDTY" => (null, "BidAsk"),
            "IND" => ("Last", null),
            _ => ("AllLast", (string?)"BidAsk"),
        };
        HasTickByTick = reference.Contract.SecType is "STK" or "CASH" or "IND" or "FUT" or "CRYPTO";
        if (TradeTickType is not null) Trades = new IbLine(instrument, MarketEventKind.Trade);
        if (QuoteTickType is not null) Quotes = new IbLine(instrument, MarketEventKind.Quote);
        if (!IsUsable) Refuse("the stored contract reference cannot be read; resolve the instrument again");
        else if (reference.Contract.SecType == "CONTFUT") Refuse("a continuous future has history only");
    }

    public Instrument Instrument { get; }

    public IbVenueReference Reference { get; }

    public bool IsUsable { get; private set; }

    public bool HasTickByTick { get; }

    public string? TradeTickType { get; }

    public string? QuoteTickType { get; }

    public IbLine? Trades { get; }

    public IbLine? Quotes { get; }

    /// <summary>When somebody looked at the instrument for the last time, monotonic on this connection; zero: not yet.</summary>
    public TimeSpan LastWatched { get; set; }

    public IEnumerable<IbLine> Lines
    {
        get
        {
            if (Trades is not null) yield return Trades;
            if (Quotes is not null) yield return Quotes;
        }
    }

    public string TickTypeOf(IbLine line) => (line == Trades ? TradeTickType : QuoteTickType)!;

    /// <summary>For a new connection, or the end of one.</summary>
    public void Renew(LineState state, string detail, GapCause cause)
    {
        LastWatched = TimeSpan.Zero;
        if (!IsUsable) return;
        foreach (var line in Lines) line.Renew(state, detail, cause);
    }

    private void Refuse(string reason)
    {
        IsUsable = false;
        foreach (var line in Lines) line.Set(LineState.Refused, reason, GapCause.LineRefused);
    }
}
