using System.Collections.Immutable;
using System.Globalization;
using Argonaut.Domain;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Venues.Ib.Symbology;

/// <summary>From what a person typed to the contracts that match it exactly, never to a guess (ib-tws-protocol.md 8.14).</summary>
internal sealed class IbResolver(IbDefinitions definitions, IbNaming naming)
{
    /// <summary>As typed first; when that finds nothing, in upper case. Dated contracts come in order of their expiration.</summary>
    /// <exception cref="InstrumentRefusedException">There are matches, and none of them can be recorded.</exception>
    public async Task<ImmutableArray<Instrument>> ResolveAsync(string text, CancellationToken ct)
    {
        text = text.Trim();
        if (text.Length is 0 or > InstrumentId.MaxLength || !IbText.IsSendable(text)) return [];
        var found = await FindAsync(text, ct);
        var upper = text.ToUpperInvariant();
        if (found.IsEmpty && upper != text) found = await FindAsync(upper, ct);
        if (found.Instruments.IsEmpty && !found.Refused.IsEmpty) throw new InstrumentRefusedException(string.Join(' ', found.Refused.Take(5)));
        return [.. found.Instruments.OrderBy(i => i.Expiration.Value)];
    }

    private async Task<IbFound> FindAsync(string text, CancellationToken ct)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var conId) && conId > 0)
            return await AskAsync(new IbContract { ConId = conId }, null, ct);
        if (InstrumentId.TryParse(text, out var id))
        {
            var byId = IbFound.Nothing;
            foreach (var question in naming.QuestionsFor(id))
            {
                byId = await AskAsync(question, id, ct);
                if (!byId.IsEmpty) break;
            }

            // A real gateway insists on a security type; a replay knows its contracts by name, whatever venue they were recorded at.
            if (byId.IsEmpty && definitions.IsSimulated) byId = await AskByNameAsync(id, ct);
            if (!byId.IsEmpty || !IbContractSearch.TryPair(text, out _, out _)) return byId;
        }

        foreach (var contract in IbContractSearch.ForSymbol(text))
        {
            var found = await AskAsync(contract, null, ct);
            if (!found.IsEmpty) return found;
        }

        return IbFound.Nothing;
    }

    /// <summary>An id whose venue does not tell the kind of contract: the local symbol at that venue, whatever it is.</summary>
    private Task<IbFound> AskByNameAsync(InstrumentId id, CancellationToken ct) =>
        AskAsync(new IbContract { LocalSymbol = id.Symbol, Exchange = id.Venue }, id, ct);

    /// <param name="id">Was asked for; the definition gets it when it is of our symbology.</param>
    private Task<IbFound> AskAsync(IbContract asked, InstrumentId? id, CancellationToken ct) => definitions.FindAsync(
        asked, id is { } own && naming.IsOwn(own) ? own : null,
        details => IbContractSearch.IsMatch(asked, details) && (id is not { } wanted || IbNaming.IsNamed(details.Contract, wanted)),
        includeExpired: false, ct);
}
