using Argonaut.Catalog;
using Argonaut.Catalog.Reading;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Tests.Shared;
using Xunit;

namespace Argonaut.Tests.Unit.Catalog;

/// <summary>Order books as NautilusTrader's files (nautilus-catalog.md 5.4 and 5.5).</summary>
public sealed class BookFileTests : IDisposable
{
    private const string Samples = "nautilus/synthetic/catalog/data/";

    private static readonly UnixNanos At = new(1_767_364_200_000_000_000);

    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The sample's CLEAR has undefined values; NautilusTrader writes zeros there, and so do we.</summary>
    [Fact]
    public async Task A_snapshot_and_its_changes_are_written_as_in_the_sample()
    {
        BookDelta[] deltas =
        [
            Delta(BookAction.Clear, OrderSide.NoOrderSide, "0", "0", 32, 0), Delta(BookAction.Add, OrderSide.Buy, "1.12345", "1000000", 32, 0),
            Delta(BookAction.Add, OrderSide.Sell, "1.12350", "500000", 160, 0), Delta(BookAction.Update, OrderSide.Buy, "1.12345", "750000", 128, 1),
            Delta(BookAction.Delete, OrderSide.Sell, "1.12350", "0", 128, 2),
        ];
        var rows = deltas.Select((d, i) => MarketEvent.From(d) with { Stream = 3, Sequence = Math.Max(1, i - 1) }).ToArray();

        var ours = await WriteAsync(new CatalogWriter(_folder.Path, Settings).BeginDeltas(Request), rows);

        var theirs = Directory.EnumerateFiles(SharedData.Require(Samples + "order_book_deltas/EURUSD.IDEALPRO")).Single();
        var (found, wanted) = (Read(ours), Read(theirs));
        Assert.Equal(wanted.Columns, found.Columns);
        Assert.Equal(wanted.Rows.Skip(1), found.Rows.Skip(1));
        Assert.Equal("4 0 0.00000 0 0 32 1 1767364200000000000 1767364200000000000", found.Rows[0]);
        Assert.Equal(Path.GetFileName(theirs), Path.GetFileName(ours));
    }

    [Fact]
    public async Task Ten_levels_are_written_as_in_the_sample_with_undefined_places_behind_the_last_one()
    {
        var theirs = Directory.EnumerateFiles(SharedData.Require(Samples + "order_book_depths/EURUSD.IDEALPRO")).Single();
        var wanted = Read(theirs);
        // The sample counts orders of a level, we know of levels only: those columns are compared by being zero or not.
        var rows = LevelsOf(theirs);

        var ours = await WriteAsync(new CatalogWriter(_folder.Path, Settings).BeginDepths(Request), rows);

        var found = Read(ours);
        Assert.Equal(wanted.Columns, found.Columns);
        Assert.Equal(wanted.Rows.Select(WithoutCounts), found.Rows.Select(WithoutCounts));
        Assert.Equal(Path.GetFileName(theirs), Path.GetFileName(ours));

        static string WithoutCounts(string row) => string.Join(' ', row.Split(' ').Select((value, i) => i is >= 40 and < 60 ? value == "0" ? "0" : "n" : value));
    }

    [Theory]
    [InlineData(CatalogProfile.V1Hp)]
    [InlineData(CatalogProfile.V1Sp)]
    public async Task An_empty_book_has_ten_undefined_places_on_either_side(CatalogProfile profile)
    {
        var path = await WriteAsync(
            new CatalogWriter(_folder.Path, Settings with { Profile = profile }).BeginDepths(Request), [new OrderBookDepthRow(default, default, 7, At, At)]);

        using var file = CatalogFile.Open(path);
        foreach (var batch in file.ReadBatches())
            for (var i = 0; i < 10; i++)
                foreach (var side in (string[])["bid", "ask"])
                    Assert.Equal((null, null, 0L), (batch.Price(batch[$"{side}_price_{i}"], 0), batch.Quantity(batch[$"{side}_size_{i}"], 0), batch.Int64($"{side}_count_{i}", 0)));
    }

    [Fact]
    public void Books_have_no_flat_form()
    {
        var writer = new CatalogWriter(_folder.Path, Settings with { Format = CatalogFormat.Flat });
        Assert.Equal("validation_failed", Assert.Throws<CatalogRefusedException>(() => writer.BeginDeltas(Request)).Code);
        Assert.Equal("validation_failed", Assert.Throws<CatalogRefusedException>(() => writer.BeginDepths(Request)).Code);
    }

    public void Dispose() => _folder.Dispose();

    private static ExportSettings Settings => Sample.Settings;

    private static ExportRequest Request => Sample.Day(At, Sample.EurUsd with { SizeIncrement = Quantity.Parse("1") });

    private static BookDelta Delta(BookAction action, OrderSide side, string price, string size, byte flags, long offset) => new(
        Sample.EurUsd.Key, action, side, Sample.Mantissa(price), Sample.Mantissa(size), (RecordFlags)flags, At + offset, At + offset);

    private async Task<string> WriteAsync<T>(DataExport<T> export, T[] rows)
        where T : struct
    {
        using (export)
        {
            await export.AppendAsync(rows, Ct);
            return Path.Combine(_folder.Path, Assert.Single((await export.CompleteAsync(Ct)).Files).Path);
        }
    }

    private static (List<string> Columns, List<string> Rows) Read(string path)
    {
        using var file = CatalogFile.Open(path);
        var rows = new List<string>();
        foreach (var batch in file.ReadBatches())
            for (var row = 0; row < batch.Rows; row++) rows.Add(string.Join(' ', batch.Names.Select(name => batch.Display(name, row) ?? "-")));
        return ([.. file.Parquet.Schema.Columns.Select(c => c.ToString())], rows);
    }

    private static OrderBookDepthRow[] LevelsOf(string path)
    {
        using var file = CatalogFile.Open(path);
        var rows = new List<OrderBookDepthRow>();
        foreach (var batch in file.ReadBatches())
            for (var row = 0; row < batch.Rows; row++)
                rows.Add(new OrderBookDepthRow(
                    Side(batch, row, "bid"), Side(batch, row, "ask"), (ulong)batch.Int64("sequence", row)!.Value,
                    new UnixNanos(batch.Int64("ts_event", row)!.Value), new UnixNanos(batch.Int64("ts_init", row)!.Value)));
        return [.. rows];

        static ReadOnlyMemory<BookLevel> Side(CatalogBatch batch, int row, string side)
        {
            var levels = new List<BookLevel>();
            for (var i = 0; i < 10; i++)
                if (batch.Display($"{side}_price_{i}", row) is { } price)
                    levels.Add(new BookLevel(Sample.Mantissa(price), Sample.Mantissa(batch.Display($"{side}_size_{i}", row)!)));
            return levels.ToArray();
        }
    }
}
