using System.Collections.Immutable;
using Argonaut.Ports;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Venues.Ib.Session;

/// <summary>Contracts whose symbol or name matches. The session sends at most one a second (ib-tws-protocol.md 8.1).</summary>
internal sealed class SymbolSearchQuery(string pattern) : IbQuery<ImmutableArray<IbSymbolSample>>(TimeSpan.FromSeconds(30))
{
    public override IbFarm Farm => IbFarm.Definitions;

    public override void Write(IbFrameWriter writer) => writer.MatchingSymbols(RequestId, pattern);

    public override bool Accept(object message) => message is ImmutableArray<IbSymbolSample> samples && Complete(samples);
}

/// <summary>Which options an underlying has, until the end message; error 200 is an empty answer.</summary>
/// <param name="futFopExchange">Only of futures.</param>
internal sealed class OptionChainQuery(IbContract underlying, string futFopExchange)
    : IbQuery<ImmutableArray<IbOptionChain>>(TimeSpan.FromSeconds(30))
{
    private readonly ImmutableArray<IbOptionChain>.Builder _found = ImmutableArray.CreateBuilder<IbOptionChain>();

    public override IbFarm Farm => IbFarm.Definitions;

    public override void Write(IbFrameWriter writer) =>
        writer.OptionChains(RequestId, underlying.Symbol, futFopExchange, underlying.SecType, underlying.ConId);

    public override bool Accept(object message)
    {
        switch (message)
        {
            case IbOptionChain chain:
                _found.Add(chain);
                return true;
            case End: return Complete(_found.ToImmutable());
            default: return false;
        }
    }

    public override void Fail(Exception reason)
    {
        if (reason is FeedRequestException { Code: 200 }) Complete([]);
        else base.Fail(reason);
    }

    /// <summary>Answer 76.</summary>
    internal sealed record End;
}

/// <summary>
/// The increments of a market rule. Its answer has no request id: it is for everyone who asked for the rule. No answer in time is an
/// answer too, for a definition is complete without it.
/// </summary>
internal sealed class MarketRuleQuery(int ruleId) : IbQuery<ImmutableArray<IbPriceIncrement>>(TimeSpan.FromSeconds(5))
{
    public int RuleId { get; } = ruleId;

    public override IbFarm Farm => IbFarm.Definitions;

    public override void Write(IbFrameWriter writer) => writer.MarketRule(RuleId);

    public override bool Accept(object message) => message is ImmutableArray<IbPriceIncrement> increments && Complete(increments);

    public override void Fail(Exception reason)
    {
        if (reason is IbTimeoutException or FeedRequestException) Complete([]);
        else base.Fail(reason);
    }
}
