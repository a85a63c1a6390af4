using System.Collections.Immutable;

namespace Argonaut.SimulatedGateway.Market;

/// <summary>The subscribers of a market as an immutable list that its loop reads without a lock.</summary>
internal sealed class Subscribers
{
    private readonly Lock _gate = new();
    private volatile SubscriberList _current = new([]);

    public ImmutableArray<ITickSubscriber> All => _current.Items;

    public void Add(ITickSubscriber subscriber)
    {
        lock (_gate) _current = new SubscriberList(_current.Items.Add(subscriber));
    }

    public void Remove(ITickSubscriber subscriber)
    {
        lock (_gate) _current = new SubscriberList(_current.Items.Remove(subscriber));
    }

    private sealed record SubscriberList(ImmutableArray<ITickSubscriber> Items);
}
