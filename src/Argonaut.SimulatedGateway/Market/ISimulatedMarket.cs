using Argonaut.SimulatedGateway.Contracts;

namespace Argonaut.SimulatedGateway.Market;

/// <summary>Where the gateway's data comes from. Subscribing and history are safe from any thread; ticks arrive on one.</summary>
public interface ISimulatedMarket
{
    MarketClock Clock { get; }

    ContractBook Contracts { get; }

    /// <summary>Trading hours as this market keeps them, which need not be the exchange's.</summary>
    TradingCalendar CalendarOf(SimulatedContract contract);

    /// <summary>Null when the market has only live ticks.</summary>
    ITickHistory? HistoryOf(SimulatedContract contract);

    /// <summary>Trading was halted by hand.</summary>
    bool IsHalted(SimulatedContract contract) => false;

    void Subscribe(ITickSubscriber subscriber);

    void Unsubscribe(ITickSubscriber subscriber);

    /// <summary>Sends ticks to subscribers until cancelled; then it completes without an exception.</summary>
    Task RunAsync(CancellationToken ct);
}
