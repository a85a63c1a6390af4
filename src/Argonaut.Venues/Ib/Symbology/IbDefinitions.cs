using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Venues.Ib.Session;
using Argonaut.Venues.Ib.Wire;
using Microsoft.Extensions.Logging;

namespace Argonaut.Venues.Ib.Symbology;

/// <summary>Asks for contract details and makes definitions of them (ib-tws-protocol.md 8.14).</summary>
internal sealed class IbDefinitions(Func<IbSession> session, Func<bool> isSimulated, IbNaming naming, ILogger log)
{
    private volatile IbMarketRules? _rules;

    public bool IsSimulated => isSimulated();

    /// <summary>The answers that are meant, in the source's order, and why others that are meant were left out.</summary>
    /// <param name="id">What the definition is to be called; null derives it from the contract.</param>
    public async Task<IbFound> FindAsync(
        IbContract asked, InstrumentId? id, Func<IbContractDetails, bool> isMeant, bool includeExpired, CancellationToken ct)
    {
        var current = session();
        var answers = await AskAsync(current, new ContractQuery(asked, includeExpired), ct);
        var rules = _rules is { } known && known.Session == current ? known : _rules = new IbMarketRules(current);
        var found = ImmutableArray.CreateBuilder<Instrument>();
        var refused = ImmutableArray.CreateBuilder<string>();
        foreach (var details in answers.Where(isMeant))
        {
            if (IbInstruments.TryCreate(details, id, IsSimulated, out var instrument, out var problem, naming))
            {
                found.Add(instrument! with { PriceBands = await rules.BandsOfAsync(details, ct) });
                continue;
            }

            refused.Add($"{Describe(details.Contract)}: {problem}.");
            IbLog.ContractRefused(log, details.Contract.ConId, problem);
        }

        return new IbFound(found.DrainToImmutable(), refused.DrainToImmutable());
    }

    public Task<T> AskAsync<T>(IbQuery<T> query, CancellationToken ct) => AskAsync(session(), query, ct);

    private static async Task<T> AskAsync<T>(IbSession session, IbQuery<T> query, CancellationToken ct)
    {
        try
        {
            return await session.AskAsync(query, ct);
        }
        catch (IbTimeoutException e)
        {
            throw new FeedUnavailableException(e.Message);
        }
    }

    private static string Describe(IbContract c)
    {
        var name = c.LocalSymbol.Length > 0 ? c.LocalSymbol : c.Symbol.Length > 0 ? c.Symbol : $"contract {c.ConId}";
        return $"{name} ({c.SecType})";
    }
}

/// <summary>Definitions, and sentences about contracts that none was made of.</summary>
internal sealed record IbFound(ImmutableArray<Instrument> Instruments, ImmutableArray<string> Refused)
{
    public static IbFound Nothing { get; } = new([], []);

    public bool IsEmpty => Instruments.IsEmpty && Refused.IsEmpty;
}
