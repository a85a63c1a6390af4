using Argonaut.Domain;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Argonaut.Integration.Postgres;

public sealed class BookkeepingTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private readonly PostgresMarketStore _store = new(database.DataSource, TimeProvider.System, NullLogger.Instance);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task S4_25_An_instrument_comes_back_with_every_field_and_a_key()
    {
        var option = Make.Equity("AAPL261218C00150000.CBOE", priceScale: 9) with
        {
            Class = InstrumentClass.OptionContract,
            BaseCurrency = "X",
            PriceIncrement = Price.Parse("0.000000001"),
            SizeIncrement = Quantity.Parse("0.10"),
            Multiplier = Quantity.Parse("100"),
            LotSize = Quantity.Parse("5"),
            Underlying = "AAPL",
            ExchangeMic = "XCBO",
            Isin = "US0378331005",
            Activation = new UnixNanos(1),
            Expiration = new UnixNanos(1_797_552_000_000_000_001),
            OptionKind = OptionKind.Call,
            StrikePrice = Price.Parse("150.50"),
            Description = "O'Brien \"quoted\" \\ ü",
            VenueReference = """{"con_id":265598}""",
            TimeZone = "US/Eastern",
            TradingHours = "20261120:0400-20261120:2000;20261121:CLOSED",
            LiquidHours = "20261120:0930-20261120:1600",
            IsSimulated = true,
        };

        var saved = await _store.SaveInstrumentAsync(option, Ct);

        Assert.True(saved.Key.Value > 0);
        Assert.Equal(option with { Key = saved.Key }, saved);
        Assert.Contains(saved, await _store.LoadInstrumentsAsync(Ct));
    }

    [Fact]
    public async Task Saving_again_updates_the_definition_and_keeps_the_key()
    {
        var first = await _store.SaveInstrumentAsync(Make.Equity("AGAIN.X"), Ct);
        var other = await _store.SaveInstrumentAsync(Make.Equity("OTHER.X"), Ct);

        var second = await _store.SaveInstrumentAsync(Make.Equity("AGAIN.X") with { Description = "new" }, Ct);
        var next = await _store.SaveInstrumentAsync(Make.Equity("NEXT.X"), Ct);

        Assert.Equal(first.Key, second.Key);
        Assert.Equal(other.Key.Value + 1, next.Key.Value);
        Assert.Equal("new", (await _store.LoadInstrumentsAsync(Ct)).Single(instrument => instrument.Key == first.Key).Description);
    }

    [Fact]
    public async Task Another_scale_is_refused_because_stored_rows_would_change_their_meaning()
    {
        await _store.SaveInstrumentAsync(Make.Equity("SCALE.X"), Ct);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => _store.SaveInstrumentAsync(Make.Equity("SCALE.X", priceScale: 4) with { Description = "lost" }, Ct));

        Assert.Contains("scales 8 and 8", error.Message, StringComparison.Ordinal);
        Assert.Equal("", (await _store.LoadInstrumentsAsync(Ct)).Single(instrument => instrument.Id.Value == "SCALE.X").Description);
    }

    [Fact]
    public async Task An_instrument_that_a_script_made_without_definition_does_no_harm()
    {
        await database.ExecuteAsync(
            "insert into instruments (venue, symbol, instrument_id, asset_class, currency) values ('IB', 'BARE', 'BARE.X', 'EQUITY', 'USD')", Ct);

        Assert.DoesNotContain(await _store.LoadInstrumentsAsync(Ct), instrument => instrument.Id.Value == "BARE.X");
    }

    [Fact]
    public async Task What_is_recorded_is_remembered()
    {
        var instrument = (await _store.SaveInstrumentAsync(Make.Equity("RECORD.X"), Ct)).Key;

        await _store.SaveSubscriptionAsync(instrument, true, Ct);
        await _store.SaveSubscriptionAsync(instrument, true, Ct);
        Assert.Single(await _store.LoadSubscriptionsAsync(Ct), key => key == instrument);

        await _store.SaveSubscriptionAsync(instrument, false, Ct);
        Assert.DoesNotContain(instrument, await _store.LoadSubscriptionsAsync(Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => _store.SaveSubscriptionAsync(new InstrumentKey(999_999), true, Ct));
    }

    [Fact]
    public async Task The_ledger_keeps_a_file_from_publishing_to_published()
    {
        var ledger = new PostgresExportLedger(database.DataSource);
        var identity = new ExportIdentity("trade_tick", "AAPL.NASDAQ", new(1), new(long.MaxValue), "v1-hp");
        var record = new ExportRecord(identity, "data/trade_tick/AAPL.NASDAQ/a.parquet", 10, 20, new string('a', 64), new(1), new(2), ExportState.Publishing, "snappy");

        await ledger.BeginAsync(record with { Rows = 1 }, Ct);
        await ledger.BeginAsync(record, Ct);
        Assert.Equal([record], await ledger.FindAsync(identity, Ct));
        Assert.Equal([record], await ledger.ListAsync(ExportState.Publishing, Ct));

        await ledger.PublishedAsync(record.Path, Ct);
        Assert.Equal([record with { State = ExportState.Published }], await ledger.ListAsync(null, Ct));
        Assert.Empty(await ledger.ListAsync(ExportState.Publishing, Ct));
        Assert.Empty(await ledger.FindAsync(identity with { To = new(3) }, Ct));

        await ledger.RemoveAsync(record.Path, Ct);
        Assert.Empty(await ledger.ListAsync(null, Ct));
        await Assert.ThrowsAsync<InvalidOperationException>(() => ledger.PublishedAsync(record.Path, Ct));
    }
}
