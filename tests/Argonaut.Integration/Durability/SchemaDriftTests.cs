using Argonaut.Integration.Postgres;
using Argonaut.Postgres.Migrations;
using Xunit;

namespace Argonaut.Integration.Durability;

public sealed class SchemaDriftTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("alter table gaps drop column explanation", "The column gaps.explanation (text) is missing.")]
    [InlineData("alter table streams alter column source type text", "The column streams.source is text, expected character varying(50).")]
    [InlineData("alter table gaps alter column reason drop not null", "The column gaps.reason may be null, expected one that is not.")]
    [InlineData("drop table trade_ids cascade", "The table trade_ids is missing.")]
    [InlineData("alter table exports add column owner text not null", "The further column exports.owner is not null and has no default: no row could be added.")]
    public async Task F_214_A_changed_schema_is_told_in_plain_words(string change, string sentence)
    {
        await using var database = await postgres.CreateDatabaseAsync(Ct);
        await database.ExecuteAsync(change, Ct);

        Assert.Contains(sentence, await SchemaDrift.FindAsync(database.DataSource, Ct));
    }

    [Fact]
    public async Task F_214_A_view_that_was_replaced_is_told()
    {
        await using var database = await postgres.CreateDatabaseAsync(Ct);
        var view = await database.ScalarAsync<string>("select c.relname::text from pg_class c where relkind = 'v' and relnamespace = 'public'::regnamespace order by 1 limit 1", Ct);
        var definition = await database.ScalarAsync<string>($"select pg_get_viewdef('{view}'::regclass)", Ct);
        await database.ExecuteAsync($"create or replace view {view} as select * from ({definition.TrimEnd(';')}) as inner_view where true limit 10", Ct);

        Assert.Contains($"The view {view} was replaced: it is not made as this program makes it.", await SchemaDrift.FindAsync(database.DataSource, Ct));
    }

    [Fact]
    public async Task F_214_A_fresh_schema_has_no_difference_and_further_columns_and_tables_are_left_alone()
    {
        await using var database = await postgres.CreateDatabaseAsync(Ct);
        Assert.Empty(await SchemaDrift.FindAsync(database.DataSource, Ct));

        await database.ExecuteAsync("alter table exports add column note text; alter table trade_ticks add column extra integer default 0; create table mine (id int not null)", Ct);

        Assert.Empty(await SchemaDrift.FindAsync(database.DataSource, Ct));
        Assert.False(await database.ScalarAsync<bool>("select exists (select from pg_namespace where nspname like 'argonaut_expected%')", Ct));
    }
}
