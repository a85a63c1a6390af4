using Argonaut.Domain;
using Argonaut.Domain.Instruments;
using Argonaut.Domain.Sessions;
using Argonaut.Integration.Postgres;
using Argonaut.Live.Instruments;
using Argonaut.Ports;
using Argonaut.SimulatedGateway.Market;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Argonaut.Integration.Walks;

/// <summary>From a search to a stored definition: real sockets, the simulated gateway, real PostgreSQL.</summary>
public sealed class InstrumentPathTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_name_is_searched_resolved_recorded_and_refreshed()
    {
        await using var database = await postgres.CreateDatabaseAsync(Ct);
        await using var path = await RecordingPath.StartAsync(database, Market(), Ct);
        var euro = await path.RecordAsync("EUR/USD.IDEALPRO", Ct);

        var hit = Assert.Single(await path.Instruments.SearchAsync("apple", Ct), c => c.SecurityType == "STK");
        Assert.Equal(("AAPL", "NASDAQ", "USD"), (hit.Symbol, hit.Exchange, hit.Currency));
        var apple = Assert.Single(await path.Recorder.ResolveAsync(hit.Reference, Ct));
        Assert.Equal(("AAPL.NASDAQ", hit.Reference), (apple.Id.Value, path.Instruments.ReferenceOf(apple)));
        Assert.True(SessionCalendar.Of(apple).IsKnown);

        var keeper = new InstrumentKeeper(
            path.Instruments, path.Feed, path.Recorder, path.Recorder, path.Store, path.Store, new KeeperOptions { Jitter = () => 0 }, TimeProvider.System,
            NullLogger<InstrumentKeeper>.Instance);
        await keeper.CheckAsync(Ct);
        Assert.Null(keeper.StatusOf(euro.Key)!.Problem);
        Assert.NotNull(keeper.StatusOf(euro.Key)!.RefreshedAt);
        Assert.Empty(keeper.Notices);
        Assert.Single(await path.Store.ReadVersionsAsync(euro.Key, Ct));
    }

    [Fact]
    public async Task A_root_gives_every_month_and_an_ambiguous_symbol_every_listing()
    {
        await using var database = await postgres.CreateDatabaseAsync(Ct);
        await using var path = await RecordingPath.StartAsync(database, Market(), Ct);
        await path.RecordAsync("EUR/USD.IDEALPRO", Ct);

        var months = await path.Recorder.ResolveAsync("ES", Ct);
        Assert.True(months.Length > 1);
        Assert.Equal(months.OrderBy(m => m.Expiration.Value), months);
        Assert.All(months, m => Assert.Equal((InstrumentClass.FuturesContract, "50"), (m.Class, m.Multiplier.ToString())));
        Assert.Equal(months.Select(m => m.Id), (await path.Instruments.ListFuturesAsync(months[^1], Ct)).Select(m => m.Id));
        Assert.True((await path.Recorder.ResolveAsync("DUAL", Ct)).Length > 1);
    }

    [Fact]
    public async Task A_bond_is_found_and_refused_with_its_reason()
    {
        await using var database = await postgres.CreateDatabaseAsync(Ct);
        await using var path = await RecordingPath.StartAsync(database, Market(), Ct);
        await path.RecordAsync("EUR/USD.IDEALPRO", Ct);
        var e = await Assert.ThrowsAsync<InstrumentRefusedException>(() => path.Recorder.ResolveAsync("590000001", Ct));
        Assert.Contains("bonds are not recorded", e.Message, StringComparison.Ordinal);
    }

    private static TapeMarket Market() => new(new TapeMarketOptions { Seed = 4 }, TimeProvider.System);
}
