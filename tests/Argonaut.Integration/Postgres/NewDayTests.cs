using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Argonaut.Integration.Postgres;

/// <summary>A day that ticks come late for: no session may go on without its partition (docs/decisions/0039).</summary>
public sealed class NewDayTests(PostgresFixture server) : IAsyncLifetime
{
    private readonly PostgresDatabase _database = new(server);
    private PostgresMarketStore? _store;
    private StreamPosition? _stream;
    private InstrumentKey _instrument;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private PostgresMarketStore Store => _store!;

    public async ValueTask InitializeAsync()
    {
        await _database.CreateAsync(Ct);
        _store = new PostgresMarketStore(_database.DataSource, TimeProvider.System, NullLogger.Instance);
        _instrument = (await _store.SaveInstrumentAsync(Make.Equity(), Ct)).Key;
        _stream = await _store.OpenStreamAsync("LATE", MarketEventKind.Trade, Ct);
        await _database.ExecuteAsync(
            """
            create table attached (is_alone bool not null);
            create function note_attached() returns event_trigger language plpgsql as $$
            begin
              insert into attached select exists (
                select from pg_locks where pid = pg_backend_pid() and granted and relation = 'trade_ticks'::regclass and mode = 'AccessExclusiveLock');
            end $$;
            create event trigger note_attached on ddl_command_end when tag in ('ALTER TABLE') execute function note_attached();
            """, Ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Nobody_reads_the_list_of_partitions_while_one_is_attached_and_sessions_go_on()
    {
        var session = await SessionAsync();

        var trade = await StoreOldTradeAsync();

        Assert.True(await _database.ScalarAsync<bool>("select bool_and(is_alone) from attached", Ct));
        Assert.True(await LivesAsync(session));
        Assert.Equal([trade], await ReadAsync(trade));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_long_reading_is_not_waited_for_and_sessions_begin_anew()
    {
        await using var export = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Pooling = false }.ConnectionString);
        await export.OpenAsync(Ct);
        await using var reading = await export.BeginTransactionAsync(Ct);
        await using (var read = new NpgsqlCommand("select from trade_ticks limit 1", export)) await read.ExecuteNonQueryAsync(Ct);
        var session = await SessionAsync();

        var trade = await StoreOldTradeAsync();

        Assert.False(await _database.ScalarAsync<bool>("select bool_or(is_alone) from attached", Ct));
        while (await LivesAsync(session)) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Ct);
        Assert.Equal([trade], await ReadAsync(trade));
    }

    private async Task<MarketEvent> StoreOldTradeAsync()
    {
        var at = Make.Noon - 100 * UnixNanos.PerDay;
        var trade = Make.Trade(_instrument, _stream!.Stream, 1, at, at);
        await Store.CommitAsync(new StoreBatch { Trades = new[] { trade } }, Ct);
        return trade;
    }

    private async Task<IEnumerable<MarketEvent>> ReadAsync(MarketEvent trade) =>
        await Store.ReadTicksAsync(new TickQuery(MarketEventKind.Trade, _instrument, trade.TsEvent, trade.TsEvent + 1, 10), Ct);

    /// <summary>The server's process behind a session of the pool.</summary>
    private Task<int> SessionAsync() => _database.ScalarAsync<int>("select pg_backend_pid()", Ct);

    private Task<bool> LivesAsync(int session) => _database.ScalarAsync<bool>($"select exists (select from pg_stat_activity where pid = {session})", Ct);
}
