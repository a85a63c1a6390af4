using Argonaut.Catalog;
using Argonaut.Catalog.Layout;
using Argonaut.Catalog.Nautilus;
using Argonaut.Catalog.Reading;
using Argonaut.Catalog.Verification;
using Argonaut.Domain;
using Argonaut.Parquet;
using Argonaut.Tests.Shared;
using Xunit;

namespace Argonaut.Tests.Unit.Catalog;

/// <summary>Good files pass; bad ones are named with their reason (S4-48, R9, R11).</summary>
public sealed class FileVerifierTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task An_exported_file_passes_with_its_sums()
    {
        using var export = new CatalogWriter(_folder.Path, Sample.Settings).BeginTrades(Sample.Day(Sample.Noon));
        await export.AppendAsync(new[] { Sample.Trade("1.25", "2", Sample.Noon, 1), Sample.Trade("1.50", "3", Sample.Noon, 2) }, TestContext.Current.CancellationToken);
        var outcome = await export.CompleteAsync(TestContext.Current.CancellationToken);
        var report = FileVerifier.Verify(Path.Combine(_folder.Path, outcome.Files[0].Path), CatalogProfile.V1Hp);
        Assert.Empty(report.Problems);
        Assert.Equal(("trade_tick", "AAPL.NASDAQ", 2), (report.DataType, report.Identifier, report.Rows));
        Assert.Contains(new("price", "27500000000000000"), report.Sums);
        Assert.Contains(new("size", "50000000000000000"), report.Sums);
    }

    [Fact]
    public void A_missing_column_is_a_wrong_schema()
    {
        var schema = MarketSchemas.Of(CatalogType.TradeTick, CatalogProfile.V1Hp);
        var path = Write(new ParquetSchema(schema.Columns.RemoveAt(2)), []);
        Assert.Contains(FileVerifier.Verify(path).Problems, p => p.Code is "wrong_schema" && p.Message.Contains("5 columns, not 6", StringComparison.Ordinal));
    }

    [Fact]
    public void Missing_metadata_is_named()
    {
        var path = Write(MarketSchemas.Of(CatalogType.TradeTick, CatalogProfile.V1Hp), [new("instrument_id", "AAPL.NASDAQ"), new("price_precision", "2")]);
        Assert.Contains(FileVerifier.Verify(path).Problems, p => p is { Code: "missing_metadata" } && p.Message.Contains("size_precision", StringComparison.Ordinal));
    }

    [Fact]
    public void A_row_back_in_time_is_named()
    {
        var path = Write(MarketSchemas.Of(CatalogType.TradeTick, CatalogProfile.V1Hp), Keys("2"), [Sample.Noon.Value, Sample.Noon.Value + 5, Sample.Noon.Value + 4]);
        Assert.Contains(FileVerifier.Verify(path).Problems, p => p is { Code: "unsorted" } && p.Message.Contains("row 2", StringComparison.Ordinal));
    }

    [Fact]
    public void A_forged_precision_shows_in_the_values_with_their_row()
    {
        var path = Write(MarketSchemas.Of(CatalogType.TradeTick, CatalogProfile.V1Hp), Keys("1"), [Sample.Noon.Value]);
        var problem = Assert.Single(FileVerifier.Verify(path).Problems);
        Assert.Equal("off_precision", problem.Code);
        Assert.Contains("row 0: price 1.2500000000000000 is no multiple of 1 decimals", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_off_is_unreadable()
    {
        var path = Write(MarketSchemas.Of(CatalogType.TradeTick, CatalogProfile.V1Hp), Keys("2"), [Sample.Noon.Value]);
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..^40]);
        Assert.Equal("unreadable", Assert.Single(FileVerifier.Verify(path).Problems).Code);
    }

    [Fact]
    public void Another_profile_than_the_reader_needs_is_named()
    {
        var path = Write(MarketSchemas.Of(CatalogType.TradeTick, CatalogProfile.V1Hp), Keys("2"), [Sample.Noon.Value]);
        Assert.Contains(FileVerifier.Verify(path, CatalogProfile.V1Sp).Problems, p => p.Code == "wrong_profile");
    }

    [Fact]
    public void The_unsorted_sample_of_nautilus_trader_is_reported()
    {
        var report = FileVerifier.Verify(SharedData.Require("nautilus/128-bit/deltas.parquet"));
        Assert.Contains(report.Problems, p => p.Code == "unsorted");
        Assert.Equal(("order_book_deltas", 1077), (report.DataType, report.Rows));
    }

    // Pages of this dialect carry no checksum, so some damage cannot be told from data by any reader; the ledger's hash tells it.
    [Theory]
    [InlineData("128-bit/quotes.parquet")]
    [InlineData("64-bit/bars.parquet")]
    public void A_flipped_bit_in_a_page_is_an_error_with_its_place_or_leaves_every_row(string sample)
    {
        var file = File.ReadAllBytes(SharedData.Require($"nautilus/{sample}"));
        using var sound = CatalogFile.Open(file, sample);
        var chunks = sound.Parquet.Metadata.RowGroups.SelectMany((g, i) => g.Columns.Select(c => (Group: i, Chunk: c))).ToArray();
        var random = new Random(9);
        var errors = 0;
        for (var i = 0; i < 300; i++)
        {
            var (group, chunk) = chunks[random.Next(chunks.Length)];
            var damaged = (byte[])file.Clone();
            damaged[chunk.Start + random.NextInt64(chunk.CompressedSize)] ^= (byte)(1 << random.Next(8));
            using var opened = CatalogFile.Open(damaged, sample);
            try
            {
                var column = opened.Parquet.Schema.IndexOf(chunk.Path);
                using var values = opened.Parquet.ReadColumn(group, column);
                Assert.Equal(sound.Parquet.Metadata.RowGroups[group].Rows, values.Count);
            }
            catch (ParquetFormatException e)
            {
                errors++;
                Assert.Equal((Path.GetFileName(sample), chunk.Path, group), (e.File, e.Column, e.RowGroup));
                Assert.InRange(e.Offset, chunk.Start, chunk.Start + chunk.CompressedSize);
            }
        }

        Assert.InRange(errors, 100, 300);
    }

    public void Dispose() => _folder.Dispose();

    private static KeyValuePair<string, string>[] Keys(string pricePrecision) =>
        [new("instrument_id", "AAPL.NASDAQ"), new("price_precision", pricePrecision), new("size_precision", "0")];

    private string Write(ParquetSchema schema, KeyValuePair<string, string>[] keys, params long[] times)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, "data", "trade_tick", "AAPL.NASDAQ")).FullName;
        var interval = times.Length == 0 ? default : new FileInterval(new UnixNanos(times.Min()), new UnixNanos(times.Max()));
        var path = Path.Combine(folder, interval.FileName);
        using var stream = File.Create(path);
        using var writer = new ParquetWriter(stream, schema, new ParquetWriteOptions { KeyValues = [.. keys] });
        foreach (var time in times)
        {
            writer.Columns[0].Append((Int128)12_500_000_000_000_000);
            writer.Columns[1].Append((Int128)10_000_000_000_000_000);
            writer.Columns[2].Append(1);
            writer.Columns[3].Append("x");
            writer.Columns[4].Append(time);
            writer.Columns[5].Append(time);
        }

        writer.Finish();
        return path;
    }
}
