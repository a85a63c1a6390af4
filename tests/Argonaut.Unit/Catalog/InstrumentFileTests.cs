using Argonaut.Catalog;
using Argonaut.Catalog.Nautilus;
using Argonaut.Catalog.Reading;
using Argonaut.Domain;
using Argonaut.Domain.Instruments;
using Argonaut.Parquet.Arrow;
using Xunit;

namespace Argonaut.Tests.Unit.Catalog;

/// <summary>Assertions W3 and W12 for the classes that we write.</summary>
public sealed class InstrumentFileTests : IDisposable
{
    private static readonly string[] NeverNull =
    [
        "id", "raw_symbol", "currency", "quote_currency", "price_precision", "size_precision", "price_increment", "size_increment", "multiplier", "margin_init",
        "margin_maint", "maker_fee", "taker_fee", "ts_event", "ts_init", "underlying", "activation_ns", "expiration_ns", "option_kind", "strike_price",
    ];

    private readonly TempFolder _folder = new();

    public static TheoryData<InstrumentClass> Classes() => [.. Enum.GetValues<InstrumentClass>()];

    [Theory]
    [MemberData(nameof(Classes))]
    public async Task A_definition_comes_back_and_has_what_python_needs(InstrumentClass instrumentClass)
    {
        var instrument = Of(instrumentClass);
        var written = await Writer().WriteInstrumentAsync(instrument, TestContext.Current.CancellationToken);
        var path = Path.Combine(_folder.Path, written.Path);
        var read = Assert.Single(InstrumentRows.Read(path, "IB"));
        Assert.Equal(
            (instrument.Id, instrument.Class, instrument.RawSymbol, instrument.QuoteCurrency, instrument.PriceIncrement, instrument.SizePrecision),
            (read.Id, read.Class, read.RawSymbol, read.QuoteCurrency, read.PriceIncrement, read.SizePrecision));
        Assert.Equal(
            (instrument.Underlying, instrument.ExchangeMic, instrument.Activation, instrument.Expiration, instrument.OptionKind, instrument.StrikePrice),
            (read.Underlying, read.ExchangeMic, read.Activation, read.Expiration, read.OptionKind, read.StrikePrice));

        using var file = CatalogFile.Open(path);
        foreach (var batch in file.ReadBatches())
        {
            foreach (var name in batch.Names.Intersect(NeverNull)) Assert.False(batch[name].IsNull(0), name);
            if (batch.Has("info")) Assert.Equal("null", batch.Text("info", 0));
            Assert.Equal(instrument.PricePrecision, batch.Int64("price_precision", 0));
        }
    }

    [Theory]
    [MemberData(nameof(Classes))]
    public async Task The_footer_has_the_class_and_the_arrow_schema_and_nothing_else(InstrumentClass instrumentClass)
    {
        var written = await Writer().WriteInstrumentAsync(Of(instrumentClass), TestContext.Current.CancellationToken);
        using var file = CatalogFile.Open(Path.Combine(_folder.Path, written.Path));
        Assert.Equal(["ARROW:schema", "class"], file.Parquet.Metadata.KeyValues.Select(p => p.Key));
        var arrow = ArrowSchemaReader.Read(file.Parquet.Metadata.Find("ARROW:schema")!);
        Assert.Equal(file.Parquet.Schema.Columns.Select(c => c.Name), arrow.Fields.Select(f => f.Name));
        Assert.True(arrow.Fields[0].IsDictionary);
        Assert.Equal([new("class", instrumentClass.ToString())], arrow.Metadata);
        Assert.EndsWith("/1970-01-01T00-00-00-000000000Z_1970-01-01T00-00-00-000000000Z.parquet", written.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_equal_definition_is_left_alone_and_another_precision_refused()
    {
        var ct = TestContext.Current.CancellationToken;
        await Writer().WriteInstrumentAsync(Sample.Aapl, ct);
        Assert.Equal(ExportedFileState.Unchanged, (await Writer().WriteInstrumentAsync(Sample.Aapl, ct)).State);
        Assert.Equal(ExportedFileState.Written, (await Writer().WriteInstrumentAsync(Sample.Aapl with { LotSize = new Quantity(100, 0) }, ct)).State);
        var refusal = await Assert.ThrowsAsync<CatalogRefusedException>(() => Writer().WriteInstrumentAsync(Sample.Aapl with { PriceIncrement = Price.Parse("0.0001") }, ct));
        Assert.Equal("conflict", refusal.Code);
    }

    [Fact]
    public async Task A_definition_that_nautilus_trader_cannot_construct_is_refused()
    {
        var future = Of(InstrumentClass.FuturesContract);
        foreach (var bad in new[] { future with { Underlying = null }, future with { Expiration = default }, Sample.Aapl with { PriceIncrement = new Price(0, 2) } })
        {
            var refusal = await Assert.ThrowsAsync<CatalogRefusedException>(() => Writer().WriteInstrumentAsync(bad, TestContext.Current.CancellationToken));
            Assert.Equal("validation_failed", refusal.Code);
        }
    }

    public void Dispose() => _folder.Dispose();

    private CatalogWriter Writer() => new(_folder.Path, new ExportSettings());

    private static Instrument Of(InstrumentClass instrumentClass) => instrumentClass switch
    {
        InstrumentClass.Equity => Sample.Aapl,
        InstrumentClass.CurrencyPair => Sample.EurUsd,
        InstrumentClass.FuturesContract => Sample.Aapl with
        {
            Id = InstrumentId.Parse("ESH6.CME"), Class = instrumentClass, AssetClass = AssetClass.Index, Underlying = "ES", ExchangeMic = "XCME",
            PriceIncrement = Price.Parse("0.25"), Multiplier = Quantity.Parse("50"), Expiration = new UnixNanos(1774013400000000000),
        },
        InstrumentClass.OptionContract => Sample.Aapl with
        {
            Id = InstrumentId.Parse("AAPL  261218C00250000.SMART"), Class = instrumentClass, Underlying = "AAPL", Multiplier = Quantity.Parse("100"),
            Expiration = new UnixNanos(1797638400000000000), OptionKind = OptionKind.Call, StrikePrice = Price.Parse("250.00"),
        },
        InstrumentClass.IndexInstrument => Sample.Aapl with { Id = InstrumentId.Parse("^SPX.CBOE"), Class = instrumentClass, AssetClass = AssetClass.Index },
        InstrumentClass.Cfd => Sample.Aapl with { Id = InstrumentId.Parse("IBUS500.SMART"), Class = instrumentClass, AssetClass = AssetClass.Equity },
        _ => Sample.Aapl with { Id = InstrumentId.Parse("XAUUSD.SMART"), Class = instrumentClass, AssetClass = AssetClass.Commodity },
    };
}
