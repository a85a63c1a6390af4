using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Trading.Quality;

namespace Argonaut.Venues.Ib.Recording;

/// <summary>Hands everything on, and counts what was refused.</summary>
internal sealed class ReplayListener(IFeedListener inner) : IFeedListener
{
    public long Refused { get; private set; }

    public void OnStatusChanged(FeedStatus status) => inner.OnStatusChanged(status);

    public void OnRefused(InstrumentKey instrument, MarketEventKind kind, QualityRule rule, ReadOnlySpan<byte> raw)
    {
        Refused++;
        inner.OnRefused(instrument, kind, rule, raw);
    }
}
