using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Postgres;
using Npgsql;
using Xunit;

namespace Argonaut.Integration.Postgres;

public sealed class AuditStoreTests(PostgresFixture server)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_follow_one_another_whoever_adds_them()
    {
        await using var database = await NewAsync();
        var store = new PostgresAuditStore(database.DataSource);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => store.AppendAsync([Entry(2 * i), Entry(2 * i + 1)], Ct)));

        var (rows, head, fault) = await store.VerifyAsync(Ct);
        var newest = await store.ReadAsync(null, 3, Ct);
        var before = await store.ReadAsync(14, 100, Ct);
        Assert.Equal((16L, 16L, null), (rows, head!.Sequence, fault));
        Assert.Equal([16, 15, 14], newest.Select(r => r.Sequence));
        Assert.Equal(13, before.Length);
        Assert.Contains(Entry(5), before.Concat(newest).Select(r => r.Entry));
    }

    [Fact]
    public async Task A_try_that_is_repeated_because_its_answer_was_lost_is_one()
    {
        await using var database = await NewAsync();
        var store = new PostgresAuditStore(database.DataSource);
        await store.AppendAsync([Entry(1), Entry(2)], Ct);
        var again = await store.AppendAsync([Entry(1), Entry(2)], Ct);

        Assert.Equal(2, again.Sequence);
        Assert.Equal(2, (await store.VerifyAsync(Ct)).Rows);
    }

    [Theory]
    [InlineData("update audit set who = 'x'")]
    [InlineData("delete from audit where seq = 1")]
    [InlineData("truncate audit")]
    public async Task F_762_The_database_refuses_to_change_or_delete_a_row(string sql)
    {
        await using var database = await NewAsync();
        var store = new PostgresAuditStore(database.DataSource);
        await store.AppendAsync([Entry(1)], Ct);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync(sql, Ct));
        Assert.Equal("42501", refused.SqlState);
        Assert.Equal(1, (await store.VerifyAsync(Ct)).Rows);
    }

    [Theory]
    [InlineData("update audit set after = '{}' where seq = 3", 2, "row 3 was altered")]
    [InlineData("update audit set at_ns = at_ns + 1 where seq = 3", 2, "row 3 was altered")]
    [InlineData("delete from audit where seq = 1", 0, "row 1 is missing")]
    [InlineData("delete from audit where seq = 3", 2, "row 3 is missing")]
    [InlineData("delete from audit where seq = 3; update audit set seq = seq - 1 where seq > 3", 2, "row 3 does not follow the row before it")]
    public async Task F_762_What_somebody_changed_around_the_trigger_breaks_the_chain(string sql, long whole, string fault)
    {
        await using var database = await NewAsync();
        var store = new PostgresAuditStore(database.DataSource);
        await store.AppendAsync([.. Enumerable.Range(1, 5).Select(Entry)], Ct);
        await database.ExecuteAsync($"set session_replication_role = replica; {sql}; set session_replication_role = origin", Ct);

        var found = await store.VerifyAsync(Ct);
        Assert.Equal((whole, fault), (found.Rows, found.Fault));
    }

    [Fact]
    public async Task F_762_Nobody_is_granted_to_change_the_audit_log_its_owner_included()
    {
        await using var database = await NewAsync();
        var rights = await database.ScalarAsync<string>(
            "select string_agg(distinct a.privilege_type, ' ' order by a.privilege_type) from pg_class c, aclexplode(c.relacl) a where c.relname = 'audit' and a.privilege_type in ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE')", Ct);

        Assert.Equal("INSERT SELECT", rights);
    }

    private static AuditEntry Entry(int i) => new(
        new UnixNanos(1_703_518_200_000_000_000 + i), "desk ü", i % 2 == 0 ? "trader" : null, "127.0.0.1", $"r{i}", "save_layout", "PUT /api/v1/layouts/main", null, "{\"a\":\"\\u0000\"}", "done");

    private async Task<PostgresDatabase> NewAsync()
    {
        var database = new PostgresDatabase(server);
        await database.InitializeAsync();
        return database;
    }
}
