using Argonaut.Catalog;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Xunit;

namespace Argonaut.Tests.Unit.Catalog;

/// <summary>Assertion W7 of nautilus-catalog.md 12.2: a wrong row would kill the whole Python process, so none is written.</summary>
public sealed class RefusalTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_finer_price_is_refused_by_setting_naming_instrument_row_and_value()
    {
        var outcome = await Export(Sample.Settings with { OffPrecision = OffPrecision.Refuse }, Sample.Trade("150.25", "1", At(0)), Sample.Trade("150.255", "1", At(1)));
        var reject = Assert.Single(outcome.Rejects);
        Assert.Equal(("precision_violation", 1L, "price", "150.25500000"), (reject.Reason, reject.Row, reject.Column, reject.Value));
        Assert.Contains("AAPL.NASDAQ, row 1: price 150.25500000", reject.Message, StringComparison.Ordinal);
        Assert.Equal((2, 1, 1, "partial"), (outcome.RowsSource, outcome.RowsWritten, outcome.RowsRejected, outcome.Status));
    }

    [Fact]
    public async Task A_finer_price_is_rounded_and_counted_by_default()
    {
        var outcome = await Export(Sample.Settings, Sample.Trade("150.255", "1", At(0)), Sample.Trade("150.245", "1.4", At(1)));
        Assert.Equal(new Dictionary<string, long> { ["price"] = 2, ["size"] = 1 }, outcome.RowsAdjusted);
        Assert.Equal(
            [new(0, "price", "150.25500000", "150.26"), new(1, "price", "150.24500000", "150.24"), new RowAdjustment(1, "size", "1.40000000", "1")],
            outcome.Adjustments);
        Assert.Equal((2, 0, "success"), (outcome.RowsWritten, outcome.RowsRejected, outcome.Status));
    }

    [Fact]
    public async Task Rows_that_cannot_be_represented_are_refused_one_by_one()
    {
        var bad = Sample.Trade("1", "1", At(0)) with { Flags = (TickFlags)3 };
        var early = Sample.Trade("1", "1", new UnixNanos(-5), new UnixNanos(0));
        MarketEvent[] rows =
        [
            Sample.Trade("1", "0.4", At(0)), Sample.Trade("1", "0", At(0)), Sample.Trade("1", "-1", At(0)), bad, early with { TsInit = At(0) },
            Sample.Quote("1", "1", "1", "1", At(0)), Sample.Trade("2", "2", At(1)),
        ];
        var outcome = await Export(Sample.Settings, rows);
        Assert.Equal(
            ["size_rounds_to_zero", "zero_size", "negative_size", "invalid_enum", "invalid_timestamp", "invalid_enum"], outcome.Rejects.Select(r => r.Reason));
        Assert.Equal((7, 1, 6), (outcome.RowsSource, outcome.RowsWritten, outcome.RowsRejected));
        Assert.Equal(2, outcome.RejectedByReason["invalid_enum"]);
    }

    [Fact]
    public async Task A_time_before_1970_is_refused()
    {
        var outcome = await Export(Sample.Settings, Sample.Trade("1", "1", new UnixNanos(-1)), Sample.Trade("1", "1", At(0)));
        Assert.Equal("invalid_timestamp", Assert.Single(outcome.Rejects).Reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("0123456789012345678901234567890123456")]
    [InlineData("Ä1")]
    [InlineData("a\0b")]
    public async Task Trade_ids_that_abort_the_reader_are_refused(string tradeId)
    {
        var row = Sample.Trade("1", "1", At(0)) with { Flags = TickFlags.OwnTradeId };
        using var export = new CatalogWriter(_folder.Path, Sample.Settings).BeginTrades(Sample.Day(At(0)) with { OwnTradeId = (_, _) => tradeId });
        await export.AppendAsync(new[] { row }, Ct);
        Assert.Equal("invalid_trade_id", Assert.Single((await export.CompleteAsync(Ct)).Rejects).Reason);
    }

    [Fact]
    public async Task Values_beyond_the_profile_are_refused()
    {
        var settings = Sample.Settings with { Profile = CatalogProfile.V1Sp };
        var outcome = await Export(settings, Sample.Trade("9223372036.01", "1", At(0)), Sample.Trade("9223372036", "1", At(1)), Sample.Trade("1", "18446744074", At(2)));
        Assert.Equal(["price out_of_range", "size out_of_range"], outcome.Rejects.Select(r => $"{r.Column} {r.Reason}"));
    }

    [Fact]
    public async Task Unsorted_rows_end_the_export()
    {
        var refusal = await Assert.ThrowsAsync<CatalogRefusedException>(() => Export(Sample.Settings, Sample.Trade("1", "1", At(5)), Sample.Trade("1", "1", At(4))));
        Assert.Contains("row 1", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Rows_outside_the_range_are_refused()
    {
        var outcome = await Export(Sample.Settings, Sample.Trade("1", "1", At(0)), Sample.Trade("1", "1", At(0) + UnixNanos.PerDay));
        Assert.Equal("outside_range", Assert.Single(outcome.Rejects).Reason);
    }

    [Fact]
    public void More_precision_than_the_profile_holds_is_refused_before_the_first_row()
    {
        var fine = Sample.Aapl with { PriceIncrement = new Price(1, 10), PriceScale = 10 };
        var refusal = Assert.Throws<CatalogRefusedException>(() => Begin(Sample.Settings with { Profile = CatalogProfile.V1Sp }, fine));
        Assert.Equal("precision_violation", refusal.Code);
    }

    [Fact]
    public async Task Two_ids_with_one_table_name_are_refused()
    {
        await Export(Sample.Settings, Sample.Trade("1", "1", At(0)));
        var refusal = Assert.Throws<CatalogRefusedException>(() => Begin(Sample.Settings, Sample.Aapl with { Id = InstrumentId.Parse("aapl.nasdaq") }));
        Assert.Equal("conflict", refusal.Code);
    }

    [Fact]
    public async Task Two_ids_with_one_folder_are_refused()
    {
        await Export(Sample.Settings, Sample.Trade("1", "1", At(0)));
        var refusal = Assert.Throws<CatalogRefusedException>(() => Begin(Sample.Settings, Sample.Aapl with { Id = InstrumentId.Parse("AA/PL.NASDAQ") }));
        Assert.Equal("conflict", refusal.Code);
    }

    [Fact]
    public async Task Another_precision_in_the_same_folder_is_refused()
    {
        await Export(Sample.Settings, Sample.Trade("1", "1", At(0)));
        var refusal = Assert.Throws<CatalogRefusedException>(() => Begin(Sample.Settings, Sample.Aapl with { PriceIncrement = Price.Parse("0.001") }));
        Assert.Contains("price_precision is '2', not '3'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_profile_in_the_same_catalog_is_refused()
    {
        await Export(Sample.Settings, Sample.Trade("1", "1", At(0)));
        var refusal = Assert.Throws<CatalogRefusedException>(
            () => Begin(Sample.Settings with { Profile = CatalogProfile.V1Sp }, Sample.Aapl with { Id = InstrumentId.Parse("MSFT.NASDAQ") }));
        Assert.Equal("conflict", refusal.Code);
    }

    [Fact]
    public void An_id_with_a_forbidden_character_is_refused() =>
        Assert.Equal("invalid_instrument_id", Assert.Throws<CatalogRefusedException>(
            () => Begin(Sample.Settings, Sample.Aapl with { Id = InstrumentId.Parse("ESZ4=FUT.CME") })).Code);

    [Fact]
    public void The_later_profile_is_not_written() =>
        Assert.Throws<CatalogRefusedException>(() => Begin(Sample.Settings with { Profile = CatalogProfile.V2 }, Sample.Aapl));

    [Fact]
    public async Task Data_needs_its_instrument_definition()
    {
        var settings = Sample.Settings with { AllowMissingInstrument = false };
        Assert.Throws<CatalogRefusedException>(() => Begin(settings, Sample.Aapl));
        await new CatalogWriter(_folder.Path, settings).WriteInstrumentAsync(Sample.Aapl, Ct);
        Begin(settings, Sample.Aapl);
    }

    [Fact]
    public async Task Bars_that_are_open_or_inconsistent_are_refused()
    {
        var bar = new Bar(
            Sample.Aapl.Key, Timeframe.Minute1, At(0), Sample.Mantissa("2"), Sample.Mantissa("3"), Sample.Mantissa("1"), Sample.Mantissa("2"), 0, null, null,
            At(0), At(1), BarSource.Ticks, true, 1);
        using var export = new CatalogWriter(_folder.Path, Sample.Settings).BeginBars(Sample.Day(At(0)), Timeframe.Minute1, PriceType.Last);
        await export.AppendAsync(
            new[] { bar with { IsClosed = false }, bar with { High = bar.Low }, bar with { Timeframe = Timeframe.Hour1, TsOpen = At(0) } }, Ct);
        var outcome = await export.CompleteAsync(Ct);
        Assert.Equal(["invalid_bar", "invalid_bar", "invalid_enum"], outcome.Rejects.Select(r => r.Reason));
        Assert.Empty(outcome.Files);
    }

    [Fact]
    public async Task Book_changes_with_unknown_codes_are_refused()
    {
        var row = new BookDelta(Sample.Aapl.Key, BookAction.Add, OrderSide.Buy, Sample.Mantissa("1"), Sample.Mantissa("1"), RecordFlags.Last, At(0), At(0));
        using var export = new CatalogWriter(_folder.Path, Sample.Settings).BeginDeltas(Sample.Day(At(0)));
        BookDelta[] rows =
        [
            row, row with { Action = BookAction.None }, row with { Action = (BookAction)5 }, row with { Side = OrderSide.NoOrderSide },
            row with { Action = BookAction.Clear, Side = OrderSide.NoOrderSide },
        ];
        await export.AppendAsync(Array.ConvertAll(rows, r => MarketEvent.From(r)), Ct);
        var outcome = await export.CompleteAsync(Ct);
        Assert.Equal((2, 3), (outcome.RowsWritten, outcome.RejectedByReason["invalid_enum"]));
    }

    [Fact]
    public void F_763_A_folder_that_is_a_link_is_refused()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("links need a right on Windows");
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "data"), Path.GetTempPath());
        Assert.Equal("conflict", Assert.Throws<CatalogRefusedException>(() => Begin(Sample.Settings, Sample.Aapl)).Code);
    }

    public void Dispose() => _folder.Dispose();

    private static UnixNanos At(long offset) => Sample.Noon + offset;

    private void Begin(ExportSettings settings, Instrument instrument) =>
        new CatalogWriter(_folder.Path, settings).BeginTrades(Sample.Day(Sample.Noon, instrument)).Dispose();

    private async Task<ExportOutcome> Export(ExportSettings settings, params MarketEvent[] rows)
    {
        using var export = new CatalogWriter(_folder.Path, settings).BeginTrades(Sample.Day(Sample.Noon));
        await export.AppendAsync(rows, Ct);
        return await export.CompleteAsync(Ct);
    }
}
