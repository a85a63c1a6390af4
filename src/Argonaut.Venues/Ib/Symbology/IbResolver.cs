using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Venues.Ib.Session;
using Argonaut.Venues.Ib.Wire;
using Microsoft.Extensions.Logging;

namespace Argonaut.Venues.Ib.Symbology;

/// <summary>From what a person typed to the contracts that match it exactly (ib-tws-protocol.md 8.14).</summary>
internal sealed class IbResolver(Func<IbSession> session, ILogger log)
{
    /// <summary>As typed first; when that finds nothing, in upper case.</summary>
    public async Task<ImmutableArray<Instrument>> ResolveAsync(string text, bool isSimulated, CancellationToken ct)
    {
        text = text.Trim();
        if (text.Length is 0 or > InstrumentId.MaxLength || !IbText.IsSendable(text)) return [];
        var found = await FindAsync(text, isSimulated, ct);
        var upper = text.ToUpperInvariant();
        return found.IsEmpty && upper != text ? await FindAsync(upper, isSimulated, ct) : found;
    }

    private async Task<ImmutableArray<Instrument>> FindAsync(string text, bool isSimulated, CancellationToken ct)
    {
        if (InstrumentId.TryParse(text, out var id))
        {
            var byId = await AskAsync(IbContractSearch.ForId(id), id, isSimulated, ct);
            // A real gateway insists on a security type; a replay knows its contracts by name, whatever venue they were recorded at.
            if (byId.IsEmpty && isSimulated) byId = await AskByNameAsync(id, ct);
            if (!byId.IsEmpty || !IbContractSearch.TryPair(text, out _, out _)) return byId;
        }

        foreach (var contract in IbContractSearch.ForSymbol(text))
        {
            var found = await AskAsync(contract, null, isSimulated, ct);
            if (!found.IsEmpty) return found;
        }

        return [];
    }

    /// <summary>An id whose venue does not tell the kind of contract: the local symbol at that venue, whatever it is.</summary>
    private Task<ImmutableArray<Instrument>> AskByNameAsync(InstrumentId id, CancellationToken ct) =>
        AskAsync(new IbContract { LocalSymbol = id.Symbol, Exchange = id.Venue }, id, isSimulated: true, ct);

    private async Task<ImmutableArray<Instrument>> AskAsync(IbContract asked, InstrumentId? id, bool isSimulated, CancellationToken ct)
    {
        ImmutableArray<IbContractDetails> answers;
        try
        {
            answers = await session().AskAsync(new ContractQuery(asked), ct);
        }
        catch (IbTimeoutException e)
        {
            throw new FeedUnavailableException(e.Message);
        }

        var found = ImmutableArray.CreateBuilder<Instrument>();
        foreach (var details in answers)
        {
            if (!IbContractSearch.IsMatch(asked, details)) continue;
            if (id is { } wanted && IbInstrumentIds.SymbolOf(details.Contract) != wanted.Symbol) continue;
            if (IbInstruments.TryCreate(details, id, isSimulated, out var instrument, out var problem)) found.Add(instrument!);
            else IbLog.ContractRefused(log, details.Contract.ConId, problem);
        }

        return found.ToImmutable();
    }
}
