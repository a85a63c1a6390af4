using System.Diagnostics;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Postgres;
using Argonaut.Postgres.Embedded;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Argonaut.Integration.Postgres;

public sealed class StoreRecoveryTests(PostgresFixture fixture) : IAsyncLifetime
{
    private readonly string _folder = PostgresFixture.NewFolder();
    private EmbeddedPostgres? _server;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string DataDirectory => Path.Combine(_folder, "postgres");

    public async ValueTask InitializeAsync() => await fixture.CopyClusterAsync(DataDirectory, Ct);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.StopAsync("immediate", CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task F_202_After_the_server_was_killed_the_same_store_goes_on_without_loss_or_duplicates()
    {
        await StartAsync();
        await using var dataSource = PostgresDataSource.Create(_server!.ConnectionString);
        await using var store = new PostgresMarketStore(dataSource, TimeProvider.System, NullLogger.Instance);
        var instrument = (await store.SaveInstrumentAsync(Make.Equity(), Ct)).Key;
        const int Batch = 200;
        for (var round = 0; round < 3; round++)
        {
            var stream = await store.OpenStreamAsync("IB", MarketEventKind.Trade, Ct);
            var acknowledged = stream.LastSequence;
            var killed = KillAsync(acknowledged / Batch);
            await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
            {
                while (true)
                {
                    await store.CommitAsync(new StoreBatch { Trades = Make.Trades(instrument, stream, Batch, acknowledged + 1) }, Ct);
                    acknowledged += Batch;
                }
            });
            await killed;
            Assert.False((await store.CheckAsync(Ct)).IsAvailable);

            await StartAsync();

            var after = await store.OpenStreamAsync("IB", MarketEventKind.Trade, Ct);
            Assert.InRange(after.LastSequence, acknowledged, acknowledged + Batch);   // a commit whose reply was lost may be there
            Assert.Equal(after.LastSequence, await CountAsync(dataSource, "count(*)"));
            Assert.Equal(after.LastSequence, await CountAsync(dataSource, "count(distinct seq)"));
        }
    }

    private async Task StartAsync() => _server = await EmbeddedPostgres.StartAsync(
        PostgresFixture.OptionsFor(DataDirectory), TimeProvider.System, NullLogger.Instance, Ct);

    /// <summary>Kills the server and its children in the middle of the work.</summary>
    private async Task KillAsync(long salt)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(150 + salt % 50), TimeProvider.System, Ct);
        using var postmaster = Process.GetProcessById(_server!.Pid);
        postmaster.Kill(entireProcessTree: true);
    }

    private static async Task<long> CountAsync(NpgsqlDataSource dataSource, string what)
    {
        await using var command = dataSource.CreateCommand($"select {what} from trade_ticks");
        return (long)(await command.ExecuteScalarAsync(Ct))!;
    }
}
