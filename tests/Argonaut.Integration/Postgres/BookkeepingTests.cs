using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Bars;
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

    [Theory]
    [InlineData("/ .. % ' \" ; < > \U0001F4A5 \u202E drop table instruments; --.X")]
    [InlineData("../../etc/passwd.X")]
    [InlineData("%2F%00.X")]
    public async Task F_515_An_id_of_any_characters_is_stored_as_data(string id)
    {
        var saved = await _store.SaveInstrumentAsync(Make.Equity(id), Ct);
        await _store.SaveSubscriptionAsync(new Recording(saved.Key, KindSet.TradesAndQuotes), Ct);

        Assert.Equal(id, (await _store.LoadInstrumentsAsync(Ct)).Single(i => i.Key == saved.Key).Id.Value);
        Assert.Equal(saved.Key, (await _store.SaveInstrumentAsync(Make.Equity(id), Ct)).Key);
        Assert.Contains(new Recording(saved.Key, KindSet.TradesAndQuotes), await _store.LoadSubscriptionsAsync(Ct));
    }

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
    public async Task F_509_A_finer_scale_is_refused_where_stored_rows_would_change_their_meaning()
    {
        var saved = await _store.SaveInstrumentAsync(Make.Equity("SCALE.X"), Ct);
        await _store.CommitAsync(new StoreBatch { Bars = [Make.Bar(saved.Key, Timeframe.Minute1, Make.Noon)] }, Ct);

        var error = await Assert.ThrowsAsync<DefinitionConflictException>(
            () => _store.SaveInstrumentAsync(Make.Equity("SCALE.X", priceScale: 10) with { Description = "lost" }, Ct));

        Assert.Contains("prices of 10 decimals", error.Message, StringComparison.Ordinal);
        Assert.Equal("", (await _store.LoadInstrumentsAsync(Ct)).Single(instrument => instrument.Id.Value == "SCALE.X").Description);
        Assert.Single(await _store.ReadVersionsAsync(saved.Key, Ct));
    }

    [Fact]
    public async Task A_finer_scale_is_taken_while_nothing_is_stored_and_a_coarser_one_never()
    {
        await _store.SaveInstrumentAsync(Make.Equity("FREE.X"), Ct);
        var finer = await _store.SaveInstrumentAsync(Make.Equity("FREE.X", priceScale: 10), Ct);
        var coarser = await _store.SaveInstrumentAsync(Make.Equity("FREE.X", priceScale: 4), Ct);

        Assert.Equal(((byte)10, (byte)8), (finer.PriceScale, finer.SizeScale));
        Assert.Equal((byte)10, coarser.PriceScale);
        Assert.Equal((byte)10, (await _store.LoadInstrumentsAsync(Ct)).Single(instrument => instrument.Id.Value == "FREE.X").PriceScale);
    }

    [Fact]
    public async Task F_509_A_definition_that_differs_is_a_version_and_one_that_does_not_is_none()
    {
        var before = HybridClock.Now(TimeProvider.System);
        var old = await _store.SaveInstrumentAsync(Make.Equity("VERSION.X"), Ct);
        await _store.SaveInstrumentAsync(Make.Equity("VERSION.X") with { TradingHours = "20261120:CLOSED" }, Ct);
        PriceBand[] bands = [new(Price.Parse("0"), Price.Parse("0.005")), new(Price.Parse("1"), Price.Parse("0.01"))];
        await _store.SaveInstrumentAsync(Make.Equity("VERSION.X") with { PriceIncrement = Price.Parse("0.005"), PriceBands = [.. bands] }, Ct);
        await _store.AddVersionAsync(old.Key, HybridClock.Now(TimeProvider.System), new DefinitionChange("split", "1", "4"), Ct);

        var versions = await _store.ReadVersionsAsync(old.Key, Ct);

        Assert.Equal([1, 2, 3], versions.Select(v => v.Number));
        Assert.Equal((UnixNanos.Zero, "0.01", 0), (versions[0].ValidFrom, versions[0].Definition.PriceIncrement.ToString(), versions[0].Changes.Length));
        Assert.Equal(
            [new DefinitionChange("price_increment", "0.01", "0.005"), new DefinitionChange("price_bands", "", "0:0.005 1:0.01")], versions[1].Changes);
        Assert.True(versions[1].ValidFrom >= before && versions[2].ValidFrom > versions[1].ValidFrom);
        Assert.Equal(bands, versions[1].Definition.PriceBands);
        Assert.Equal([new DefinitionChange("split", "1", "4")], versions[2].Changes);
        Assert.Equal("0.005", versions[2].Definition.PriceIncrement.ToString());
        Assert.Equal(old.Key, versions[2].Definition.Key);
        Assert.Equal("0.01", InstrumentVersion.At(versions, before).Definition.PriceIncrement.ToString());
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

        var all = new Recording(instrument, KindSet.Ticks);
        await _store.SaveSubscriptionAsync(all with { Kinds = KindSet.TradesAndQuotes }, Ct);
        await _store.SaveSubscriptionAsync(all, Ct);
        Assert.Single(await _store.LoadSubscriptionsAsync(Ct), all);

        var depth = all with { Kinds = KindSet.Of(MarketEventKind.BookDelta) };
        await _store.SaveSubscriptionAsync(depth, Ct);
        Assert.Single(await _store.LoadSubscriptionsAsync(Ct), depth);

        await _store.SaveSubscriptionAsync(all with { Kinds = default }, Ct);
        Assert.DoesNotContain(await _store.LoadSubscriptionsAsync(Ct), recording => recording.Instrument == instrument);
        await Assert.ThrowsAsync<ArgumentException>(() => _store.SaveSubscriptionAsync(new Recording(new InstrumentKey(999_999), KindSet.Ticks), Ct));
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
