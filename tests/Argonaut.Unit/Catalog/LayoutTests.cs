using Argonaut.Catalog.Layout;
using Argonaut.Domain;
using Xunit;

namespace Argonaut.Tests.Unit.Catalog;

public sealed class LayoutTests
{
    [Theory]
    [InlineData(1698305450123456789, "2023-10-26T07-30-50-123456789Z")]
    [InlineData(0, "1970-01-01T00-00-00-000000000Z")]
    [InlineData(1703462399999999999, "2023-12-24T23-59-59-999999999Z")]
    public void Stamps_come_back(long nanos, string stamp)
    {
        var interval = new FileInterval(new UnixNanos(nanos), new UnixNanos(nanos));
        Assert.Equal($"{stamp}_{stamp}.parquet", interval.FileName);
        Assert.True(FileInterval.TryParse(interval.FileName, out var parsed));
        Assert.Equal(interval, parsed);
    }

    [Theory]
    [InlineData("2024-01-02T00-00-00-000000000Z_2024-01-02T23-59-59-999000000Z_00ff00ff00ff00ff.parquet", 1704153600000000000)]
    [InlineData("2024-01-02T00-00-00Z_2024-01-02T23-59-59Z.parquet", 1704153600000000000)]
    [InlineData("2024-01-02T00-00-00-5Z_2024-01-02T23-59-59-999Z.parquet", 1704153600500000000)]
    public void Names_of_other_writers_are_read(string name, long start)
    {
        Assert.True(FileInterval.TryParse(name, out var interval));
        Assert.Equal(start, interval.Start.Value);
    }

    [Theory]
    [InlineData("instrument.parquet")]
    [InlineData("part-0.parquet")]
    [InlineData("2024-01-02T00-00-00-000000000Z_2024-01-02T23-59-59-999000000Z.parquet.tmp")]
    [InlineData("2024-01-03T00-00-00-000000000Z_2024-01-02T00-00-00-000000000Z.parquet")]
    [InlineData("2024-01-02T00-00-00-000000000Z.parquet")]
    [InlineData("2024-13-02T00-00-00-000000000Z_2024-13-02T00-00-00-000000000Z.parquet")]
    public void Other_names_are_no_intervals(string name) => Assert.False(FileInterval.TryParse(name, out _));

    [Fact]
    public void Missing_intervals_are_closed_and_exact_to_the_nanosecond()
    {
        var covered = new[] { Interval("14:31:00", "14:33:00"), Interval("14:34:00", "14:36:00") };
        var missing = Coverage.Missing(Interval("14:30:00", "14:37:00"), covered);
        Assert.Equal(
            ["14:30:00.000000000 14:30:59.999999999", "14:33:00.000000001 14:33:59.999999999", "14:36:00.000000001 14:37:00.000000000"],
            missing.Select(m => $"{m.Start.ToIso()[11..29]} {m.End.ToIso()[11..29]}"));
    }

    [Fact]
    public void Adjacent_files_leave_no_gap()
    {
        var union = Coverage.Union([new(new(10), new(20)), new(new(21), new(30)), new(new(32), new(40))]);
        Assert.Equal([new(new(10), new(30)), new FileInterval(new(32), new(40))], union);
        Assert.Empty(Coverage.Missing(new(new(10), new(30)), union));
    }

    [Theory]
    [InlineData("EUR/USD.IDEALPRO", "EURUSD.IDEALPRO")]
    [InlineData("^SPX.CBOE", "^SPX.CBOE")]
    [InlineData("AAPL  261218C00250000.SMART", "AAPL  261218C00250000.SMART")]
    [InlineData("EUR/USD.SIM-1-HOUR-MID-EXTERNAL", "EURUSD.SIM-1-HOUR-MID-EXTERNAL")]
    public void A_folder_is_the_identifier_without_slashes(string identifier, string folder)
    {
        Assert.Null(Identifiers.Problem(identifier, forWindows: false));
        Assert.Equal(folder, Identifiers.FolderOf(identifier));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../..")]
    [InlineData(" AAPL.NASDAQ")]
    [InlineData("AAPL.NASDAQ ")]
    [InlineData("AAPL.")]
    [InlineData("A\\B.X")]
    [InlineData("A\u0000B.X")]
    [InlineData("ESZ4=FUT.CME")]
    [InlineData("A+B.X")]
    [InlineData("A(B).X")]
    public void Identifiers_that_cannot_be_exported_are_refused(string identifier) => Assert.NotNull(Identifiers.Problem(identifier, forWindows: false));

    [Fact]
    public void Colons_are_refused_on_windows_only()
    {
        Assert.Null(Identifiers.Problem("A:B.X", forWindows: false));
        Assert.NotNull(Identifiers.Problem("A:B.X", forWindows: true));
    }

    [Fact]
    public void Table_names_show_what_collides() =>
        Assert.Equal(Identifiers.TableName("trade_tick", "BRK-B.X"), Identifiers.TableName("trade_tick", "brk.b.x"));

    [Theory]
    [InlineData("AAPL.NASDAQ-1-MINUTE-LAST-EXTERNAL", true)]
    [InlineData("BTC-USD.X-12-HOUR-MID-EXTERNAL", true)]
    [InlineData("AAPL.NASDAQ-60-MINUTE-LAST-EXTERNAL", false)]
    [InlineData("AAPL.NASDAQ-7-MINUTE-LAST-EXTERNAL", false)]
    [InlineData("AAPL.NASDAQ-0-MINUTE-LAST-EXTERNAL", false)]
    [InlineData("AAPL.NASDAQ-1-MINUTES-LAST-EXTERNAL", false)]
    [InlineData("AAPL.NASDAQ-1-MINUTE-TRADE-EXTERNAL", false)]
    [InlineData("AAPL-1-MINUTE-LAST-EXTERNAL", false)]
    [InlineData("1-MINUTE-LAST-EXTERNAL", false)]
    public void Bar_types_obey_the_step_rules(string barType, bool isLegal) => Assert.Equal(isLegal, Identifiers.BarTypeProblem(barType) is null);

    [Fact]
    public void All_timeframes_make_legal_bar_types() =>
        Assert.All(Argonaut.Domain.Bars.Timeframe.All, t => Assert.Null(Identifiers.BarTypeProblem(t.BarTypeOf(Sample.Aapl.Id, PriceType.Last))));

    [Theory]
    [InlineData("trade_tick", "trade_tick")]
    [InlineData("trades", "trade_tick")]
    [InlineData("quote_ticks", "quote_tick")]
    [InlineData("order_book_delta", "order_book_deltas")]
    [InlineData("order_book_depth10", "order_book_depths")]
    [InlineData("mark_prices", "mark_price_update")]
    [InlineData("crypto_futures_spread", "crypto_futures_spread")]
    public void Folders_of_every_naming_are_known(string folder, string name)
    {
        Assert.True(CatalogType.TryFind(folder, out var type));
        Assert.Equal(name, type.Name);
    }

    private static FileInterval Interval(string start, string end) => new(At(start), At(end));

    private static UnixNanos At(string time)
    {
        Assert.Equal(TimeParse.Ok, UnixNanos.TryParse($"2026-01-02T{time}Z", out var at));
        return at;
    }
}
