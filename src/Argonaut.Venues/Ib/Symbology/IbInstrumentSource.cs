using System.Collections.Immutable;
using System.Globalization;
using Argonaut.Domain;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Venues.Ib.Session;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Venues.Ib.Symbology;

/// <summary>Search, refresh, futures and option chains (ib-tws-protocol.md 8.1).</summary>
internal sealed class IbInstrumentSource(IbDefinitions definitions, TimeProvider time) : IInstrumentSource
{
    public string? ReferenceOf(Instrument instrument) =>
        instrument.Source == IbInstruments.Source && IbVenueReference.TryParse(instrument.VenueReference, out var reference)
            ? reference.Contract.ConId.ToString(CultureInfo.InvariantCulture)
            : null;

    public async Task<ImmutableArray<InstrumentCandidate>> SearchAsync(string text, CancellationToken ct)
    {
        text = text.Trim();
        if (text.Length == 0 || !IbText.IsSendable(text)) return [];
        var samples = await definitions.AskAsync(new SymbolSearchQuery(text), ct);
        return [.. samples.Select(CandidateOf)];
    }

    public async Task<Instrument?> RefreshAsync(Instrument instrument, CancellationToken ct)
    {
        if (!IbVenueReference.TryParse(instrument.VenueReference, out var reference)) return null;
        var isExpired = instrument.Expiration.Value > 0 && instrument.Expiration <= HybridClock.Now(time);
        var found = await definitions.FindAsync(
            new IbContract { ConId = reference.Contract.ConId, SecType = reference.Contract.SecType, Exchange = reference.Contract.Exchange },
            instrument.Id, d => d.Contract.ConId == reference.Contract.ConId, isExpired, ct);
        if (found.Instruments.IsEmpty && !found.Refused.IsEmpty) throw new InstrumentRefusedException(found.Refused[0]);
        return found.Instruments.FirstOrDefault();
    }

    public async Task<ImmutableArray<Instrument>> ListFuturesAsync(Instrument future, CancellationToken ct)
    {
        if (future.Class != InstrumentClass.FuturesContract || !IbVenueReference.TryParse(future.VenueReference, out var reference)) return [];
        var c = reference.Contract;
        var asked = new IbContract { SecType = "FUT", Symbol = c.Symbol, Exchange = c.Exchange, Currency = c.Currency };
        var found = await definitions.FindAsync(
            asked, null,
            d => IbContractSearch.IsMatch(asked, d) && (c.TradingClass.Length == 0 || d.Contract.TradingClass == c.TradingClass)
                && (c.Multiplier.Length == 0 || d.Contract.Multiplier == c.Multiplier), includeExpired: false, ct);
        return [.. found.Instruments.OrderBy(i => i.Expiration.Value).ThenBy(i => i.Id.Value, StringComparer.Ordinal)];
    }

    public async Task<ImmutableArray<OptionSeries>> ListOptionSeriesAsync(Instrument underlying, CancellationToken ct)
    {
        if (!TryUnderlying(underlying, out var contract)) return [];
        var chains = await definitions.AskAsync(new OptionChainQuery(contract, contract.SecType == "FUT" ? contract.Exchange : ""), ct);
        return
        [
            .. chains.Select(c => new OptionSeries(
                    c.Exchange, c.TradingClass, c.Multiplier,
                    [.. c.Expirations.Select(DateOf).OfType<DateOnly>().Order()],
                    [.. c.Strikes.Where(s => decimal.TryParse(s, NumberStyles.Float, CultureInfo.InvariantCulture, out _)).OrderBy(StrikeOf)]))
                .OrderBy(s => s.TradingClass, StringComparer.Ordinal).ThenBy(s => s.Exchange, StringComparer.Ordinal),
        ];
    }

    public async Task<ImmutableArray<Instrument>> ListOptionsAsync(
        Instrument underlying, DateOnly expiration, string? exchange, string? tradingClass, CancellationToken ct)
    {
        if (!TryUnderlying(underlying, out var contract)) return [];
        var asked = new IbContract
        {
            SecType = contract.SecType == "FUT" ? "FOP" : "OPT",
            Symbol = contract.Symbol,
            LastTradeDate = expiration.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
            Exchange = exchange ?? (contract.SecType == "FUT" ? contract.Exchange : "SMART"),
            Currency = contract.Currency,
            TradingClass = tradingClass ?? "",
        };
        var found = await definitions.FindAsync(
            asked, null,
            d => IbContractSearch.IsMatch(asked, d) && (d.UnderConId == 0 || d.UnderConId == contract.ConId)
                && (tradingClass is null || d.Contract.TradingClass == tradingClass), includeExpired: false, ct);
        return
        [
            .. found.Instruments.OrderBy(i => StrikeOf(i.StrikePrice?.ToString() ?? "0")).ThenBy(i => i.OptionKind)
                .ThenBy(i => i.Id.Value, StringComparer.Ordinal),
        ];
    }

    internal static InstrumentCandidate CandidateOf(IbSymbolSample sample)
    {
        var c = sample.Contract;
        return new InstrumentCandidate(
            c.ConId.ToString(CultureInfo.InvariantCulture), c.Symbol, c.SecType, c.PrimaryExchange, c.Currency, sample.Description,
            sample.DerivativeSecTypes, IbRefusals.Of(c.SecType));
    }

    /// <summary>Options are on a contract that has a price of its own; a continuous future is a view of several.</summary>
    private static bool TryUnderlying(Instrument underlying, out IbContract contract)
    {
        var isRead = IbVenueReference.TryParse(underlying.VenueReference, out var reference);
        contract = reference.Contract;
        return isRead && contract.SecType is "STK" or "IND" or "FUT";
    }

    private static DateOnly? DateOf(string text) =>
        DateOnly.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    private static decimal StrikeOf(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
