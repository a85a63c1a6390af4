using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Venues.Ib.Symbology;

/// <summary>How symbols are written; the names are those of NautilusTrader's adapter.</summary>
public enum IbSymbology
{
    /// <summary><c>AAPL.NASDAQ</c>, <c>EUR/USD.IDEALPRO</c>: what NautilusTrader's catalogs can be queried by.</summary>
    Simplified,

    /// <summary><c>AAPL=STK.NASDAQ</c>, <c>EUR.USD=CASH.IDEALPRO</c>: local symbol and security type.</summary>
    Raw,
}

/// <summary>
/// Which ids contracts get and what an id asks for (ib-tws-protocol.md 11.1). An id that is asked for keeps its venue; an id of the other
/// symbology is understood and becomes one of this.
/// </summary>
/// <param name="UsesMics">Venues are market identifier codes where the exchange has one: <c>AAPL.XNAS</c>.</param>
public sealed record IbNaming(IbSymbology Symbology = IbSymbology.Simplified, bool UsesMics = false)
{
    public static IbNaming Default { get; } = new();

    /// <summary>The id of a contract, to be parsed; it begins with a dot when the contract has no symbol.</summary>
    public string IdOf(IbContract c, string validExchanges)
    {
        var exchange = IbInstrumentIds.VenueOf(c, validExchanges);
        return $"{SymbolOf(c)}.{(UsesMics ? IbExchanges.MicOf(exchange) ?? exchange : exchange)}";
    }

    /// <summary>What to ask for an id, one question after the other until one has an answer: a code can stand for several exchanges.</summary>
    public ImmutableArray<IbContract> QuestionsFor(InstrumentId id)
    {
        ImmutableArray<string> exchanges = UsesMics ? IbExchanges.WithMic(id.Venue) : [];
        if (exchanges.IsEmpty) exchanges = [id.Venue];
        return [.. exchanges.Select(exchange => IbInstrumentIds.TryRaw(id.Symbol, out var local, out var secType)
            ? IbContractSearch.ForRaw(local, secType, exchange)
            : IbContractSearch.ForId(id.Symbol, exchange))];
    }

    /// <summary>The id is written in this symbology, so the instrument can have it.</summary>
    public bool IsOwn(InstrumentId id) => IbInstrumentIds.TryRaw(id.Symbol, out _, out _) == (Symbology == IbSymbology.Raw);

    /// <summary>Whether a contract is the one that the id names, in either symbology.</summary>
    public static bool IsNamed(IbContract c, InstrumentId id) =>
        (IbInstrumentIds.TryRaw(id.Symbol, out _, out _) ? IbInstrumentIds.RawSymbolOf(c) : IbInstrumentIds.SymbolOf(c)) == id.Symbol;

    private string SymbolOf(IbContract c) => Symbology == IbSymbology.Raw ? IbInstrumentIds.RawSymbolOf(c) : IbInstrumentIds.SymbolOf(c);
}
