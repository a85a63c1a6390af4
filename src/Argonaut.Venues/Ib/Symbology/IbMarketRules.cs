using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Argonaut.Domain;
using Argonaut.Domain.Instruments;
using Argonaut.Venues.Ib.Session;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Venues.Ib.Symbology;

/// <summary>Increments by price of contracts: each rule is asked for once a connection (ib-tws-protocol.md 7.3, 8.14).</summary>
internal sealed class IbMarketRules(IbSession session)
{
    private readonly ConcurrentDictionary<int, Task<ImmutableArray<IbPriceIncrement>>> _rules = new();

    public IbSession Session => session;

    /// <summary>Empty when one increment holds at every price, when the contract names no rule, or when nobody told.</summary>
    public async Task<ImmutableArray<PriceBand>> BandsOfAsync(IbContractDetails details, CancellationToken ct)
    {
        if (RuleOf(details) is not { } rule) return [];
        // The answer is everybody's, so one asker who gives up must not end it for the others.
        var increments = await _rules.GetOrAdd(rule, id => session.AskAsync(new MarketRuleQuery(id), CancellationToken.None)).WaitAsync(ct);
        var bands = ImmutableArray.CreateBuilder<PriceBand>(increments.Length);
        foreach (var row in increments)
            if (IbInstruments.TryTick(row.Increment, out var increment) && TryEdge(row.LowEdge, out var edge)) bands.Add(new PriceBand(edge, increment));
        var isPlain = bands.All(b => IbInstruments.TryTick(details.MinTick, out var tick) && b.Increment == tick);
        return isPlain ? [] : bands.ToImmutable();
    }

    /// <summary>The rules stand in the order of the exchanges: the contract's own, or else the first.</summary>
    internal static int? RuleOf(IbContractDetails details)
    {
        var rules = details.MarketRuleIds.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (rules.Length == 0) return null;
        var at = Array.FindIndex(details.ValidExchanges.Split(','), e => IbExchanges.AreSame(e, details.Contract.Exchange));
        return int.TryParse(rules[at >= 0 && at < rules.Length ? at : 0], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
    }

    private static bool TryEdge(string text, out Price edge)
    {
        edge = new Price(0, 0);
        return text is "" or "0" or "0.0" || IbInstruments.TryTick(text, out edge);
    }
}
