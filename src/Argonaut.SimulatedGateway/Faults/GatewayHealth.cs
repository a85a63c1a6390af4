using System.Collections.Immutable;

namespace Argonaut.SimulatedGateway.Faults;

/// <summary>What is broken at the moment behind the gateway: its link to the broker, its farms.</summary>
internal sealed class GatewayHealth
{
    private int _linksDown;
    private ImmutableHashSet<string> _brokenFarms = [];

    public bool IsLinkDown => Volatile.Read(ref _linksDown) > 0;

    public bool HasHistory => !IsLinkDown && !Volatile.Read(ref _brokenFarms).Contains(Farms.History);

    public bool HasDefinitions => !IsLinkDown && !Volatile.Read(ref _brokenFarms).Contains(Farms.Definitions);

    public LineSilences Silences { get; } = new();

    public bool IsBroken(string farm) => Volatile.Read(ref _brokenFarms).Contains(farm);

    public void LinkLost() => Interlocked.Increment(ref _linksDown);

    public void LinkRestored() => Interlocked.Decrement(ref _linksDown);

    public void Break(string farm) => ImmutableInterlocked.Update(ref _brokenFarms, static (all, one) => all.Add(one), farm);

    public void Mend(string farm) => ImmutableInterlocked.Update(ref _brokenFarms, static (all, one) => all.Remove(one), farm);
}
