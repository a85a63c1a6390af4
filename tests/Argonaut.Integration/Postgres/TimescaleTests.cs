using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Argonaut.Integration.Postgres;

/// <summary>A server with TimescaleDB is told apart by its catalogue; the extension itself is no part of the test machines.</summary>
public sealed class TimescaleTests(PostgresFixture server)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, "plain tables (TimescaleDB not installed)")]
    [InlineData("2.17.2", "plain tables (TimescaleDB 2.17.2 is installed and not used)")]
    [InlineData("1.7.5", "plain tables (TimescaleDB 1.7.5 is installed and not used)")]
    public async Task F_216_TimescaleDB_is_detected_and_never_needed(string? version, string text)
    {
        await using var database = await server.CreateDatabaseAsync(Ct);
        if (version is not null)
            await database.ExecuteAsync(
                $"insert into pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion) values (999999, 'timescaledb', 10, 'public'::regnamespace, false, '{version}')", Ct);
        await using var store = new PostgresMarketStore(database.DataSource, TimeProvider.System, NullLogger.Instance);

        var health = await store.CheckAsync(Ct);
        var instrument = await store.SaveInstrumentAsync(Make.Equity(), Ct);
        var stream = await store.OpenStreamAsync("IB", MarketEventKind.Trade, Ct);
        await store.CommitAsync(new StoreBatch { Trades = Make.Trades(instrument.Key, stream, 10) }, Ct);

        Assert.EndsWith(text, health.Description, StringComparison.Ordinal);
        Assert.Equal(10, await database.ScalarAsync<long>("select count(*) from market_ticks", Ct));
    }
}
