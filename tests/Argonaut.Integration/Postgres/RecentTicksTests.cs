using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Postgres;
using Argonaut.Postgres.Packing;
using Argonaut.Postgres.Store;
using Argonaut.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Argonaut.Integration.Postgres;

public sealed class RecentTicksTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static readonly InstrumentKey Busy = new(1);
    private static readonly InstrumentKey Other = new(2);

    private readonly ManualTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly List<MarketEvent> _stored = [];
    private long _sequence;
    private int _reads;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Any_page_equals_that_of_the_tables_whatever_is_stored_before_meanwhile_and_after() => Prop.ForAll(
        ArbMap.Default.GeneratorFor<int>().ToArbitrary(),
        seed =>
        {
            var random = new Random(seed);
            var recent = new RecentTicks(_time);
            _stored.Clear();
            Store(recent, random, random.Next(5_000));
            for (var step = 0; step < 30; step++)
            {
                Store(recent, random, random.Next(random.Next(10) == 0 ? 4_000 : 200));
                if (random.Next(20) == 0) recent.Forget();
                if (random.Next(10) == 0) _time.Advance(TimeSpan.FromSeconds(11));
                var from = random.Next(3) == 0 ? Make.Noon + random.NextInt64(8) * UnixNanos.PerSecond : UnixNanos.Zero;
                var to = random.Next(3) == 0 ? Make.Noon + random.NextInt64(8) * UnixNanos.PerSecond : UnixNanos.MaxValue;
                var query = new TickQuery(MarketEventKind.Trade, Busy, from, to, 1 + random.Next(1_200), Descending: random.Next(9) > 0);
                List<ImmutableArray<MarketEvent>> moments = [];
                var page = recent.PageAsync(query, q =>
                {
                    // A commit may come before and after the tables are looked at.
                    Store(recent, random, random.Next(3));
                    var rows = FromTables(q);
                    moments.Add(FromTables(query));
                    Store(recent, random, random.Next(3));
                    return Task.FromResult(rows);
                }).GetAwaiter().GetResult();
                var now = FromTables(query);
                moments.Add(now);
                Assert.True(moments.Any(m => m.SequenceEqual(page)), $"seed {seed}, step {step}");
                Assert.Equal(now, recent.PageAsync(query, q => Task.FromResult(FromTables(q))).GetAwaiter().GetResult());
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task While_ticks_come_in_only_the_first_page_is_read_from_the_tables()
    {
        var recent = new RecentTicks(_time);
        var random = new Random(1);
        Store(recent, random, 3_000);
        var query = new TickQuery(MarketEventKind.Trade, Busy, UnixNanos.Zero, UnixNanos.MaxValue, 501, Descending: true);
        for (var i = 0; i < 20; i++)
        {
            Store(recent, random, 500);
            _time.Advance(TimeSpan.FromSeconds(3));
            Assert.Equal(FromTables(query), await recent.PageAsync(query, Read));
        }

        Assert.Equal(1, _reads);
        _time.Advance(TimeSpan.FromSeconds(11));
        await recent.PageAsync(query, Read);
        Assert.Equal(2, _reads);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => recent.PageAsync(query with { Kind = MarketEventKind.Quote }, _ => throw new StoreUnavailableException("away")));
        await recent.PageAsync(query, Read);
        Assert.Equal(3, _reads);
    }

    [Fact]
    public async Task The_store_gives_the_same_ticks_from_memory_as_from_its_tables()
    {
        await using var store = new PostgresMarketStore(database.DataSource, TimeProvider.System, NullLogger.Instance);
        await using var tables = new PostgresMarketStore(database.DataSource, TimeProvider.System, NullLogger.Instance);
        var instrument = (await store.SaveInstrumentAsync(Make.Equity("RECENT.X"), Ct)).Key;
        var trades = await store.OpenStreamAsync("RECENT", MarketEventKind.Trade, Ct);
        var quotes = await store.OpenStreamAsync("RECENT", MarketEventKind.Quote, Ct);
        for (var i = 0; i < 5; i++)
        {
            await store.CommitAsync(
                new StoreBatch
                {
                    Trades = Make.Trades(instrument, trades, 700, first: (i * 700) + 1),
                    Quotes = Enumerable.Range((i * 700) + 1, 700).Select(n => Make.Quote(instrument, quotes.Stream, n)).ToArray(),
                },
                Ct);
            foreach (var kind in new[] { MarketEventKind.Trade, MarketEventKind.Quote })
            {
                var query = new TickQuery(kind, instrument, UnixNanos.Zero, UnixNanos.MaxValue, 501, Descending: true);
                Assert.Equal(await tables.ReadTicksAsync(query with { Limit = RecentTicks.MaxPage + 1 }, Ct), await store.ReadTicksAsync(query with { Limit = RecentTicks.MaxPage + 1 }, Ct));
                Assert.Equal((await tables.ReadTicksAsync(query with { Limit = 2_000 }, Ct))[..501], await store.ReadTicksAsync(query, Ct));
            }
        }
    }

    private Task<ImmutableArray<MarketEvent>> Read(TickQuery query)
    {
        _reads++;
        return Task.FromResult(FromTables(query));
    }

    private ImmutableArray<MarketEvent> FromTables(TickQuery query)
    {
        var rows = _stored.Where(t => t.Kind == query.Kind && t.Instrument == query.Instrument && t.TsEvent >= query.From && t.TsEvent < query.To).ToList();
        rows.Sort((a, b) => TickOrder.ByEvent(a, b));
        if (query.Descending) rows.Reverse();
        return [.. rows.Take(query.Limit)];
    }

    /// <summary>Whole seconds that many share, now and then one that is late; sometimes of another instrument.</summary>
    private void Store(RecentTicks recent, Random random, int count)
    {
        var batch = new MarketEvent[count];
        for (var i = 0; i < count; i++)
        {
            var sequence = ++_sequence;
            var second = (sequence / 700) - (random.Next(50) == 0 ? random.Next(6) : 0);
            batch[i] = Make.Trade(random.Next(5) == 0 ? Other : Busy, 1, sequence, Make.Noon + second * UnixNanos.PerSecond, Make.Noon + sequence);
        }

        _stored.AddRange(batch);
        recent.Add(batch);
    }
}
