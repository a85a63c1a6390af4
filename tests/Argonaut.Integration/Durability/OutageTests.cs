using System.Diagnostics;
using System.Net;
using Argonaut.Domain.Data;
using Argonaut.Integration.Walks;
using Argonaut.Live;
using Argonaut.Ports;
using Argonaut.Postgres.Embedded;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Argonaut.Integration.Durability;

/// <summary>A real server goes away in every way there is, under a flow of ticks: all of them are durable at once and stored once.</summary>
public sealed class OutageTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("fast")]
    [InlineData("immediate")]
    public async Task F_201_A_restart_while_ingesting_loses_nothing(string mode)
    {
        await using var server = await PrivateServer.StartAsync(Ct);
        await using var path = await DurablePath.StartAsync(server.Server.ConnectionString, Ct);
        await path.SendUntilAsync(c => c.Acknowledged > 500, Ct);

        var stopping = server.StopAsync(mode, Ct);
        await path.SendUntilAsync(c => c.Spooled > 500, Ct);
        await stopping;
        Assert.NotNull(path.Counters.StoreProblem);
        await path.SendAsync(5_000, Ct);
        await path.UntilDurableAsync(Ct);
        Assert.True(path.Counters.Spooled > 5_000);

        await server.StartAgainAsync(Ct);
        await path.SendUntilAsync(c => c is { StoreProblem: null, Spooled: 0 }, Ct);
        await path.AssertAllStoredAsync(Ct);
    }

    [Fact]
    public async Task F_202_A_server_that_was_killed_is_started_again_by_its_keeper_and_gets_everything()
    {
        await using var server = await PrivateServer.StartAsync(Ct);
        var keeper = new EmbeddedPostgresKeeper(server.Server, server.Options, TimeProvider.System, NullLogger.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var keeping = keeper.RunAsync(stop.Token);
        await using var path = await DurablePath.StartAsync(server.Server.ConnectionString, Ct);
        for (var round = 1; round <= 3; round++)
        {
            await path.SendUntilAsync(c => c.StoreProblem is null && c.Acknowledged > round * 1_000, Ct);
            await server.KillAsync(Ct);
            await path.SendUntilAsync(c => c.StoreProblem is not null && c.Spooled > 100, Ct);
            await path.SendUntilAsync(c => c is { StoreProblem: null, Spooled: 0 }, Ct);
        }

        await path.AssertAllStoredAsync(Ct);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => keeping);
    }

    [Fact]
    public async Task F_203_A_server_that_is_down_at_the_start_gets_the_ticks_when_it_comes()
    {
        await using var server = await PrivateServer.StartAsync(Ct);
        using var spool = new TemporarySpool();
        await using (var first = await DurablePath.StartAsync(server.Server.ConnectionString, Ct, spool)) await first.SendUntilAsync(c => c.Acknowledged > 100, Ct);

        await server.StopAsync("fast", Ct);
        await using var path = await DurablePath.StartWithoutDatabaseAsync(server.Server.ConnectionString, spool, Ct);
        await path.SendUntilAsync(c => c.Acknowledged > 300, Ct);
        Assert.NotNull(path.Recorder.LatestTrade(path.Recorder.Recorded[0]));
        Assert.Equal(StoreFault.Unreachable, path.Counters.StoreProblem?.Fault);

        await server.StartAgainAsync(Ct);
        await path.SendUntilAsync(c => c is { StoreProblem: null, Spooled: 0 } && path.Recorder.TryGetOpenBar(path.Recorder.Recorded[0], Domain.Bars.Timeframe.Hour1, out _), Ct);
        await path.AssertAllStoredAsync(Ct);
    }

    [Fact]
    public async Task F_206_A_commit_that_waits_for_longer_than_a_second_is_spooled_and_stored_once()
    {
        await using var server = await PrivateServer.StartAsync(Ct);
        await using var path = await DurablePath.StartAsync(server.Server.ConnectionString, Ct);
        await path.SendUntilAsync(c => c.Acknowledged > 100, Ct);

        await using (var other = await server.ConnectAsync(Ct))
        await using (var transaction = await other.BeginTransactionAsync(Ct))
        {
            await ExecuteAsync(other, "select from ingest_watermark for update");
            await path.SendUntilAsync(c => c.StoreProblem?.Fault == StoreFault.Slow, Ct);
            await path.SendUntilAsync(c => c.Spooled > 200, Ct);
        }

        await path.SendUntilAsync(c => c is { StoreProblem: null, Spooled: 0 }, Ct);
        await path.AssertAllStoredAsync(Ct);
    }

    [Fact]
    public async Task F_208_Sessions_that_are_ended_at_random_moments_cost_nothing()
    {
        await using var server = await PrivateServer.StartAsync(Ct);
        await using var path = await DurablePath.StartAsync(server.Server.ConnectionString, Ct);
        await using var other = await server.ConnectAsync(Ct);
        for (var ended = 0L; ended < 20;)
        {
            var before = path.Counters.Acknowledged;
            await path.SendUntilAsync(c => c.Acknowledged > before + 150 && c is { StoreProblem: null, Spooled: 0 }, Ct);
            await using var end = new NpgsqlCommand("select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'argonaut' and pid <> pg_backend_pid()", other);
            ended += (long)(await end.ExecuteScalarAsync(Ct))!;
        }

        await path.AssertAllStoredAsync(Ct);
    }

    [Fact]
    public async Task F_209_Without_a_free_connection_ticks_are_kept_and_our_pool_stays_bounded()
    {
        await using var server = await PrivateServer.StartAsync(Ct);
        await using var path = await DurablePath.StartAsync(server.Server.ConnectionString, Ct);
        await path.SendUntilAsync(c => c.Acknowledged > 100, Ct);
        await using var counting = await server.ConnectAsync(Ct);
        await using (var count = new NpgsqlCommand("select count(*) from pg_stat_activity where application_name = 'argonaut'", counting))
            Assert.InRange((long)(await count.ExecuteScalarAsync(Ct))!, 1, 12);

        var taken = new List<NpgsqlConnection>();
        try
        {
            await Assert.ThrowsAsync<PostgresException>(async () =>
            {
                while (true) taken.Add(await server.ConnectAsync(Ct));
            });
            // Whatever of ours is open goes, and its place is taken too.
            await ExecuteAsync(counting, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'argonaut'");
            await Assert.ThrowsAsync<PostgresException>(async () =>
            {
                while (true) taken.Add(await server.ConnectAsync(Ct));
            });
            await path.SendUntilAsync(c => c.StoreProblem?.Fault == StoreFault.TooManyConnections && c.Spooled > 50, Ct);
        }
        finally
        {
            foreach (var connection in taken) await connection.DisposeAsync();
        }

        await path.SendUntilAsync(c => c is { StoreProblem: null, Spooled: 0 }, Ct);
        await path.AssertAllStoredAsync(Ct);
    }

    [Fact]
    public async Task F_210_A_server_that_comes_back_older_gets_what_the_spool_kept()
    {
        await using var server = await PrivateServer.StartAsync(Ct);
        await using var path = await DurablePath.StartAsync(server.Server.ConnectionString, Ct);
        await path.SendUntilAsync(c => c.Acknowledged > 200, Ct);
        await path.UntilDurableAsync(Ct);
        await server.StopAsync("fast", Ct);
        await server.CopyAsync(isBack: false, Ct);
        await path.SendUntilAsync(c => c.Spooled > 300, Ct);
        await path.UntilDurableAsync(Ct);
        await server.StartAgainAsync(Ct);
        await path.UntilAsync(c => c is { StoreProblem: null, Spooled: 0, InFlight: 0 }, Ct);

        // The one that answers now never saw them.
        await server.StopAsync("immediate", Ct);
        await server.CopyAsync(isBack: true, Ct);
        await path.SendUntilAsync(c => c.Spooled > 0, Ct);
        await server.StartAgainAsync(Ct);

        await path.SendUntilAsync(c => c is { StoreProblem: null, Spooled: 0 }, Ct);
        await path.AssertAllStoredAsync(Ct);
    }

    [Fact]
    public async Task F_211_A_read_only_server_is_named_and_gets_the_ticks_when_it_may_write_again()
    {
        await using var server = await PrivateServer.StartAsync(Ct);
        await using var path = await DurablePath.StartAsync(server.Server.ConnectionString, Ct);
        await using var other = await server.ConnectAsync(Ct);
        await path.SendUntilAsync(c => c.Acknowledged > 100, Ct);

        await ExecuteAsync(other, "alter system set default_transaction_read_only = on");
        await ExecuteAsync(other, "select pg_reload_conf()");
        await path.SendUntilAsync(c => c.StoreProblem?.Fault == StoreFault.ReadOnly && c.Spooled > 50, Ct);
        Assert.Contains("standby", path.Counters.StoreProblem!.Message, StringComparison.Ordinal);

        await ExecuteAsync(other, "set default_transaction_read_only = off");
        await ExecuteAsync(other, "alter system reset default_transaction_read_only");
        await ExecuteAsync(other, "select pg_reload_conf()");
        await path.SendUntilAsync(c => c is { StoreProblem: null, Spooled: 0 }, Ct);
        await path.AssertAllStoredAsync(Ct);
    }

    [Theory]
    [InlineData("trade_ticks")]
    [InlineData("book_deltas")]
    public async Task F_212_A_locked_table_is_named_with_its_holder_and_ticks_are_kept_meanwhile(string table)
    {
        await using var server = await PrivateServer.StartAsync(Ct);
        await using var path = await DurablePath.StartAsync(server.Server.ConnectionString, Ct);
        await path.SendUntilAsync(c => c.Acknowledged > 100, Ct);
        await using (var other = await server.ConnectAsync(Ct))
        await using (var transaction = await other.BeginTransactionAsync(Ct))
        {
            await ExecuteAsync(other, $"lock table {table} in access exclusive mode");
            await path.SendUntilAsync(c => c.StoreProblem?.Fault == StoreFault.Locked && c.Spooled > 50, Ct);
            Assert.Contains($"process {other.ProcessID} of user argonaut holds {table}", path.Counters.StoreProblem!.Message, StringComparison.Ordinal);
            Assert.Contains($"idle in transaction: lock table {table}", path.Counters.StoreProblem.Message, StringComparison.Ordinal);
        }

        await path.SendUntilAsync(c => c is { StoreProblem: null, Spooled: 0 }, Ct);
        await path.AssertAllStoredAsync(Ct);
    }

    [Fact]
    public async Task F_220_A_connection_that_a_firewall_forgot_is_left_and_nothing_hangs()
    {
        await using var server = await PrivateServer.StartAsync(Ct, useTcp: true);
        await using var proxy = new FaultProxy(new IPEndPoint(IPAddress.Loopback, server.Settings.Port), seed: 20_261_121);
        await using var path = await DurablePath.StartAsync(new NpgsqlConnectionStringBuilder(server.Server.ConnectionString) { Port = proxy.Port }.ConnectionString, Ct);
        await path.SendUntilAsync(c => c.Acknowledged > 100, Ct);

        proxy.SwallowOpenConnections();
        await path.SendUntilAsync(c => c.StoreProblem is not null && c.Spooled > 50, Ct);
        await path.SendUntilAsync(c => c is { StoreProblem: null, Spooled: 0 }, Ct);
        proxy.Cut();
        await path.SendUntilAsync(c => c.Spooled > 0, Ct);
        await path.SendUntilAsync(c => c is { StoreProblem: null, Spooled: 0 }, Ct);
        await path.AssertAllStoredAsync(Ct);
    }

    [Fact]
    public async Task F_512_A_burst_of_two_hundred_thousand_ticks_loses_none()
    {
        await using var server = await PrivateServer.StartAsync(Ct);
        await using var path = await DurablePath.StartAsync(server.Server.ConnectionString, Ct);
        var started = Stopwatch.GetTimestamp();
        await path.SendAsync(200_000, Ct);
        var sent = Stopwatch.GetElapsedTime(started);
        await path.UntilDurableAsync(Ct);
        TestContext.Current.TestOutputHelper?.WriteLine($"sent in {sent.TotalSeconds:0.00} s, durable {Stopwatch.GetElapsedTime(started, Stopwatch.GetTimestamp()).TotalSeconds - sent.TotalSeconds:0.00} s later");
        await path.AssertAllStoredAsync(Ct);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Ct);
    }
}
