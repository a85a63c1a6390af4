using System.Threading.Channels;
using Argonaut.Domain;
using Argonaut.Domain.Data;

namespace Argonaut.Venues.Ib.Recording;

/// <summary>Hands on the ticks from a time on, and counts them.</summary>
internal sealed class ReplaySink(ChannelWriter<MarketEvent> inner, UnixNanos from) : ChannelWriter<MarketEvent>
{
    public long Ticks { get; private set; }

    public override bool TryWrite(MarketEvent item)
    {
        if (item.TsInit < from) return true;
        if (!inner.TryWrite(item)) return false;
        Ticks++;
        return true;
    }

    public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default) => inner.WaitToWriteAsync(cancellationToken);
}
