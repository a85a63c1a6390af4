using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Instruments;
using Argonaut.Live.Instruments;
using Argonaut.Ports;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Argonaut.Unit.Live;

public sealed class InstrumentKeeperTests
{
    private static readonly InstrumentKey Aapl = new(1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_recorded_instrument_is_asked_about_once_a_day_and_not_with_the_others()
    {
        await using var h = await RecorderHarness.StartListeningAsync();
        var source = new FakeSource();
        var keeper = KeeperOf(h, source, new KeeperOptions { Jitter = () => 0.5 });
        await keeper.CheckAsync(Ct);
        Assert.Empty(source.Refreshed);
        h.Time.Advance(TimeSpan.FromMinutes(10));
        await keeper.CheckAsync(Ct);
        await keeper.CheckAsync(Ct);
        Assert.Equal(["AAPL.NASDAQ"], source.Refreshed);
        Assert.Equal((h.Now, h.Now + 24 * UnixNanos.PerHour - 10 * UnixNanos.PerMinute), (keeper.StatusOf(Aapl)!.RefreshedAt, keeper.StatusOf(Aapl)!.NextRefresh));
        h.Time.Advance(TimeSpan.FromHours(23));
        await keeper.CheckAsync(Ct);
        Assert.Single(source.Refreshed);
        h.Time.Advance(TimeSpan.FromMinutes(50));
        await keeper.CheckAsync(Ct);
        Assert.Equal(2, source.Refreshed.Count);
    }

    [Fact]
    public async Task F_509_a_new_tick_size_is_a_new_version_and_old_data_keeps_the_old_one()
    {
        await using var h = await RecorderHarness.StartListeningAsync();
        h.Store.VersionTime = h.Now;
        var source = new FakeSource { Answer = i => i with { PriceIncrement = Price.Parse("0.005") } };
        var keeper = KeeperOf(h, source);
        await keeper.CheckAsync(Ct);

        Assert.True(h.Recorder.TryFind(Aapl, out var now));
        Assert.Equal("0.005", now.PriceIncrement.ToString());
        var versions = await h.Store.ReadVersionsAsync(Aapl, Ct);
        Assert.Equal(["0.01", "0.005"], versions.Select(v => v.Definition.PriceIncrement.ToString()));
        Assert.Equal("0.01", InstrumentVersion.At(versions, h.Now - 1).Definition.PriceIncrement.ToString());
        var notice = Assert.Single(keeper.Notices);
        Assert.Equal((DefinitionEvent.Changed, "AAPL.NASDAQ changed: price_increment from 0.01 to 0.005."), (notice.Event, notice.Text));
        Assert.Contains(Aapl, h.Recorder.Recorded);
    }

    [Fact]
    public async Task New_trading_hours_are_taken_over_without_a_version()
    {
        await using var h = await RecorderHarness.StartListeningAsync();
        var keeper = KeeperOf(h, new FakeSource { Answer = i => i with { TradingHours = "20261121:CLOSED" } });
        await keeper.CheckAsync(Ct);
        Assert.True(h.Recorder.TryFind(Aapl, out var now));
        Assert.Equal("20261121:CLOSED", now.TradingHours);
        Assert.Single(await h.Store.ReadVersionsAsync(Aapl, Ct));
        Assert.Empty(keeper.Notices);
    }

    [Fact]
    public async Task F_509_a_contract_under_another_name_at_the_source_is_subscribed_again()
    {
        await using var h = await RecorderHarness.StartListeningAsync();
        var keeper = KeeperOf(h, new FakeSource { Answer = i => i with { RawSymbol = "APPL", VenueReference = "{\"conId\":2}" } });
        await keeper.CheckAsync(Ct);
        Assert.Equal([Aapl], h.Feed.Subscribed);
        Assert.Equal(["raw_symbol", "venue_reference"], (await h.Store.ReadVersionsAsync(Aapl, Ct))[^1].Changes.Select(c => c.Field));
    }

    [Fact]
    public async Task F_509_prices_finer_than_the_stored_ones_are_a_conflict_and_the_old_definition_stays()
    {
        await using var h = await RecorderHarness.StartListeningAsync();
        var keeper = KeeperOf(h, new FakeSource { Answer = i => i with { PriceIncrement = Price.Parse("0.0000000001"), PriceScale = 10 } });
        await keeper.CheckAsync(Ct);
        Assert.True(h.Recorder.TryFind(Aapl, out var now));
        Assert.Equal("0.01", now.PriceIncrement.ToString());
        Assert.Equal(DefinitionEvent.Conflict, Assert.Single(keeper.Notices).Event);
        Assert.Contains("finer", keeper.StatusOf(Aapl)!.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task F_509_a_split_is_a_version_once()
    {
        await using var h = await RecorderHarness.StartListeningAsync();
        await h.Store.CommitAsync(new StoreBatch { Bars = [.. Days(400_00)] }, Ct);
        h.Feed.History = r => r.Timeframe == Timeframe.Day1 ? Days(100_00) : [];
        var keeper = KeeperOf(h, new FakeSource());
        await keeper.CheckAsync(Ct);
        h.Time.Advance(TimeSpan.FromHours(25));
        await keeper.CheckAsync(Ct);
        var split = Assert.Single(await h.Store.ReadVersionsAsync(Aapl, Ct), v => v.Number > 1);
        Assert.Equal(new DefinitionChange("split", "1", "4"), Assert.Single(split.Changes));
        Assert.Contains("split 4 for 1", Assert.Single(keeper.Notices).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_contract_the_source_knows_no_more_is_told_and_stays_recorded()
    {
        await using var h = await RecorderHarness.StartListeningAsync();
        var keeper = KeeperOf(h, new FakeSource { Answer = _ => null });
        await keeper.CheckAsync(Ct);
        Assert.Equal(DefinitionEvent.Gone, Assert.Single(keeper.Notices).Event);
        Assert.Contains(Aapl, h.Recorder.Recorded);
        Assert.NotNull(keeper.StatusOf(Aapl)!.Problem);
    }

    [Fact]
    public async Task A_source_that_is_away_is_asked_again_soon()
    {
        await using var h = await RecorderHarness.StartListeningAsync();
        var source = new FakeSource { Answer = _ => throw new FeedUnavailableException("Not connected.") };
        var keeper = KeeperOf(h, source);
        await keeper.CheckAsync(Ct);
        Assert.Equal("Not connected.", keeper.StatusOf(Aapl)!.Problem);
        source.Answer = i => i;
        h.Time.Advance(TimeSpan.FromMinutes(4));
        await keeper.CheckAsync(Ct);
        Assert.NotNull(keeper.StatusOf(Aapl)!.Problem);
        h.Time.Advance(TimeSpan.FromMinutes(1));
        await keeper.CheckAsync(Ct);
        Assert.Null(keeper.StatusOf(Aapl)!.Problem);
    }

    [Fact]
    public async Task F_509_an_expired_future_is_recorded_no_more_and_says_so()
    {
        await using var h = await RecorderHarness.StartListeningAsync();
        var future = await RecordAsync(h, "ESZ6", h.Now + UnixNanos.PerHour);
        var keeper = KeeperOf(h, new FakeSource());
        h.Time.Advance(TimeSpan.FromMinutes(59));
        await keeper.CheckAsync(Ct);
        Assert.Contains(future.Key, h.Recorder.Recorded);
        h.Time.Advance(TimeSpan.FromMinutes(1));
        await keeper.CheckAsync(Ct);
        Assert.DoesNotContain(future.Key, h.Recorder.Recorded);
        Assert.Equal((DefinitionEvent.Expired, future.Key), (keeper.Notices[0].Event, keeper.Notices[0].Instrument));
        Assert.Null(keeper.StatusOf(future.Key));
    }

    [Theory]
    [InlineData(true, 9, false)]
    [InlineData(true, 7, true)]
    [InlineData(false, 7, false)]
    public async Task The_next_contract_is_recorded_beside_the_old_one_when_rolling_is_on_and_its_day_has_come(bool isOn, int daysLeft, bool isRolled)
    {
        await using var h = await RecorderHarness.StartListeningAsync();
        var old = await RecordAsync(h, "ESZ6", h.Now + daysLeft * UnixNanos.PerDay);
        var next = Future("ESH7", h.Now + 98 * UnixNanos.PerDay);
        var later = Future("ESM7", h.Now + 189 * UnixNanos.PerDay);
        var keeper = KeeperOf(h, new FakeSource { Futures = [later, old, next] }, new KeeperOptions { RollFutures = isOn, Jitter = () => 0 });
        await keeper.CheckAsync(Ct);
        Assert.Contains(old.Key, h.Recorder.Recorded);
        Assert.Equal(isRolled, h.Recorder.TryFind(next.Id, out var known) && h.Recorder.Recorded.Contains(known.Key));
        Assert.False(h.Recorder.TryFind(later.Id, out _));
        Assert.Equal(isRolled, keeper.Notices.Any(n => n.Event == DefinitionEvent.Rolled));
    }

    private static InstrumentKeeper KeeperOf(RecorderHarness h, FakeSource source, KeeperOptions? options = null) => new(
        source, h.Feed, h.Recorder, h.Recorder, h.Store, h.Store, options ?? new KeeperOptions { Jitter = () => 0 }, h.Time, NullLogger<InstrumentKeeper>.Instance);

    private static async Task<Instrument> RecordAsync(RecorderHarness h, string symbol, UnixNanos expiration)
    {
        var saved = await h.Recorder.AdoptAsync(Future(symbol, expiration), Ct);
        await h.Recorder.StartRecordingAsync(saved.Key, KindSet.TradesAndQuotes, Ct);
        return saved;
    }

    private static Instrument Future(string symbol, UnixNanos expiration) => RecorderHarness.Aapl with
    {
        Id = InstrumentId.Parse($"{symbol}.CME"), RawSymbol = symbol, Class = InstrumentClass.FuturesContract, AssetClass = AssetClass.Index,
        Expiration = expiration, Underlying = "ES",
    };

    private static IEnumerable<Bar> Days(long close) => Enumerable.Range(1, 2).Select(i => new Bar(
        Aapl, Timeframe.Day1, Timeframe.Day1.OpenOf(RecorderHarness.Ten) - i * UnixNanos.PerDay, close, close, close, close, 1, null, null,
        default, default, BarSource.Ticks, IsClosed: true, Revision: 0));

    private sealed class FakeSource : IInstrumentSource
    {
        public Func<Instrument, Instrument?> Answer { get; set; } = i => i;

        public ImmutableArray<Instrument> Futures { get; init; } = [];

        public List<string> Refreshed { get; } = [];

        public string? ReferenceOf(Instrument instrument) => null;

        public Task<ImmutableArray<InstrumentCandidate>> SearchAsync(string text, CancellationToken ct) => throw new NotSupportedException();

        public async Task<Instrument?> RefreshAsync(Instrument instrument, CancellationToken ct)
        {
            await Task.CompletedTask;
            Refreshed.Add(instrument.Id.Value);
            return Answer(instrument);
        }

        public Task<ImmutableArray<Instrument>> ListFuturesAsync(Instrument future, CancellationToken ct) => Task.FromResult(Futures);

        public Task<ImmutableArray<OptionSeries>> ListOptionSeriesAsync(Instrument underlying, CancellationToken ct) => throw new NotSupportedException();

        public Task<ImmutableArray<Instrument>> ListOptionsAsync(
            Instrument underlying, DateOnly expiration, string? exchange, string? tradingClass, CancellationToken ct) => throw new NotSupportedException();
    }
}
