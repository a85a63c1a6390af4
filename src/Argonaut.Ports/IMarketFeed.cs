using System.Collections.Immutable;
using System.Threading.Channels;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;

namespace Argonaut.Ports;

/// <summary>A live source of market data: a venue's session, or a recording that is played.</summary>
public interface IMarketFeed : IAsyncDisposable
{
    /// <summary>Canonical upper-case name of the source: <c>IB</c>.</summary>
    string Source { get; }

    /// <summary>An immutable picture of the session, replaced at every change. Safe from any thread.</summary>
    FeedStatus Status { get; }

    /// <summary>
    /// All ticks and words that are stamped until then have been handed on; later ones may be on their way. Never goes back. A feed that
    /// cannot say leaves it at the end of time. Safe from any thread.
    /// </summary>
    UnixNanos CompleteUntil => UnixNanos.MaxValue;

    /// <summary>The feed calls <see cref="IFeedListener.OnStepped"/> after it has written ticks. Does not change.</summary>
    bool TellsSteps => false;

    /// <summary>Questions about the past can be answered now. Safe from any thread.</summary>
    bool AnswersHistory => Status.State is FeedState.Ready or FeedState.Degraded;

    /// <summary>
    /// Connects, and reconnects with backoff, until <paramref name="ct"/> is cancelled; then it completes without an exception.
    /// Ticks go to <paramref name="sink"/> in wire order with <c>ts_event</c> and <c>ts_init</c> set, unnumbered; a full sink makes
    /// the session stop reading its socket. After each reconnect all subscriptions are requested again before new ticks flow.
    /// </summary>
    /// <param name="listener">Told of every change of <see cref="Status"/> on the session's loop; must return at once.</param>
    Task RunAsync(ChannelWriter<MarketEvent> sink, IFeedListener listener, CancellationToken ct);

    /// <summary>
    /// Asks for these kinds of data of the instrument (which must have a key), and for no others, now if connected and after each
    /// reconnect. Repeating it has no effect. A refusal of the source shows as the line's state, not as an exception.
    /// </summary>
    /// <param name="kinds">Trades, quotes, book deltas; what the instrument's market does not have is left out.</param>
    /// <param name="since">When recording of these kinds began: what a replay of the session has to repeat.</param>
    ValueTask SubscribeAsync(Instrument instrument, KindSet kinds, UnixNanos since, CancellationToken ct);

    ValueTask UnsubscribeAsync(InstrumentKey instrument, CancellationToken ct);

    /// <summary>
    /// Says which instruments somebody looks at now. Where the source has fewer lines than are wanted, those of these instruments come first:
    /// the one that nobody has looked at for longest waits instead, and says so.
    /// </summary>
    void SetWatched(ImmutableHashSet<InstrumentKey> instruments)
    {
    }

    /// <summary>
    /// Asks again for one line that stays silent, as soon as the source's rules allow it. Without a connection, or for a line that is not
    /// asked for, it has no effect.
    /// </summary>
    /// <param name="reason">For the log and the line's detail: one plain clause.</param>
    ValueTask ResubscribeAsync(InstrumentKey instrument, MarketEventKind kind, string reason, CancellationToken ct);

    /// <summary>
    /// All contracts that match exactly: an id (<c>AAPL.NASDAQ</c>, <c>EUR/USD.IDEALPRO</c>, <c>ESZ6.CME</c>), or a bare symbol. Empty when
    /// the source knows none; several when it is ambiguous. Instruments come without a key.
    /// </summary>
    /// <exception cref="FeedUnavailableException">Not connected, or the connection ended while waiting.</exception>
    /// <exception cref="FeedRequestException">The source refused the question itself, with its code and text.</exception>
    Task<ImmutableArray<Instrument>> ResolveAsync(string idOrSymbol, CancellationToken ct);

    /// <summary>
    /// Closed bars of <c>[From, To)</c> by their open, oldest first, <see cref="BarSource.BrokerHistory"/>, inside the source's pacing rules.
    /// Empty when the source has none.
    /// </summary>
    /// <exception cref="FeedUnavailableException">Not connected, or the connection ended while waiting.</exception>
    /// <exception cref="FeedRequestException">The source refused the request, with its code and text.</exception>
    Task<ImmutableArray<Bar>> RequestBarsAsync(BarHistoryRequest request, CancellationToken ct);

    /// <summary>One page of past ticks, from the begin of the range, inside the source's pacing rules.</summary>
    /// <exception cref="FeedUnavailableException">Not connected, or no answer: it may be asked again later.</exception>
    /// <exception cref="FeedRequestException">The source refused the request, with its code and text.</exception>
    Task<TickPage> RequestTicksAsync(TickHistoryRequest request, CancellationToken ct);
}
