using Argonaut.Ports;
using Argonaut.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Argonaut.Integration.Postgres;

/// <summary>What other programs do to the server is told with their process, and until it has ended.</summary>
public sealed class ServerStrainTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static readonly TimeSpan Never = TimeSpan.FromDays(365);

    private static readonly StrainLimits Nothing = new(Never, Never, Never, long.MaxValue);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task F_221_A_tool_that_is_idle_in_a_transaction_is_told_with_its_process_until_it_ends()
    {
        using var maintenance = Maintenance();
        await using (var tool = await ToolAsync())
        {
            await using var transaction = await tool.BeginTransactionAsync(Ct);
            await ExecuteAsync(tool, "select 'what the tool did last'");

            await maintenance.LookAsync(Nothing with { IdleInTransaction = TimeSpan.Zero }, Ct);

            var strain = Assert.Single(maintenance.Status.Strains);
            Assert.StartsWith($"Process {tool.ProcessID} (tool, user ", strain, StringComparison.Ordinal);
            Assert.Contains("has been idle in a transaction for", strain, StringComparison.Ordinal);
            Assert.Contains("select 'what the tool did last'", strain, StringComparison.Ordinal);
            Assert.EndsWith($"select pg_terminate_backend({tool.ProcessID}).", strain, StringComparison.Ordinal);
            Assert.Empty(await ServerStrain.ReadAsync(database.DataSource, Nothing with { Transaction = TimeSpan.Zero }, Ct));
        }

        await maintenance.LookAsync(Nothing with { IdleInTransaction = TimeSpan.Zero }, Ct);
        Assert.Empty(maintenance.Status.Strains);
    }

    [Fact]
    public async Task F_221_A_long_statement_of_a_tool_is_told_and_our_own_sessions_never()
    {
        await using var tool = await ToolAsync();
        await using var ours = await database.DataSource.OpenConnectionAsync(Ct);
        await using var transaction = await ours.BeginTransactionAsync(Ct);
        await ExecuteAsync(ours, "select 1");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        await using var command = new NpgsqlCommand("select pg_sleep(600)", tool);
        var sleeping = command.ExecuteNonQueryAsync(stop.Token);
        await WaitForAsync($"select state = 'active' and query like '%pg_sleep%' from pg_stat_activity where pid = {tool.ProcessID}");

        var strains = await ServerStrain.ReadAsync(database.DataSource, Nothing with { Transaction = TimeSpan.Zero, IdleInTransaction = TimeSpan.Zero }, Ct);

        Assert.Matches($@"^Process {tool.ProcessID} \(tool, user \w+\) has had a transaction open for ", Assert.Single(strains));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sleeping);
    }

    [Fact]
    public async Task F_221_Old_transaction_ids_are_told_with_the_database_and_the_way_out()
    {
        var age = await database.ScalarAsync<long>("select max(age(datfrozenxid))::bigint from pg_database where datallowconn", Ct);

        var strain = Assert.Single(await ServerStrain.ReadAsync(database.DataSource, Nothing with { TransactionIds = age }, Ct));

        Assert.StartsWith("The oldest transaction id of database ", strain, StringComparison.Ordinal);
        Assert.Contains("vacuum (freeze)", strain, StringComparison.Ordinal);
        Assert.Empty(await ServerStrain.ReadAsync(database.DataSource, StrainLimits.Usual, Ct));
    }

    [Fact]
    public async Task F_221_A_vacuum_that_does_not_end_is_told_with_its_table_and_progress()
    {
        await database.ExecuteAsync("create table vacuumed (i int); insert into vacuumed select generate_series(1, 100000)", Ct);
        await using var tool = await ToolAsync();
        await ExecuteAsync(tool, "set vacuum_cost_delay = 100; set vacuum_cost_limit = 1");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        await using var command = new NpgsqlCommand("vacuum vacuumed", tool);
        var vacuum = command.ExecuteNonQueryAsync(stop.Token);
        await WaitForAsync("select count(*) = 1 from pg_stat_progress_vacuum where relid = 'vacuumed'::regclass");

        var strains = await ServerStrain.ReadAsync(database.DataSource, Nothing with { Vacuum = TimeSpan.Zero, Transaction = TimeSpan.Zero }, Ct);

        Assert.StartsWith($"Process {tool.ProcessID} has been vacuuming vacuumed for", Assert.Single(strains), StringComparison.Ordinal);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => vacuum);
    }

    private PostgresMaintenance Maintenance() => new(database.DataSource, new RetentionPolicy(), TimeProvider.System, NullLogger.Instance);

    private async Task<NpgsqlConnection> ToolAsync()
    {
        var tool = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false, ApplicationName = "tool" }.ConnectionString);
        await tool.OpenAsync(Ct);
        return tool;
    }

    /// <summary>Another session tells nobody that it has begun: it is asked for.</summary>
    private async Task WaitForAsync(string condition)
    {
        while (!await database.ScalarAsync<bool>($"select coalesce(({condition}), false)", Ct)) await Task.Yield();
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Ct);
    }
}
