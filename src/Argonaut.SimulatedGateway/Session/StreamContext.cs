using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Faults;
using Argonaut.SimulatedGateway.Market;

namespace Argonaut.SimulatedGateway.Session;

/// <summary>What every stream of one client shares: where it reads, where it writes, and what is wrong at the moment.</summary>
internal sealed class StreamContext(ISimulatedMarket market, ClientOutput output, GatewayFaults faults, GatewayHealth health)
{
    private int _clientId = -1;
    private long _messages;

    public ISimulatedMarket Market => market;

    public MarketClock Clock => market.Clock;

    public ClientOutput Output => output;

    /// <summary>-1 before START_API.</summary>
    public int ClientId
    {
        get => Volatile.Read(ref _clientId);
        set => Volatile.Write(ref _clientId, value);
    }

    /// <summary>Messages of the client after START_API.</summary>
    public long Messages => Interlocked.Read(ref _messages);

    public void CountMessage() => Interlocked.Increment(ref _messages);

    public bool IsSilent(SimulatedContract contract) =>
        health.Silences.Cover(contract, ClientId) || Holds(FaultCatalog.StaleNoTicks, out _, contract.Symbol);

    public bool Holds(string fault, out ArmedFault armed, string symbol = "") => faults.Holds(fault, ClientId, Messages, out armed, symbol);

    public bool TryTake(string fault, out ArmedFault taken, string symbol = "", string what = "taken") =>
        faults.TryTake(fault, ClientId, Messages, out taken, symbol, what);

    public void Log(ArmedFault fault, string what, ReadOnlySpan<byte> bytes = default) => faults.Log(fault, ClientId, what, bytes);
}
