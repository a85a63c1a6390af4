using System.Collections.Immutable;
using System.Text.Json;
using System.Threading.Channels;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Venues.Ib;
using Argonaut.Venues.Ib.Symbology;
using Argonaut.Venues.Ib.Wire;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Argonaut.Integration.Venues;

/// <summary>A feed that runs against a scripted gateway, with time in the test's hands.</summary>
internal sealed class FeedFixture : IAsyncDisposable, IFeedListener
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<FeedStatus> _heard = [];
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;

    public FeedFixture(Func<IbOptions, IbOptions>? configure = null, int sinkCapacity = 65_536)
    {
        var options = new IbOptions { Host = "127.0.0.1", Port = Gateway.Port, ClientId = 7, TickByTickBudget = 100, Jitter = () => 0.5 };
        Feed = new IbFeed(configure?.Invoke(options) ?? options, NoFrames.Instance, Time, NullLogger<IbFeed>.Instance);
        Ticks = Channel.CreateBounded<MarketEvent>(new BoundedChannelOptions(sinkCapacity) { FullMode = BoundedChannelFullMode.Wait });
        _running = Feed.RunAsync(Ticks.Writer, this, _stop.Token);
    }

    public ScriptedGateway Gateway { get; } = new();

    /// <summary>A Friday, 14:30 UTC: American markets are open and no restart is due.</summary>
    public ManualTime Time { get; } = new(new DateTimeOffset(2026, 11, 20, 14, 30, 0, TimeSpan.Zero));

    public IbFeed Feed { get; }

    public Channel<MarketEvent> Ticks { get; }

    public static Instrument Aapl { get; } = NewInstrument(1, "AAPL.NASDAQ", new IbContract
    {
        ConId = 265598, Symbol = "AAPL", SecType = "STK", Exchange = "SMART", PrimaryExchange = "NASDAQ", Currency = "USD",
        LocalSymbol = "AAPL", TradingClass = "NMS",
    }, InstrumentClass.Equity, AssetClass.Equity, "0.01");

    public static Instrument Msft { get; } = NewStock(4, 272093, "MSFT");

    public static Instrument Ibm { get; } = NewStock(5, 8314, "IBM");

    public static Instrument EurUsd { get; } = NewInstrument(2, "EUR/USD.IDEALPRO", new IbContract
    {
        ConId = 12087792, Symbol = "EUR", SecType = "CASH", Exchange = "IDEALPRO", Currency = "USD", LocalSymbol = "EUR.USD",
        TradingClass = "EUR.USD",
    }, InstrumentClass.CurrencyPair, AssetClass.Fx, "0.00005");

    public static Instrument Spx { get; } = NewInstrument(3, "^SPX.CBOE", new IbContract
    {
        ConId = 416904, Symbol = "SPX", SecType = "IND", Exchange = "CBOE", Currency = "USD", LocalSymbol = "SPX",
    }, InstrumentClass.IndexInstrument, AssetClass.Index, "0.01");

    /// <summary>For tests that move time in leaps: silence is no reason to doubt the connection.</summary>
    public static IbOptions WithoutProbes(IbOptions options) =>
        options with { SilenceBeforeProbe = TimeSpan.FromHours(1), ClockProbeInterval = TimeSpan.FromHours(1) };

    /// <summary>Every status so far.</summary>
    public ImmutableArray<FeedStatus> Heard
    {
        get
        {
            lock (_lock) return [.. _heard];
        }
    }

    public void OnStatusChanged(FeedStatus status)
    {
        lock (_lock)
        {
            _heard.Add(status);
            _next.TrySetResult();
            _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>The first status from now on, or the present one, of which this is true.</summary>
    public async Task<FeedStatus> UntilAsync(Func<FeedStatus, bool> isWanted)
    {
        while (true)
        {
            Task next;
            lock (_lock) next = _next.Task;
            if (isWanted(Feed.Status)) return Feed.Status;
            try
            {
                await next.WaitAsync(Patience.Long, TestContext.Current.CancellationToken);
            }
            catch (TimeoutException)
            {
                throw new TimeoutException($"What was waited for did not come. Last status: {JsonSerializer.Serialize(Feed.Status)}");
            }
        }
    }

    public Task<FeedStatus> UntilReadyAsync() => UntilAsync(s => s.State == FeedState.Ready);

    public Task<MarketEvent> NextTickAsync() =>
        Ticks.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience.Long);

    /// <summary>
    /// Trades and quotes of AAPL requested; returns the request ids that the gateway saw. No question for the time is open then: a test
    /// that moved time while the answer is on its way would have a gateway that does not answer.
    /// </summary>
    public async Task<(string Trades, string Quotes)> SubscribeAaplAsync(GatewayPeer peer)
    {
        await Feed.SubscribeAsync(Aapl, KindSet.TradesAndQuotes, default, CancellationToken.None);
        if (peer.AnswersTime) await UntilAsync(s => s.RoundTrip is not null);
        return await ReadAaplRequestsAsync(peer);
    }

    public static async Task<(string Trades, string Quotes)> ReadAaplRequestsAsync(GatewayPeer peer)
    {
        var requests = await peer.ReadAsync(2);
        return (requests.Single(r => r[0] == "97" && r[14] == "AllLast")[1], requests.Single(r => r[0] == "97" && r[14] == "BidAsk")[1]);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(Patience.Long);
        await Feed.DisposeAsync();
        await Gateway.DisposeAsync();
        _stop.Dispose();
    }

    private static Instrument NewStock(int key, int conId, string symbol) => NewInstrument(key, $"{symbol}.NASDAQ", new IbContract
    {
        ConId = conId, Symbol = symbol, SecType = "STK", Exchange = "SMART", PrimaryExchange = "NASDAQ", Currency = "USD", LocalSymbol = symbol,
    }, InstrumentClass.Equity, AssetClass.Equity, "0.01");

    private static Instrument NewInstrument(
        int key, string id, IbContract contract, InstrumentClass instrumentClass, AssetClass assetClass, string tick) => new()
    {
        Key = new InstrumentKey(key), Id = InstrumentId.Parse(id), Source = "IB", Class = instrumentClass, AssetClass = assetClass,
        RawSymbol = contract.LocalSymbol, QuoteCurrency = "USD", PriceIncrement = Price.Parse(tick), SizeIncrement = Quantity.Parse("1"),
        VenueReference = new IbVenueReference(contract, 1).ToJson(),
    };
}
